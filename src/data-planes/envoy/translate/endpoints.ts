import { isIP } from 'node:net';
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import type { Endpoint, Upstream } from '../../../ir/fragment.js';
import type {
  LbEndpointSchema,
  LocalityLbEndpointsSchema,
} from '../generated/envoy/config/endpoint/v3/endpoint_components_pb.js';

/** What Envoy knows of one endpoint beside its address: name of a filter or of Envoy's own, then facts. */
export type EndpointFacts = Readonly<Record<string, JsonObject>>;

/**
 * Endpoints that answer, in levels: a request goes to the first level that has one which is up, and a retry may go on to
 * the next. Failover endpoints have a level each, and so has every endpoint when the first one is always preferred.
 */
export function levelsOf({ endpoints, balancing }: Upstream): readonly (readonly Endpoint[])[] {
  const serving = endpoints.filter(({ role, weight }) => role !== 'mirror' && weight > 0);
  const primaries = serving.filter(({ role }) => role !== 'failover');
  const failovers = serving.filter(({ role }) => role === 'failover').map((endpoint) => [endpoint]);
  if (balancing === 'first') return [...primaries.map((endpoint) => [endpoint]), ...failovers];
  return primaries.length === 0 ? failovers : [primaries, ...failovers];
}

/** Endpoints that get copies. */
export const mirrorsOf = ({ endpoints }: Upstream): readonly Endpoint[] =>
  endpoints.filter(({ role, weight }) => role === 'mirror' && weight > 0);

export const addressOf = ({ host }: Pick<Endpoint, 'host'>): string =>
  host.startsWith('[') ? host.slice(1, -1) : host;

export const isNamed = (endpoint: Endpoint): boolean => isIP(addressOf(endpoint)) === 0;

/** The Host header of requests to an endpoint. */
export function authorityOf({ scheme, host, port }: Endpoint): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return port === (scheme === 'https' ? 443 : 80) ? name : `${name}:${port}`;
}

export const isChecked = (levels: readonly (readonly Endpoint[])[]): boolean =>
  levels.some((endpoints) => endpoints.some(({ healthCheck }) => healthCheck));

export function localitiesOf(
  levels: readonly (readonly Endpoint[])[],
  factsOf: (endpoint: Endpoint) => EndpointFacts,
): MessageInitShape<typeof LocalityLbEndpointsSchema>[] {
  const isAnyChecked = isChecked(levels);
  return levels.map((endpoints, priority) => ({
    ...(priority > 0 ? { priority } : {}),
    lbEndpoints: endpoints.map((endpoint) => endpointOf(endpoint, factsOf(endpoint), isAnyChecked)),
  }));
}

function endpointOf(
  endpoint: Endpoint,
  facts: EndpointFacts,
  isAnyChecked: boolean,
): MessageInitShape<typeof LbEndpointSchema> {
  const { port, weight, healthCheck } = endpoint;
  const address = { address: addressOf(endpoint), portSpecifier: { case: 'portValue', value: port } } as const;
  return {
    hostIdentifier: {
      case: 'endpoint',
      value: {
        hostname: authorityOf(endpoint),
        address: { address: { case: 'socketAddress', value: address } },
        ...(isAnyChecked && !healthCheck ? { healthCheckConfig: { disableActiveHealthCheck: true } } : {}),
      },
    },
    // Whole numbers in Envoy; fractions keep two places.
    loadBalancingWeight: Math.max(1, Math.round(weight * 100)),
    ...(Object.keys(facts).length === 0 ? {} : { metadata: { filterMetadata: { ...facts } } }),
  };
}
