import type { Upstream } from '../../../ir/fragment.js';
import type { SnapshotEntry } from '../../data-plane.js';
import { ApiVersion } from '../generated/envoy/config/core/v3/config_source_pb.js';
import { ListenerSchema } from '../generated/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from '../generated/envoy/config/route/v3/route_pb.js';
import { RouterSchema } from '../generated/envoy/extensions/filters/http/router/v3/router_pb.js';
import { HttpConnectionManagerSchema } from '../generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { XdsResource } from '../resources.js';
import { pack, resourceOf } from '../translate/messages.js';
import { type GrpcUpstream, grpcUpstreamOf, NOWHERE } from './endpoints.js';
import { type GrpcRoute, grpcRoutesOf, type ServedRoute } from './routes.js';

/** Users come after what they use. */
export const GRPC_TYPES = ['endpoint', 'cluster', 'listener', 'route'] as const;
export type GrpcType = (typeof GRPC_TYPES)[number];

/** What a gRPC client needs for one name, by type and resource name. */
export type GrpcResources = Readonly<Record<GrpcType, ReadonlyMap<string, XdsResource>>>;

/**
 * What the environment serves under `name`, for clients that call the backends themselves (`xds:///{name}`). Pure. Listener
 * and routes bear the name; a name that nobody serves has no route: calls fail at once, and not after the time that a client
 * waits for a listener.
 */
export function grpcResourcesFor(name: string, entries: Iterable<SnapshotEntry>): GrpcResources {
  const routes = grpcRoutesOf(hostIn(name), servedRoutes(entries));
  const upstreams = new Map(routes.map(({ upstream }) => [upstream, grpcUpstreamFor(upstream)]));
  const used = [...upstreams.values()];
  return {
    listener: byName([listenerOf(name)]),
    route: byName([routeConfigurationOf(name, routes, upstreams)]),
    cluster: byName(used.map(({ cluster }) => cluster)),
    endpoint: byName(used.flatMap(({ endpoints }) => endpoints ?? [])),
  };
}

/** Without a port. */
const hostIn = (name: string): string => name.replace(/:\d+$/, '').toLowerCase();

function* servedRoutes(entries: Iterable<SnapshotEntry>): Iterable<ServedRoute> {
  for (const { key: owner, fragment } of entries) {
    const upstreams = new Map(fragment.upstreams.map((upstream) => [upstream.name, upstream]));
    for (const route of fragment.routes) yield { owner, route, upstreams };
  }
}

const grpcUpstreamFor = (upstream: Upstream | null): GrpcUpstream =>
  (upstream === null ? null : grpcUpstreamOf(upstream)) ?? NOWHERE;

function listenerOf(name: string): XdsResource {
  const configSource = {
    configSourceSpecifier: { case: 'ads', value: {} },
    resourceApiVersion: ApiVersion.V3,
  } as const;
  const manager = pack(HttpConnectionManagerSchema, {
    routeSpecifier: { case: 'rds', value: { routeConfigName: name, configSource } },
    httpFilters: [
      { name: 'envoy.filters.http.router', configType: { case: 'typedConfig', value: pack(RouterSchema, {}) } },
    ],
  });
  return resourceOf('listener', name, ListenerSchema, { name, apiListener: { apiListener: manager } });
}

function routeConfigurationOf(
  name: string,
  routes: readonly GrpcRoute[],
  upstreams: ReadonlyMap<Upstream | null, GrpcUpstream>,
): XdsResource {
  const messages = routes.map(({ id, match, upstream }) => {
    const { cluster } = upstreams.get(upstream) ?? NOWHERE;
    const value = { clusterSpecifier: { case: 'cluster', value: cluster.name } } as const;
    return { name: id, match, action: { case: 'route', value } } as const;
  });
  return resourceOf('route', name, RouteConfigurationSchema, {
    name,
    virtualHosts: [{ name, domains: ['*'], routes: messages }],
  });
}

const byName = (resources: readonly XdsResource[]): ReadonlyMap<string, XdsResource> =>
  new Map(resources.map((resource) => [resource.name, resource]));
