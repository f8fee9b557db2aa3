import type { SignedActor } from '../../auth/signed-calls.service.js';
import type { Limits } from '../../config/limits.js';
import type { Problem } from '../../shared/problem.js';
import type { Source } from './decode/parameters.js';
import type { Tag } from './decode/tags.js';
import type { ActionFacts, JsonObject, RamRule, RpcAction, SignedCaller } from './define-action.js';
import type { Refusal } from './errors/refusal.js';

/** What the protocol knows of one product; `Version` chooses it. */
export interface RpcProduct {
  /** In the address of `Recommend`, e.g. `CloudAPI`. */
  readonly name: string;
  readonly version: string;
  /** Before the colon of RAM actions. */
  readonly ramCode: string;
  /** Names are exact, case included. */
  find(action: string): BoundAction | undefined;
  readonly refusalOf: (problem: Problem, action: string) => Refusal;
}

/** An action with the use cases it calls. */
export interface BoundAction {
  readonly facts: ActionFacts;
  readonly limits: Limits;
  /** ARNs of what the call touches, each of which must be allowed. */
  resources(source: Source, signed: SignedActor): Promise<readonly string[]>;
  /** @throws Problem missing_argument, invalid_argument, malformed_body */
  decode(source: Source): BoundCall;
}

export interface BoundCall {
  readonly tags: readonly Tag[];
  run(caller: SignedCaller): Promise<JsonObject>;
}

interface ProductSpec<Core, Rule extends RamRule | null> extends Omit<RpcProduct, 'find'> {
  readonly core: Core;
  readonly limits: Limits;
  readonly actions: Readonly<Record<string, RpcAction<Core, Rule>>>;
  resources(rule: Rule, source: Source, signed: SignedActor): Promise<readonly string[]>;
}

export function rpcProduct<Core, Rule extends RamRule | null>(spec: ProductSpec<Core, Rule>): RpcProduct {
  const { core, limits, actions, ...facts } = spec;
  const bind = (action: RpcAction<Core, Rule>): BoundAction => ({
    facts: action,
    limits,
    resources: (source, signed) => spec.resources(action.ram, source, signed),
    decode: (source) => {
      const call = action.decode(source, limits);
      return { tags: call.tags, run: (caller) => call.run(core, caller) };
    },
  });
  const bound = new Map(Object.entries(actions).map(([name, action]) => [name, bind(action)]));
  return { ...facts, find: (name) => bound.get(name) };
}
