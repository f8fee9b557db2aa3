/**
 * The intermediate representation, written for no gateway in particular. A Fragment is one release, compiled: frozen and
 * named by the digest of its canonical JSON. Every IR feature means the same on every data plane.
 */
export interface Fragment {
  readonly routes: readonly Route[];
  readonly upstreams: readonly Upstream[];
}

export interface Route {
  /** Unique in the fragment; stable across compilations of the same operation. */
  readonly id: string;
  readonly match: RouteMatch;
  /** Smaller wins among routes of equal specificity: the group's member order, then operation order. */
  readonly order: number;
  readonly action: RouteAction;
  /** How the gateway words its own errors on this route. */
  readonly errorStyle: ErrorStyle;
}

/** `correlation`: apiops.md 9.6; `ca-headers`: cloudapi-2016-07-14.md 5.4. */
export type ErrorStyle = 'correlation' | 'ca-headers';

export interface RouteMatch {
  /** Any of them; empty = any host. Lower case, without port. */
  readonly hosts: readonly HostPattern[];
  readonly path: PathMatch;
  /** Any of them; empty = any method. */
  readonly methods: readonly string[];
  /** All of them. */
  readonly headers: readonly HeaderMatch[];
  /** All of them; absent = any query. Of each, some parameter of the query is one of its parameters. */
  readonly query?: readonly (readonly QueryParameter[])[];
}

/** The value is compared exactly. With `parameter`, that of a parameter of the header (ir/header-parameter.ts). */
export interface HeaderMatch {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  readonly parameter?: string;
}

/** Compared as the query writes it, undecoded: between `?`, `&` and the first `=` the name, behind that the value. */
export interface QueryParameter {
  readonly name: string;
  /** Null: whatever it is, or none. */
  readonly value: string | null;
}

export type HostPattern =
  | { readonly kind: 'exact'; readonly host: string }
  /** `.example.com`: any name that ends so, over several levels. */
  | { readonly kind: 'suffix'; readonly suffix: string }
  /** `example.`: any name that begins so. */
  | { readonly kind: 'prefix'; readonly prefix: string };

/** Matched against the normalised path (ir/normalise-path.ts), segment by segment. */
export type PathMatch =
  | { readonly kind: 'exact'; readonly path: string }
  /** The path itself and everything below it, on segment boundaries; `/` is everything. */
  | { readonly kind: 'prefix'; readonly path: string }
  /** At least one parameter. `tail`: everything below matches too. */
  | { readonly kind: 'template'; readonly segments: readonly PathSegment[]; readonly tail: boolean };

/**
 * A parameter is one whole, non-empty segment. With `pieces` (two or more) only a segment that reads pieces[0] + text +
 * pieces[1] + ... matches, each text at least one character: `{base}...{head}` is param `base...head` with pieces
 * `['', '...', '']`. It is more specific than a parameter without pieces, less than a literal. A rewrite has no pieces.
 */
export type PathSegment =
  | { readonly literal: string }
  | { readonly param: string; readonly pieces?: readonly string[] };

export type RouteAction = ForwardAction | RespondAction | RejectAction;

export interface ForwardAction {
  readonly kind: 'forward';
  /** Name of an upstream of this fragment. */
  readonly upstream: string;
  readonly rewrite: PathRewrite;
  /** Null: the caller's method. */
  readonly method: string | null;
  readonly mapping: IrRequestMapping | null;
  /** From the last byte of the request to the first of the response. */
  readonly responseTimeoutMs: number;
  /**
   * Attempts on the same endpoint after the first, then attempts on others, failover ones last. A primary that cannot be
   * connected to hands over to the failover ones even when none are left. What may have reached an endpoint is repeated
   * only without a body.
   */
  readonly retries: { readonly same: number; readonly others: number };
}

/** Answered by the gateway. */
export interface RespondAction {
  readonly kind: 'respond';
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}

/** Refused with one of the gateway's own error codes (model of apiops.md 9.6). */
export interface RejectAction {
  readonly kind: 'reject';
  readonly code: GatewayErrorCode;
}

export const GATEWAY_ERROR_CODES = ['ERR-002', 'ERR-003', 'ERR-006', 'ERR-066', 'ERR-069', 'ERR-070'] as const;
export type GatewayErrorCode = (typeof GATEWAY_ERROR_CODES)[number];

/** The path sent to the endpoint, before the endpoint's own base path is put in front. */
export type PathRewrite =
  /** Cut `prefix` off the matched path, put `replacement` in its place. */
  | { readonly kind: 'replace-prefix'; readonly prefix: string; readonly replacement: string }
  /** Build it from segments; `tail` appends what a tail matched. */
  | { readonly kind: 'template'; readonly segments: readonly PathSegment[]; readonly tail: boolean };

export interface IrParameter {
  readonly location: 'path' | 'query' | 'header' | 'body';
  readonly name: string;
}

export interface IrRequestMapping {
  readonly mode: 'mapping' | 'passthrough' | 'mapping-passthrough';
  readonly parameters: readonly {
    readonly from: IrParameter;
    readonly to: IrParameter | null;
    readonly required: boolean;
    readonly defaultValue: string | null;
  }[];
  readonly constants: readonly { readonly to: IrParameter; readonly value: string }[];
  readonly system: readonly { readonly to: IrParameter; readonly variable: string }[];
}

export interface Upstream {
  /** Unique in the fragment. */
  readonly name: string;
  readonly balancing: 'round-robin' | 'least-request' | 'weighted' | 'random' | 'first';
  readonly endpoints: readonly Endpoint[];
  readonly connectTimeoutMs: number;
}

export interface Endpoint {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Without trailing slash; `''` for none. */
  readonly basePath: string;
  /** Relative to the others'; 0 takes no traffic. */
  readonly weight: number;
  readonly role: 'primary' | 'canary' | 'mirror' | 'failover';
  readonly healthCheck: boolean;
}

/** IR features a data plane may lack; `check` refuses a fragment that needs one, with the feature's name. */
export const FEATURES = [
  'hosts.exact',
  'hosts.wildcard',
  'path.exact',
  'path.prefix',
  'path.template',
  'path.pieces',
  'match.methods',
  'match.headers',
  'match.query',
  'respond',
  'reject',
  'rewrite',
  'mapping',
  'weights',
  'retries',
  'mirror',
  'failover',
  'health-checks',
  'upstream-tls',
  'errors.ca-headers',
] as const;
export type Feature = (typeof FEATURES)[number];
