import type { JsonValue } from '../shared/canonical-json.js';
import type { Id } from '../shared/ids.js';
import type { ClientRoute } from './client-route.js';
import type { MethodOrAny } from './http-method.js';

export const PROXY_SOURCES = ['OPEN_API', 'SWAGGER', 'WSDL', 'REVERSE_PROXY', 'EMPTY_API', 'CLOUD_API'] as const;
/** What a proxy was made from. `CLOUD_API`: one operation, made through the cloudapi dialect. */
export type ProxySource = (typeof PROXY_SOURCES)[number];

/** A proxy as it is edited: identity plus the current draft. */
export interface ApiProxy {
  readonly id: Id;
  readonly projectId: Id;
  /** Unique in the project. */
  readonly name: string;
  /** The cloudapi name, unique in `homeGroupId`; equals `name` unless that was taken in the project. */
  readonly apiName: string;
  /** The group a cloudapi API was made in; null for proxies that exist on their own. */
  readonly homeGroupId: Id | null;
  readonly description: string;
  readonly definition: ProxyDefinition;
  /** Digest of `definition`; what `outdated` compares. */
  readonly definitionDigest: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** The editable definition; a Revision is a numbered frozen copy of it. */
export interface ProxyDefinition {
  readonly type: 'REST' | 'SOAP';
  readonly source: ProxySource;
  /** Where the proxy is reached when it is deployed on its own; null when it lives only in a group. */
  readonly clientRoute: ClientRoute | null;
  readonly routing: Routing;
  /** What is reachable. A `REVERSE_PROXY` has none and passes everything below its path. */
  readonly operations: readonly Operation[];
  /** Who may call; absent: anybody. */
  readonly callers?: CallerRules;
  readonly backendApiVersion: string | null;
  /** Digest of the stored description document it was imported from. */
  readonly specDigest: string | null;
  /** Gateways do not serve the description, and groups leave it out of theirs. */
  readonly specHidden?: true;
  /** Facts a dialect must give back as it got them, keyed by dialect. The core never reads them. */
  readonly extensions: { readonly [dialect: string]: JsonValue };
}

/** Only apps that are authorised for the proxy in its stage may call. Source: cloudapi-2016-07-14.md 5.2. */
export interface CallerRules {
  /** Where an AppCode may stand. `GROUP`: where the proxy's group says. */
  readonly appCodes: 'GROUP' | 'NONE' | 'HEADER' | 'HEADER_QUERY';
  readonly signatures: readonly SignatureMethod[];
  /** A signed call must bring a nonce. */
  readonly nonceRequired: boolean;
}

export const SIGNATURE_METHODS = ['HmacSHA256', 'HmacSHA1'] as const;
export type SignatureMethod = (typeof SIGNATURE_METHODS)[number];

export interface Operation {
  readonly id: Id;
  /** Below the proxy's or the group's path: `/users/{id}`; a last segment `*` matches the rest. */
  readonly path: string;
  readonly method: MethodOrAny;
  readonly description: string;
  readonly active: boolean;
  /** Path below the backend address, with the same `{names}`. */
  readonly backendPath: string;
  /** `ANY` passes the caller's method on. */
  readonly backendMethod: MethodOrAny;
  /** Null: everything passes unchanged. */
  readonly mapping: RequestMapping | null;
  /** Answered without calling a backend. */
  readonly mock: MockResponse | null;
  /** How callers may connect; absent: any way. */
  readonly protocols?: readonly ('http' | 'https')[];
  /** Absent: nothing was ever said. */
  readonly cache?: CacheSettings;
  /** Only of SOAP proxies: by what it is called at the proxy's path itself, besides its own path. */
  readonly soap?: readonly SoapAction[];
}

/** 1.1 names the action in the header SOAPAction, 1.2 in a parameter of Content-Type. `''`: it names none. */
export interface SoapAction {
  readonly version: '1.1' | '1.2';
  readonly action: string;
}

/** Whether answers are kept by gateways, and which. Source: apiops.md 5.3. */
export interface CacheSettings {
  readonly active: boolean;
  /** False: answers to POST, too, by its body. */
  readonly onlyGet: boolean;
  readonly keyType: 'QUERY_PARAMS' | 'CUSTOM';
  /** What a CUSTOM key is made of, in place of the query. */
  readonly variables: readonly CacheVariable[];
  /** Every gateway keeps its own answers either way. */
  readonly storage: 'LOCAL' | 'DISTRIBUTED';
  readonly capacity: number;
  readonly ttlSeconds: number;
  /** When the cache fails. A cache in the gateway's own memory cannot. */
  readonly onFailure: 'CONTINUE' | 'STOP';
  /** Only callers whom the gateway knows may ask for a fresh answer. */
  readonly invalidationRequiresAuthn: boolean;
  /** Answers without a body are kept, too. */
  readonly cacheEmpty: boolean;
}

export const CACHE_CONTEXT_VALUES = [
  'REQUEST_HTTP_METHOD',
  'REQUEST_REQUEST_URI',
  'REQUEST_PATH_INFO',
  'REQUEST_SERVER_NAME',
  'REQUEST_QUERY_STRING',
  'REQUEST_CONTENT_TYPE',
  'REQUEST_REMOTE_ADDRESS',
] as const;
export type CacheContextValue = (typeof CACHE_CONTEXT_VALUES)[number];

/** `name`: of a header or parameter. Source: apiops.md 6.3. */
export type CacheVariable =
  | { readonly source: 'HEADER' | 'QUERY' | 'PATH'; readonly name: string }
  | { readonly source: 'CONTEXT'; readonly value: CacheContextValue };

export interface MockResponse {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}

export type ParameterLocation = 'PATH' | 'QUERY' | 'HEAD' | 'BODY';

/** How a request's parameters become the backend's. Source: cloudapi-2016-07-14.md 5.3. */
export interface RequestMapping {
  /** MAPPING drops what is not declared; PASSTHROUGH passes all; MAPPING_PASSTHROUGH maps and passes the rest. */
  readonly mode: 'MAPPING' | 'PASSTHROUGH' | 'MAPPING_PASSTHROUGH';
  readonly parameters: readonly MappedParameter[];
  readonly constants: readonly { readonly to: ParameterTarget; readonly value: string }[];
  readonly system: readonly { readonly to: ParameterTarget; readonly variable: SystemVariable }[];
  /** Of what goes to the backend; absent: the caller's. `DEFAULT`: the gateway's own for a form, or for anything else. */
  readonly contentType?: ContentTypeRule;
  /** A form does not go on, since nothing of it is declared. */
  readonly dropsForm?: boolean;
}

export type ContentTypeRule = { readonly kind: 'DEFAULT' } | { readonly kind: 'CUSTOM'; readonly value: string };

export interface ParameterTarget {
  readonly location: ParameterLocation;
  readonly name: string;
}

export interface MappedParameter {
  readonly from: ParameterTarget;
  /** Null: checked, but not passed on. */
  readonly to: ParameterTarget | null;
  readonly required: boolean;
  readonly defaultValue: string | null;
  /** Of every value that the caller sends; absent: any text. */
  readonly check?: ParameterCheck;
}

export const PARAMETER_TYPES = ['STRING', 'INT', 'LONG', 'FLOAT', 'DOUBLE', 'BOOLEAN'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** Bounds are inclusive: lengths in characters of text, values of numbers. Source: cloudapi-2016-07-14.md 4.4. */
export interface ParameterCheck {
  readonly type: ParameterType;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  /** One of these; absent: anything. */
  readonly values?: readonly string[];
  /** Matches the whole value; RE2 syntax. */
  readonly pattern?: string;
}

export type SystemVariable =
  | 'CaClientIp'
  | 'CaDomain'
  | 'CaRequestHandleTime'
  | 'CaAppId'
  | 'CaRequestId'
  | 'CaHttpSchema'
  | 'CaProxy';

export const LOAD_BALANCE_ALGORITHMS = ['ROUND_ROBIN', 'LRU', 'WEIGHTED', 'RANDOM', 'PICK_FIRST'] as const;
export type LoadBalanceAlgorithm = (typeof LOAD_BALANCE_ALGORITHMS)[number];

export interface Routing {
  readonly enabled: boolean;
  readonly addresses: readonly RoutingAddress[];
  readonly algorithm: LoadBalanceAlgorithm;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly retryCount: number;
  readonly failoverRetryCount: number;
  readonly mirrorEnabled: boolean;
  readonly ignoreRoutingError: boolean;
  /** The backend is what this VPC access leads to, and `addresses` is empty. */
  readonly vpcAccess?: VpcAccessReference;
}

/** By name, or by what it leads to. */
export type VpcAccessReference = { readonly scheme: 'http' | 'https' } & (
  | { readonly name: string }
  | { readonly vpcId: string; readonly instanceId: string; readonly port: number }
);

export interface RoutingAddress {
  /** `http(s)://host[:port][/path]`. */
  readonly address: string;
  /** Relative to the others'; 0 takes no traffic. */
  readonly weight: number;
  readonly healthCheckEnabled: boolean;
  readonly role: 'PRIMARY' | 'CANARY' | 'MIRROR' | 'FAILOVER_ONLY';
  readonly soapType: 'SOAP11' | 'SOAP12' | 'HTTP';
}

/** Numbered frozen copy of a proxy's definition. Equal definitions of one proxy share one revision. */
export interface Revision {
  readonly id: Id;
  readonly proxyId: Id;
  readonly number: number;
  readonly definition: ProxyDefinition;
  readonly definitionDigest: string;
  readonly createdAt: Date;
}
