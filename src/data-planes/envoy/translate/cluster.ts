import { isIP } from 'node:net';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { Endpoint, Upstream } from '../../../ir/fragment.js';
import {
  type Cluster,
  Cluster_DiscoveryType,
  Cluster_DnsLookupFamily,
  Cluster_LbPolicy,
  ClusterSchema,
} from '../generated/envoy/config/cluster/v3/cluster_pb.js';
import type { LbEndpointSchema } from '../generated/envoy/config/endpoint/v3/endpoint_components_pb.js';
import { HttpProtocolOptionsSchema } from '../generated/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import type { XdsResource } from '../resources.js';
import { digestOfBytes, pack, resourceOf } from './messages.js';
import { PROBE_PRIORITY } from './priority.js';

/** Shorter than usual servers keep idle connections (Node: 5 s), so that none is closed under a request. */
const IDLE_CONNECTION_MS = 4_000;
const NO_LIMIT = 1_000_000;
/** Envoy wants a positive one; 0 means none in the IR. */
const NO_CONNECT_TIMEOUT_MS = 3_600_000;

/** Endpoints that take traffic. */
export const servingEndpoints = (upstream: Upstream): readonly Endpoint[] => {
  const serving = upstream.endpoints.filter(({ weight }) => weight > 0);
  return upstream.balancing === 'first' ? serving.slice(0, 1) : serving;
};

/** A cluster under a name made of its content: a change is always a new cluster beside the old one. */
export function clusterOf(upstream: Upstream): XdsResource {
  const content = settingsOf(upstream);
  const name = `c-${digestOfBytes(toBinary(ClusterSchema, create(ClusterSchema, content)))}`;
  const loadAssignment = { ...content.loadAssignment, clusterName: name };
  const resource = resourceOf('cluster', name, ClusterSchema, { ...content, name, loadAssignment });
  const hostNames = servingEndpoints(upstream).flatMap(({ host }) => (isName(host) ? [host] : []));
  return hostNames.length === 0 ? resource : { ...resource, hostNames };
}

const isName = (host: string): boolean => isIP(bare(host)) === 0;

function settingsOf(upstream: Upstream) {
  const endpoints = servingEndpoints(upstream);
  const isNamed = endpoints.some(({ host }) => isName(host));
  const type = isNamed ? Cluster_DiscoveryType.STRICT_DNS : Cluster_DiscoveryType.STATIC;
  return {
    clusterDiscoveryType: { case: 'type', value: type },
    dnsLookupFamily: Cluster_DnsLookupFamily.V4_PREFERRED,
    lbPolicy: LB_POLICIES[upstream.balancing],
    connectTimeout: durationFromMs(upstream.connectTimeoutMs || NO_CONNECT_TIMEOUT_MS),
    // The embedded gateway has no such limits.
    circuitBreakers: {
      thresholds: [
        {
          maxConnections: NO_LIMIT,
          maxPendingRequests: NO_LIMIT,
          maxRequests: NO_LIMIT,
          maxRetries: NO_LIMIT,
        },
        // Probes hear whether there is an address, and no further.
        { priority: PROBE_PRIORITY, maxConnections: 0, maxPendingRequests: 0 },
      ],
    },
    typedExtensionProtocolOptions: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': HTTP_OPTIONS },
    loadAssignment: { endpoints: [{ lbEndpoints: endpoints.map(endpointOf) }] },
  } as const satisfies MessageInitShape<typeof ClusterSchema>;
}

const LB_POLICIES: Readonly<Record<Upstream['balancing'], Cluster['lbPolicy']>> = {
  'round-robin': Cluster_LbPolicy.ROUND_ROBIN,
  weighted: Cluster_LbPolicy.ROUND_ROBIN,
  'least-request': Cluster_LbPolicy.LEAST_REQUEST,
  random: Cluster_LbPolicy.RANDOM,
  first: Cluster_LbPolicy.ROUND_ROBIN,
};

const HTTP_OPTIONS = pack(HttpProtocolOptionsSchema, {
  commonHttpProtocolOptions: { idleTimeout: durationFromMs(IDLE_CONNECTION_MS) },
  upstreamProtocolOptions: {
    case: 'explicitHttpConfig',
    value: { protocolConfig: { case: 'httpProtocolOptions', value: { enableTrailers: true } } },
  },
});

/** `hostname` becomes the Host header. */
function endpointOf({ host, port, weight }: Endpoint): MessageInitShape<typeof LbEndpointSchema> {
  const address = { address: bare(host), portSpecifier: { case: 'portValue', value: port } } as const;
  const hostname = port === 80 ? host : `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  return {
    hostIdentifier: {
      case: 'endpoint',
      value: { hostname, address: { address: { case: 'socketAddress', value: address } } },
    },
    // Whole numbers in Envoy; fractions keep two places.
    loadBalancingWeight: Math.max(1, Math.round(weight * 100)),
  };
}

const bare = (host: string): string => (host.startsWith('[') ? host.slice(1, -1) : host);
