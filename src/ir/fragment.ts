/**
 * The intermediate representation, written for no gateway in particular. A Fragment is one release, compiled: frozen and
 * named by the digest of its canonical JSON. Every IR feature means the same on every data plane.
 */
export interface Fragment {
  readonly routes: readonly Route[];
  readonly upstreams: readonly Upstream[];
  /** Of the hosts under which it is called over TLS; absent: none. Others of the environment may bring the same. */
  readonly certificates?: readonly HostCertificate[];
}

/** Presented to who asks for a name of `host`, the most specific pattern first (ir/precedence.ts). */
export interface HostCertificate {
  /** Unique in the installation: equal ids are equal certificates. */
  readonly id: string;
  readonly host: HostPattern;
  /** PEM, the whole chain. */
  readonly chain: string;
  /** PEM; sealed at rest and opened on its way to the data planes. */
  readonly key: string;
}

export interface Route {
  /** Unique in the fragment; stable across compilations of the same operation. */
  readonly id: string;
  readonly match: RouteMatch;
  /** Smaller wins among routes of equal specificity: the group's member order, then operation order. */
  readonly order: number;
  readonly action: RouteAction;
  /** Asked before the action; absent: anybody may call. */
  readonly callers?: CallerPolicy;
  /** How callers may connect; absent: any way. */
  readonly protocols?: readonly ('http' | 'https')[];
  /** Over HTTP, whoever matches is sent to the same target over HTTPS, where the environment has a port for that. */
  readonly redirectsToHttps?: true;
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
  /** Absent: whatever stage is asked for. */
  readonly stage?: StageMatch;
}

/**
 * Callers choose a stage with the header X-Ca-Stage (cloudapi-2016-07-14.md 5.1). The route matches where its stage is asked
 * for, and on its environment's own listeners also where none is. `forced`: whatever is asked for.
 */
export interface StageMatch {
  readonly name: string;
  readonly forced: boolean;
}

/** Who may call: apps, by AppCode or by signature (cloudapi-2016-07-14.md 5.2). */
export interface CallerPolicy {
  /** Where an AppCode may stand; empty: none is taken. */
  readonly appCodes: readonly AppCodeSource[];
  readonly signatures: readonly SignatureMethod[];
  /** A signed call must bring a nonce. One that it brings works once in any case. */
  readonly nonceRequired: boolean;
  /** Those that are authorised; nobody else is let in. */
  readonly apps: readonly CallerApp[];
}

export type SignatureMethod = 'HmacSHA256' | 'HmacSHA1';

/** `scheme`: the word before the code, as `APPCODE` in `Authorization: APPCODE 0a1b...`; null: nothing. */
export interface AppCodeSource {
  readonly location: 'header' | 'query';
  readonly name: string;
  readonly scheme: string | null;
}

export interface CallerApp {
  /** Decimal digits: what the backend is told as CaAppId. */
  readonly id: string;
  /** ISO 8601, UTC; null: for ever. */
  readonly expiresAt: string | null;
  /** The secret is sealed at rest and opened on its way to the data planes. */
  readonly keys: readonly { readonly key: string; readonly secret: string }[];
  /** SHA-256 of each AppCode, lower-case hex. */
  readonly codeDigests: readonly string[];
}

/**
 * The value is compared exactly; of a header in several lines, with each of them. With `parameter`, that of a parameter of the
 * header (ir/header-parameter.ts).
 */
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
  /** Absent: every request goes to a backend. */
  readonly cache?: IrCache;
}

/**
 * Answers are kept by the gateway that forwarded the request, for that route alone, and only where nobody could get what is
 * meant for another (docs/adr/0024).
 */
export interface IrCache {
  readonly methods: readonly ('GET' | 'POST')[];
  readonly ttlSeconds: number;
  /** Answers that are kept at most; the one that was not asked for longest goes first. */
  readonly capacity: number;
  /** What tells requests apart beside method, authority, path, caller and body; null: the whole query. */
  readonly key: readonly CacheKeyPart[] | null;
  readonly keepsEmpty: boolean;
  /** Whose `Cache-Control: no-cache` is followed: anybody's, or that of callers whom the route's policy let in. */
  readonly refreshedBy: 'anybody' | 'known-callers';
}

/** `name` of a header in lower case. */
export type CacheKeyPart =
  | { readonly location: 'query' | 'header'; readonly name: string }
  | { readonly location: 'whole-query' | 'client-address' };

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

export const GATEWAY_ERROR_CODES = [
  'ERR-002',
  'ERR-003',
  'ERR-006',
  'ERR-066',
  'ERR-069',
  'ERR-070',
  'ERR-141',
] as const;
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
    /** What the caller's value must be; absent: any text. The default value is not asked. */
    readonly check?: ParameterCheck;
  }[];
  readonly constants: readonly { readonly to: IrParameter; readonly value: string }[];
  readonly system: readonly { readonly to: IrParameter; readonly variable: string }[];
  /** Of what goes to the backend; absent: the caller's. `default`: the gateway's own for a form, or for anything else. */
  readonly contentType?: { readonly kind: 'default' } | { readonly kind: 'custom'; readonly value: string };
  /** A form that nothing is read from or written to does not go on; absent: it does. */
  readonly dropsForm?: true;
}

/** Bounds are inclusive: lengths in characters of text, values of numbers. Source: cloudapi-2016-07-14.md 4.4. */
export interface ParameterCheck {
  readonly type: 'string' | 'int' | 'long' | 'float' | 'double' | 'boolean';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  /** One of these; absent: anything. */
  readonly values?: readonly string[];
  /** Matches the whole value; RE2 syntax. */
  readonly pattern?: string;
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
  'match.stage',
  'callers',
  'protocols',
  'redirects',
  'respond',
  'reject',
  'rewrite',
  'mapping',
  'mapping.checks',
  'mapping.patterns',
  'mapping.content-type',
  'mapping.drops-form',
  'weights',
  'retries',
  'mirror',
  'failover',
  'health-checks',
  'upstream-tls',
  'errors.ca-headers',
  'certificates',
  'response-cache',
] as const;
export type Feature = (typeof FEATURES)[number];
