import type { ResourceType } from './resources.js';

export const TYPE_URLS: Readonly<Record<ResourceType, string>> = {
  cluster: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  endpoint: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  secret: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
  listener: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  extension: 'type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig',
  route: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  scope: 'type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration',
};

const TYPES = new Map(Object.entries(TYPE_URLS).map(([type, url]) => [url, type as ResourceType]));

/** Null for a type this server does not serve. */
export const typeOfUrl = (url: string): ResourceType | null => TYPES.get(url) ?? null;
