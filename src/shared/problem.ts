/**
 * The one coded refusal of the whole product. Use cases throw it; each dialect owns an exhaustive table of how a code
 * looks on its wire. Messages name the field and the fix, and never carry a secret.
 */
export const PROBLEM_CODES = [
  'missing_argument',
  'invalid_argument',
  'malformed_body',
  'payload_too_large',
  'unauthenticated',
  'token_invalid',
  'token_expired',
  'bad_credentials',
  'permission_denied',
  'not_found',
  'already_exists',
  'in_use',
  'route_conflict',
  'not_compilable',
  'not_deployed',
  'deployment_rejected',
  'not_representable',
  'unsupported',
  'fetch_refused',
  'not_resolved',
  'rate_limited',
  'limit_exceeded',
  'busy',
  'unavailable',
  'internal',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export type ResourceKind =
  | 'project'
  | 'environment'
  | 'proxy'
  | 'operation'
  | 'group'
  | 'user'
  | 'member'
  | 'token'
  | 'access-key'
  | 'policy'
  | 'policy-version'
  | 'attachment'
  | 'release'
  | 'deployment'
  | 'batch'
  | 'revision'
  | 'route'
  | 'stage-variable'
  | 'domain'
  | 'tagged'
  | 'app'
  | 'app-key'
  | 'app-code'
  | 'authority'
  | 'vpc-access'
  | 'vpc-update';

/** What a refusal is about. Dialects render these; only facts that the caller may know go in. */
export interface ProblemFacts {
  readonly resource?: ResourceKind;
  /** Name or id as the caller gave it. */
  readonly name?: string;
  /** The offending field, in the core's words, e.g. `clientRoute.paths[0]`. */
  readonly field?: string;
  /** Every fault found at once, each pointing at the object that caused it. */
  readonly faults?: readonly Fault[];
  /** Of several proxies that were asked for at once, the one that stands in the way. */
  readonly proxyId?: string;
  /** What the gateways answered, when a deployment was refused. */
  readonly report?: unknown;
  /** What a dry run found, when the call itself would be refused. */
  readonly preview?: unknown;
  readonly retryAfterMs?: number;
}

/** One fault of one object. `field` is a path inside the object's definition. */
export interface Fault {
  readonly code: string;
  readonly proxyId: string;
  readonly proxyName: string;
  readonly field: string;
  readonly message: string;
}

export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly facts: ProblemFacts = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** "Absent" and "not yours" are one answer, so that names and ids cannot be probed. */
export const notFound = (resource: ResourceKind, name: string): Problem =>
  new Problem('not_found', `${resource} '${name}' is not found or you may not see it`, { resource, name });

export const alreadyExists = (resource: ResourceKind, name: string): Problem =>
  new Problem('already_exists', `${resource} '${name}' already exists`, { resource, name });

export const missing = (field: string): Problem => new Problem('missing_argument', `${field} is required`, { field });

export const invalid = (field: string, message: string): Problem =>
  new Problem('invalid_argument', `${field}: ${message}`, { field });

/** `most` of them are there already. */
export const limitExceeded = (resource: ResourceKind, most: number): Problem =>
  new Problem('limit_exceeded', `there may be at most ${most}`, { resource });

export const permissionDenied = (message = 'You do not have permission to perform this action'): Problem =>
  new Problem('permission_denied', message);

export const isProblem = (error: unknown): error is Problem => error instanceof Problem;
