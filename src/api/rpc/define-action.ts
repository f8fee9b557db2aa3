import type { SignedActor } from '../../auth/signed-calls.service.js';
import type { LimitName, Limits } from '../../config/limits.js';
import type { Actor } from '../../model/actor.js';
import type { ProjectPermission } from '../../model/permission.js';
import type { JsonValue } from '../../shared/canonical-json.js';
import type { Id } from '../../shared/ids.js';
import { isProblem } from '../../shared/problem.js';
import { type ParameterTable, readParameters, type Source, type ValuesOf } from './decode/parameters.js';
import type { ResponseShape } from './decode/shape.js';
import { type Tag, tags } from './decode/tags.js';

export type JsonObject = { readonly [field: string]: JsonValue };

/** What `encode` returns: absent members are left out on the wire. */
type Encoded = { readonly [field: string]: unknown };

type RamLevel = 'create' | 'update' | 'delete' | 'get' | 'list';

/** On whose behalf, and where. */
export interface Caller {
  readonly actor: Actor;
  readonly projectId: Id;
}

/** A caller with what its signature told. */
export interface SignedCaller extends Caller {
  readonly signed: SignedActor;
}

/** The RAM action is `{code of the product}:{name}`. */
export interface RamRule<Scope extends string = string> {
  readonly level: RamLevel;
  /** Relative id of the resource, with what comes from the call in braces. */
  readonly resource: Scope;
}

/** `Rule` null: whoever can sign may call. */
export interface ActionFacts<Rule extends RamRule | null = RamRule | null> {
  readonly name: string;
  readonly summary: string;
  readonly ram: Rule;
  /** What the actor of `run` holds in the key's project, once RAM allows the call. */
  readonly permission: readonly ProjectPermission[];
  /** Recorded in the audit log also when it succeeds. */
  readonly mutates: boolean;
  /** Calls per second and user, shared by all replicas: name of the limit; null = the vendor states none. */
  readonly callsPerSecond: LimitName | null;
  readonly parameters: ParameterTable;
  /** Fields of a success beside RequestId. */
  readonly response: ResponseShape;
  /** Operation-level codes, for the documentation. */
  readonly errors: readonly string[];
}

interface ActionSpec<Core, Rule extends RamRule | null, P extends ParameterTable, R> extends ActionFacts<Rule> {
  readonly parameters: P;
  run(core: Core, caller: SignedCaller, parameters: ValuesOf<P>): Promise<R>;
  encode(result: R, core: Core): Encoded;
}

/** One operation of the protocol: declared once, read by the handler, the documentation and the tests. */
export interface RpcAction<Core, Rule extends RamRule | null = RamRule> extends ActionFacts<Rule> {
  /** @throws Problem missing_argument, invalid_argument, malformed_body */
  decode(source: Source, limits: Limits): DecodedCall<Core>;
}

/** A call with valid parameters, not yet allowed. */
export interface DecodedCall<Core> {
  /** Tags of the call, for conditions on `acs:RequestTag`. */
  readonly tags: readonly Tag[];
  run(core: Core, caller: SignedCaller): Promise<JsonObject>;
}

/** `defineAction` of a product whose actions call the use cases in `Core`. */
export const actionDefiner =
  <Core, Rule extends RamRule | null = RamRule>() =>
  <P extends ParameterTable, R>(spec: ActionSpec<Core, Rule, P, R>): RpcAction<Core, Rule> => ({
    ...spec,
    decode(source, limits) {
      const parameters = readParameters(spec.parameters, source, limits);
      return {
        tags: REQUEST_TAGS.read('Tag', source, limits),
        run: async (core, caller) => plain(spec.encode(await spec.run(core, caller, parameters), core)),
      };
    },
  });

/** Operations that store no tags take them too, for authorisation. */
const REQUEST_TAGS = tags('');

const plain = (encoded: Encoded): JsonObject => JSON.parse(JSON.stringify(encoded));

/** Shape of a response without fields of its own. */
export const NOTHING = { fields: {} } as const;

/** Deletions of what is not there are a success here. */
export async function unlessAbsent(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isProblem(error) || error.code !== 'not_found') throw error;
  }
}
