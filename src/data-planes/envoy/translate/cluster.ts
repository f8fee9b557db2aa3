import { create, toBinary } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { Endpoint, ForwardAction, Upstream } from '../../../ir/fragment.js';
import {
  type Cluster,
  Cluster_DiscoveryType,
  Cluster_DnsLookupFamily,
  Cluster_LbPolicy,
  ClusterSchema,
} from '../generated/envoy/config/cluster/v3/cluster_pb.js';
import { HttpProtocolOptionsSchema } from '../generated/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import type { XdsResource } from '../resources.js';
import { isNamed, levelsOf, localitiesOf } from './endpoints.js';
import { healthChecking } from './health.js';
import { digestOfBytes, type Fields, pack, resourceOf } from './messages.js';
import { PROBE_PRIORITY } from './priority.js';
import { tlsFacts, transportSocketMatches } from './tls.js';
import { ANY_BASE_PATH, basePathFacts, upstreamFilters } from './upstream-filters.js';

/** Shorter than usual servers keep idle connections (Node: 5 s), so that none is closed under a request. */
const IDLE_CONNECTION_MS = 4_000;
const NO_LIMIT = 1_000_000;
/** Envoy wants a positive one; 0 means none in the IR. */
const NO_CONNECT_TIMEOUT_MS = 3_600_000;

/** Of one mirror; as in embedded/mirror.ts. */
const MAX_COPIES_UNDER_WAY = 64;

/** A cluster under a name made of its content: a change is always a new cluster beside the old one. */
export function clusterOf(upstream: Upstream, { method }: Pick<ForwardAction, 'method'>): XdsResource {
  const levels = levelsOf(upstream);
  const written = commonBasePathOf(levels) === null ? ANY_BASE_PATH : null;
  const cluster = named({
    ...settingsOf(upstream, levels, written !== null),
    ...healthChecking(levels, { whenAllAreDown: 'use-all' }),
    // The embedded gateway has no such limits.
    circuitBreakers: { thresholds: [limits(NO_LIMIT), NO_PROBES] },
    typedExtensionProtocolOptions: httpOptions({ httpFilters: upstreamFilters({ written, method, isMirror: false }) }),
  });
  const hostNames = levels.flat().filter((endpoint) => isNamed(endpoint) || endpoint.healthCheck);
  return hostNames.length === 0 ? cluster : { ...cluster, hostNames: hostNames.map(({ host }) => host) };
}

/** Of one mirror endpoint. `action`: what of the route says what a copy is, and how long it may take. */
export function mirrorClusterOf(
  upstream: Upstream,
  endpoint: Endpoint,
  { method, responseTimeoutMs }: ForwardAction,
): XdsResource {
  const basePath = basePathOf(upstream);
  const written = endpoint.basePath === basePath ? null : basePath;
  return named({
    ...settingsOf(upstream, [[endpoint]], written !== null),
    ...healthChecking([[endpoint]], { whenAllAreDown: 'use-none' }),
    circuitBreakers: { thresholds: [limits(MAX_COPIES_UNDER_WAY), NO_PROBES] },
    typedExtensionProtocolOptions: httpOptions({
      httpFilters: upstreamFilters({ written, method, isMirror: true }),
      commonHttpProtocolOptions: {
        idleTimeout: durationFromMs(IDLE_CONNECTION_MS),
        ...(responseTimeoutMs > 0 ? { maxStreamDuration: durationFromMs(responseTimeoutMs) } : {}),
      },
    }),
  });
}

/** What routes put in front of a path; endpoints that differ in it replace a placeholder. */
export const basePathOf = (upstream: Upstream): string => commonBasePathOf(levelsOf(upstream)) ?? ANY_BASE_PATH;

/** Null: they differ. */
function commonBasePathOf(levels: readonly (readonly Endpoint[])[]): string | null {
  const [first = '', ...others] = new Set(levels.flat().map(({ basePath }) => basePath));
  return others.length === 0 ? first : null;
}

type ClusterFields = Omit<Fields<typeof ClusterSchema>, 'name'>;

function named(content: ClusterFields): XdsResource {
  const name = `c-${digestOfBytes(toBinary(ClusterSchema, create(ClusterSchema, content)))}`;
  const loadAssignment = { ...content.loadAssignment, clusterName: name };
  return resourceOf('cluster', name, ClusterSchema, { ...content, name, loadAssignment });
}

function settingsOf(
  { balancing, connectTimeoutMs }: Upstream,
  levels: readonly (readonly Endpoint[])[],
  hasOwnBasePaths: boolean,
): ClusterFields {
  const endpoints = levels.flat();
  const type = endpoints.some(isNamed) ? Cluster_DiscoveryType.STRICT_DNS : Cluster_DiscoveryType.STATIC;
  const factsOf = (endpoint: Endpoint) => ({
    ...tlsFacts(endpoint),
    ...(hasOwnBasePaths ? basePathFacts(endpoint) : {}),
  });
  return {
    clusterDiscoveryType: { case: 'type', value: type },
    dnsLookupFamily: Cluster_DnsLookupFamily.V4_PREFERRED,
    lbPolicy: LB_POLICIES[balancing],
    connectTimeout: durationFromMs(connectTimeoutMs || NO_CONNECT_TIMEOUT_MS),
    transportSocketMatches: transportSocketMatches(endpoints),
    loadAssignment: {
      endpoints: localitiesOf(levels, factsOf),
      // One that is up takes the whole level's traffic, before any of the next level takes some.
      ...(levels.length > 1 ? { policy: { overprovisioningFactor: 100 * endpoints.length } } : {}),
    },
  };
}

const LB_POLICIES: Readonly<Record<Upstream['balancing'], Cluster['lbPolicy']>> = {
  'round-robin': Cluster_LbPolicy.ROUND_ROBIN,
  weighted: Cluster_LbPolicy.ROUND_ROBIN,
  'least-request': Cluster_LbPolicy.LEAST_REQUEST,
  random: Cluster_LbPolicy.RANDOM,
  first: Cluster_LbPolicy.ROUND_ROBIN,
};

const limits = (requests: number) => ({
  maxConnections: requests,
  maxPendingRequests: requests,
  maxRequests: requests,
  maxRetries: NO_LIMIT,
});

/** Probes hear whether there is an address, and no further. */
const NO_PROBES = { priority: PROBE_PRIORITY, maxConnections: 0, maxPendingRequests: 0 };

const httpOptions = (own: Fields<typeof HttpProtocolOptionsSchema>) => ({
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': pack(HttpProtocolOptionsSchema, {
    commonHttpProtocolOptions: { idleTimeout: durationFromMs(IDLE_CONNECTION_MS) },
    upstreamProtocolOptions: {
      case: 'explicitHttpConfig',
      value: { protocolConfig: { case: 'httpProtocolOptions', value: { enableTrailers: true } } },
    },
    ...own,
  }),
});
