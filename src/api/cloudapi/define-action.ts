import type { LimitName, Limits } from '../../config/limits.js';
import type { ProjectPermission } from '../../model/permission.js';
import type { JsonValue } from '../../shared/canonical-json.js';
import { isProblem } from '../../shared/problem.js';
import type { Caller, CloudApiCore } from './core.js';
import { type ParameterTable, readParameters, type Source, type ValuesOf } from './decode/parameters.js';
import type { ResponseShape } from './decode/shape.js';
import { type Tag, tags } from './decode/tags.js';
import type { RamScope } from './ram-scope.js';

export type JsonObject = { readonly [field: string]: JsonValue };

/** What `encode` returns: absent members are left out on the wire. */
type Encoded = { readonly [field: string]: unknown };

type RamLevel = 'create' | 'update' | 'delete' | 'get' | 'list';

interface ActionFacts {
  readonly name: string;
  readonly summary: string;
  /** The RAM action is `apigateway:{name}`. */
  readonly ram: { readonly level: RamLevel; readonly resource: RamScope };
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

interface ActionSpec<P extends ParameterTable, R> extends ActionFacts {
  readonly parameters: P;
  run(core: CloudApiCore, caller: Caller, parameters: ValuesOf<P>): Promise<R>;
  encode(result: R, core: CloudApiCore): Encoded;
}

/** One operation of the protocol: declared once, read by the handler, the documentation and the tests. */
export interface RpcAction extends ActionFacts {
  /** @throws Problem missing_argument, invalid_argument, malformed_body */
  decode(source: Source, limits: Limits): DecodedCall;
}

/** A call with valid parameters, not yet allowed. */
export interface DecodedCall {
  /** Tags of the call, for conditions on `acs:RequestTag`. */
  readonly tags: readonly Tag[];
  run(core: CloudApiCore, caller: Caller): Promise<JsonObject>;
}

export const defineAction = <P extends ParameterTable, R>(spec: ActionSpec<P, R>): RpcAction => ({
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

/** Deletions of what is not there are a success here. */
export async function unlessAbsent(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isProblem(error) || error.code !== 'not_found') throw error;
  }
}
