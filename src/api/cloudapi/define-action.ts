import type { ProjectPermission } from '../../model/permission.js';
import type { JsonValue } from '../../shared/canonical-json.js';
import { isProblem } from '../../shared/problem.js';
import type { Caller, CloudApiCore } from './core.js';
import { type ParameterTable, readParameters, type Source, type ValuesOf } from './decode/parameters.js';
import type { ObjectShape } from './decode/shape.js';
import { type Tag, tags } from './decode/tags.js';

export type JsonObject = { readonly [field: string]: JsonValue };

/** What `encode` returns: absent members are left out on the wire. */
type Encoded = { readonly [field: string]: unknown };

export interface RamRule<V> {
  readonly level: 'create' | 'update' | 'delete' | 'get' | 'list';
  /** Relative id of the ARN, e.g. `apigroup/*`; `locate` finds the group of an API when the call does not name it. */
  resource(parameters: V, locate: (apiId: string) => Promise<string>): string | Promise<string>;
}

interface ActionFacts {
  readonly name: string;
  readonly summary: string;
  /** What the actor of `run` holds in the key's project, once RAM allows the call. */
  readonly permission: readonly ProjectPermission[];
  /** Recorded in the audit log also when it succeeds. */
  readonly mutates: boolean;
  /** Calls per second and user, shared by all replicas; null = unlimited. Source: cloudapi-2016-07-14.md 6. */
  readonly callsPerSecond: number | null;
  readonly parameters: ParameterTable;
  /** Fields of a success beside RequestId. */
  readonly response: ObjectShape;
  /** Operation-level codes, for the documentation. */
  readonly errors: readonly string[];
}

interface ActionSpec<P extends ParameterTable, R> extends ActionFacts {
  readonly parameters: P;
  readonly ram: RamRule<ValuesOf<P>>;
  run(core: CloudApiCore, caller: Caller, parameters: ValuesOf<P>): Promise<R>;
  encode(result: R, core: CloudApiCore): Encoded;
}

/** One operation of the protocol: declared once, read by the handler, the documentation and the tests. */
export interface RpcAction extends ActionFacts {
  readonly ram: Pick<RamRule<never>, 'level'>;
  /** @throws Problem missing_argument, invalid_argument, malformed_body */
  decode(source: Source): DecodedCall;
}

/** A call with valid parameters, not yet allowed. */
export interface DecodedCall {
  /** Tags of the call, for conditions on `acs:RequestTag`. */
  readonly tags: readonly Tag[];
  resource(locate: (apiId: string) => Promise<string>): Promise<string>;
  run(core: CloudApiCore, caller: Caller): Promise<JsonObject>;
}

export const defineAction = <P extends ParameterTable, R>(spec: ActionSpec<P, R>): RpcAction => ({
  ...spec,
  decode(source) {
    const parameters = readParameters(spec.parameters, source);
    return {
      tags: REQUEST_TAGS.read('Tag', source),
      resource: async (locate) => spec.ram.resource(parameters, locate),
      run: async (core, caller) => plain(spec.encode(await spec.run(core, caller, parameters), core)),
    };
  },
});

/** Operations that store no tags take them too, for authorisation. */
const REQUEST_TAGS = tags('');

const plain = (encoded: Encoded): JsonObject => JSON.parse(JSON.stringify(encoded));

/** ARNs of operations on one group, named by the call or else by its API. */
export const groupOf = async (
  groupId: string | undefined,
  apiId: string,
  locate: (apiId: string) => Promise<string>,
): Promise<string> => `apigroup/${groupId === undefined || groupId === '' ? await locate(apiId) : groupId}`;

/** ARNs of list operations. */
export const groupOrAll = (groupId: string | undefined): string =>
  `apigroup/${groupId === undefined || groupId === '' ? '*' : groupId}`;

/** Deletions of what is not there are a success here. */
export async function unlessAbsent(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isProblem(error) || error.code !== 'not_found') throw error;
  }
}
