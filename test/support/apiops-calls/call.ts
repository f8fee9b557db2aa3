import type { Needs } from './callers.js';
import type { World } from './world.js';

/** A call that succeeds for whoever may make it. */
export interface Call {
  readonly operation: string;
  /** How it differs from the operation's other calls. */
  readonly variant?: string;
  readonly needs: Needs;
  /** Path parameters, where they are not the usual ones. */
  readonly names?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: (world: World) => unknown;
  /** One that is refused right behind the check of rights, for the others who may: the call itself takes long. */
  readonly light?: Light;
  /** After each success, so that the next one finds what this one found. */
  readonly undo?: (world: World) => Promise<unknown>;
}

export interface Light extends Pick<Call, 'names' | 'body'> {
  readonly status: number;
  /** `{x}` stands for anything. */
  readonly text: string;
}

export const key = { name: '/cards', httpMethod: 'POST' };
export const live = { deploy: true, deployTargetEnvironmentNameList: ['production'] };
export const member = { apiProxyName: 'spare' };

export const gone = (path: string) => (world: World) => world.do('DELETE', path);
export const again = (path: string) => (world: World) => world.do('POST', path);
