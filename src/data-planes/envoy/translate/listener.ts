import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { HttpProtocolOptions_HeadersWithUnderscoresAction } from '../generated/envoy/config/core/v3/protocol_pb.js';
import type { FilterChainSchema } from '../generated/envoy/config/listener/v3/listener_components_pb.js';
import { ListenerSchema } from '../generated/envoy/config/listener/v3/listener_pb.js';
import { RouterSchema } from '../generated/envoy/extensions/filters/http/router/v3/router_pb.js';
import { TlsInspectorSchema } from '../generated/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import {
  HttpConnectionManager_CodecType,
  HttpConnectionManager_PathWithEscapedSlashesAction,
  HttpConnectionManager_ServerHeaderTransformation,
  HttpConnectionManagerSchema,
} from '../generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { PersistentMap } from '../persistent-map.js';
import type { ResourceSet, XdsResource } from '../resources.js';
import { CALL_FILTER, callFilter } from './call-filter.js';
import { tlsSocket } from './certificates.js';
import { CONNECTION_NAMES_FILTER, connectionNamesFilter } from './connection-names.js';
import { LOCAL_REPLIES } from './errors.js';
import { GUARD_REPLIES } from './guards.js';
import { earlyHeaders, headerFilter } from './header-filter.js';
import { HEADER_FILTER } from './header-rules.js';
import { type Fields, pack, resourceOf } from './messages.js';
import { probePath, probeReply } from './probe.js';
import { restFilter } from './rest-filter.js';
import { scopedRoutes } from './scope.js';
import { depthOf } from './segment.js';

/** Limits of the embedded gateway's listener (embedded/listener.ts), to the same figures. */
const MAX_HEADER_KIB = 32;
const HEADERS_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 3_600_000;
const KEEP_ALIVE_MS = 75_000;
/** Headers are bounded by bytes; Envoy cannot be without a bound on their number. */
const MAX_HEADERS = 10_000;

export interface ListenerSettings {
  readonly environmentId: string;
  /** Path that everything served begins with: `''` or `/prefix`. */
  readonly rootContext: string;
  readonly port: number;
  readonly bindAddress: string;
  /** Absent: there is no listener that ends TLS. */
  readonly httpsPort?: number;
  /** That have a certificate. */
  readonly securedHosts: readonly string[];
}

/** The listeners of an environment on one Envoy; what they serve comes over ADS. */
export function listenersOf(settings: ListenerSettings): ResourceSet {
  const { httpsPort } = settings;
  const listeners = [listenerOf(settings), ...(httpsPort === undefined ? [] : [secureListenerOf(settings, httpsPort)])];
  return PersistentMap.empty<XdsResource>().after(listeners.map((listener) => [listener.name, listener] as const));
}

function listenerOf(settings: ListenerSettings): XdsResource {
  const { environmentId, port, bindAddress } = settings;
  const name = `listener-${environmentId}`;
  return resourceOf('listener', name, ListenerSchema, {
    name,
    address: addressAt(bindAddress, port),
    filterChains: [{ filters: managers(settings, 'http') }],
  });
}

/**
 * With a chain for each host: what comes and goes then concerns connections of that host alone, and no certificate is ever
 * presented for a name of somebody else that it happens to have as well. Nobody without one of these names is connected.
 */
function secureListenerOf(settings: ListenerSettings, port: number): XdsResource {
  const { environmentId, bindAddress, securedHosts } = settings;
  const name = `listener-${environmentId}-https`;
  const filters = managers(settings, 'https');
  return resourceOf('listener', name, ListenerSchema, {
    name,
    address: addressAt(bindAddress, port),
    listenerFilters: [typed('envoy.filters.listener.tls_inspector', pack(TlsInspectorSchema, {}))],
    listenerFiltersTimeout: durationFromMs(HEADERS_TIMEOUT_MS),
    filterChains: [
      NOBODY,
      ...securedHosts.map((host) => ({
        name: host,
        filterChainMatch: { serverNames: [host] },
        transportSocket: tlsSocket(host),
        transportSocketConnectTimeout: durationFromMs(HEADERS_TIMEOUT_MS),
        filters,
      })),
    ],
  });
}

/** A listener must have a chain. One without filters closes its connections; this one never has any. */
const NOBODY: Fields<typeof FilterChainSchema> = { name: '-', filterChainMatch: { serverNames: ['invalid'] } };

const addressAt = (address: string, port: number) =>
  ({
    address: {
      case: 'socketAddress',
      value: { address, portSpecifier: { case: 'portValue', value: port } },
    },
  }) as const;

const managers = (settings: ListenerSettings, scheme: Scheme) => [
  typed('envoy.filters.network.http_connection_manager', connectionManager(settings, scheme)),
];

const connectionManager = ({ environmentId, rootContext, httpsPort }: ListenerSettings, scheme: Scheme) =>
  pack(HttpConnectionManagerSchema, {
    statPrefix: 'environment',
    codecType: HttpConnectionManager_CodecType.HTTP1,
    routeSpecifier: scopedRoutes(depthOf(rootContext)),
    earlyHeaderMutationExtensions: [earlyHeaders()],
    httpFilters: [
      restFilter(),
      typed(CONNECTION_NAMES_FILTER, connectionNamesFilter()),
      typed(CALL_FILTER, callFilter(scheme === 'http' ? (httpsPort ?? null) : null)),
      typed(HEADER_FILTER, headerFilter(scheme)),
      typed('envoy.filters.http.router', pack(RouterSchema, { suppressEnvoyHeaders: true })),
    ],
    ...PATHS,
    ...ADDRESSES,
    ...LIMITS,
    upgradeConfigs: [{ upgradeType: 'websocket' }],
    serverHeaderTransformation: HttpConnectionManager_ServerHeaderTransformation.PASS_THROUGH,
    localReplyConfig: {
      mappers: [probeReply(probePath(rootContext, environmentId)), ...GUARD_REPLIES, ...LOCAL_REPLIES],
    },
  });

type Scheme = 'http' | 'https';
type Settings = Fields<typeof HttpConnectionManagerSchema>;

/** What src/ir/normalise-path.ts does on the other plane. */
const PATHS: Settings = {
  normalizePath: true,
  mergeSlashes: true,
  pathWithEscapedSlashesAction: HttpConnectionManager_PathWithEscapedSlashesAction.REJECT_REQUEST,
};

/** Who the client is, is said by `headerFilter`; Envoy's own marks of an edge stay off. */
const ADDRESSES: Settings = {
  useRemoteAddress: true,
  skipXffAppend: true,
  generateRequestId: false,
  preserveExternalRequestId: true,
  stripTrailingHostDot: true,
};

/** A stream may be silent for as long as it likes. */
const LIMITS: Settings = {
  maxRequestHeadersKb: MAX_HEADER_KIB,
  requestHeadersTimeout: durationFromMs(HEADERS_TIMEOUT_MS),
  requestTimeout: durationFromMs(REQUEST_TIMEOUT_MS),
  streamIdleTimeout: durationFromMs(0),
  commonHttpProtocolOptions: {
    idleTimeout: durationFromMs(KEEP_ALIVE_MS),
    maxHeadersCount: MAX_HEADERS,
    headersWithUnderscoresAction: HttpProtocolOptions_HeadersWithUnderscoresAction.ALLOW,
  },
  httpProtocolOptions: { acceptHttp10: true, enableTrailers: true },
};

function typed(name: string, value: ReturnType<typeof pack>) {
  return { name, configType: { case: 'typedConfig', value } } as const;
}
