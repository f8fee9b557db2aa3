import type { SnapshotEntry } from '../data-plane.js';
import { checkFragment, MAX_RESPONSE_BYTES } from './features.js';
import { RouteConfigurationSchema } from './generated/envoy/config/route/v3/route_pb.js';
import type { EnvironmentResources, XdsResource } from './resources.js';
import { clusterOf } from './translate/cluster.js';
import { guardsOf } from './translate/guards.js';
import { listenerOf, routesName } from './translate/listener.js';
import { resourceOf } from './translate/messages.js';
import type { OwnedRoute } from './translate/owned-route.js';
import { type ClusteredUpstream, routeOf } from './translate/route.js';
import { type PlacedRoute, virtualHosts } from './translate/virtual-hosts.js';

export interface TranslatedEnvironment {
  readonly environmentId: string;
  readonly environmentName: string;
  readonly port: number;
}

/**
 * Everything one environment serves, as Envoy's resources. Pure and deterministic: equal entries in any order give equal
 * bytes. Throws on what Envoy cannot express, for whoever was not asked before, and on a forward to an upstream that its
 * fragment does not have.
 */
export function translate(
  environment: TranslatedEnvironment,
  entries: Iterable<SnapshotEntry>,
  bindAddress: string,
): EnvironmentResources {
  const clusters = new Map<string, XdsResource>();
  const routes: OwnedRoute[] = [];
  for (const { key: owner, fragment } of entries) {
    const [refused] = checkFragment(fragment);
    if (refused !== undefined) throw new Error(`${owner}: route ${refused.routeId}: ${refused.message}`);
    const upstreams = new Map<string, ClusteredUpstream>();
    for (const upstream of fragment.upstreams) {
      const cluster = clusterOf(upstream);
      upstreams.set(upstream.name, { upstream, cluster: cluster.name });
      clusters.set(cluster.name, cluster);
    }
    for (const route of fragment.routes) routes.push({ owner, route, upstreams });
  }
  const { environmentId, port } = environment;
  return {
    clusters: new Map([...clusters].sort(([a], [b]) => (a < b ? -1 : 1))),
    listeners: byName(listenerOf({ environmentId, port, bindAddress })),
    routes: byName(routeConfigurationOf(environmentId, routes)),
  };
}

function routeConfigurationOf(environmentId: string, routes: readonly OwnedRoute[]): XdsResource {
  const name = routesName(environmentId);
  return resourceOf('route', name, RouteConfigurationSchema, {
    name,
    virtualHosts: virtualHosts(routes).map((host) => ({
      name: host.domain,
      domains: [host.domain],
      routes: [...guardsOf(host.domain), ...host.routes.map(messageOf)],
    })),
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: MAX_RESPONSE_BYTES,
  });
}

const messageOf = ({ owned, hostPrefix }: PlacedRoute) => routeOf(owned.route, owned.upstreams, hostPrefix);

const byName = (resource: XdsResource): ReadonlyMap<string, XdsResource> => new Map([[resource.name, resource]]);
