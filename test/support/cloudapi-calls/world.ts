import type { ActionName } from '../../../src/api/cloudapi/action-registry.js';
import type { DomainCertificate } from '../domain-certificate.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Ids that answers told, and what the calls after them need. */
export interface World {
  /** Begins the names of everything in it. */
  readonly name: string;
  readonly certificate: DomainCertificate;
  groupId: string;
  stageIds: Readonly<Record<string, string>>;
  apiId: string;
  vpcApiId: string;
  importedIds: readonly string[];
  version: string;
  operationId: string;
  certificateId: string;
  appId: number;
}

export const newWorld = (name: string, certificate: World['certificate']): World => ({
  name,
  certificate,
  groupId: '',
  stageIds: {},
  apiId: '',
  vpcApiId: '',
  importedIds: [],
  version: '',
  operationId: '',
  certificateId: '',
  appId: 0,
});

/** One call that succeeds. Fields as on the wire; lists are lists. */
export interface Step {
  readonly action: ActionName;
  readonly asks: (world: World) => Fields;
  /** What the answer has, among others. */
  readonly sees?: (world: World) => Fields;
  /** Keeps what later calls need. */
  readonly keeps?: (world: World, answer: Fields) => Partial<World>;
  /** Asked again until it is so: what goes on behind the call. */
  readonly until?: (answer: Fields) => boolean;
}

export type Call = (action: ActionName, parameters: Fields) => Promise<Fields>;

/** Makes the calls one after the other. */
export async function follow(call: Call, steps: readonly Step[], world: World): Promise<void> {
  for (const step of steps) {
    let answer = await call(step.action, step.asks(world));
    while (step.until?.(answer) === false) answer = await call(step.action, step.asks(world));
    if (step.sees !== undefined) expect({ [step.action]: answer }).toMatchObject({ [step.action]: step.sees(world) });
    Object.assign(world, step.keeps?.(world, answer));
  }
}

/** The list in an answer: `rows(answer, 'Regions', 'Region')`. */
export function rows(answer: Fields, list: string, item: string): readonly Fields[] {
  return ((answer[list] as Fields | undefined)?.[item] ?? []) as readonly Fields[];
}

/** The first page of a list that has this many rows. */
export const firstPage = (TotalCount: number): Fields => ({ TotalCount, PageNumber: 1, PageSize: 10 });
