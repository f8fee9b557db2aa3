import { create, toBinary } from '@bufbuild/protobuf';
import { MAX_RESPONSE_BYTES } from '../features.js';
import { RouteConfigurationSchema } from '../generated/envoy/config/route/v3/route_pb.js';
import type { XdsResource } from '../resources.js';
import { guardsOf } from './guards.js';
import { digestOfBytes, type Fields, resourceOf } from './messages.js';
import type { OwnedRoute } from './owned-route.js';
import { routeOf } from './route.js';
import { SCOPE_HEADER } from './scope.js';
import { type PlacedHost, type PlacedRoute, virtualHosts } from './virtual-hosts.js';

type Table = Fields<typeof RouteConfigurationSchema>;

/** One route table under a name made of its content. Equal routes in any order give equal bytes. */
export const routeTableOf = (routes: readonly OwnedRoute[]): XdsResource =>
  namedByContent('r', {
    virtualHosts: virtualHosts(routes).map(hostOf),
    // Not before: the table may be chosen anew while the filters are at work.
    requestHeadersToRemove: [SCOPE_HEADER],
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: MAX_RESPONSE_BYTES,
  });

const hostOf = ({ domain, routes }: PlacedHost) => ({
  name: domain,
  domains: [domain],
  routes: [...guardsOf(domain), ...routes.map(messageOf)],
});

const messageOf = ({ owned, hostPrefix }: PlacedRoute) => routeOf(owned.route, owned.upstreams, hostPrefix);

export function namedByContent(prefix: string, table: Table): XdsResource {
  const name = `${prefix}-${digestOfBytes(toBinary(RouteConfigurationSchema, create(RouteConfigurationSchema, table)))}`;
  return resourceOf('route', name, RouteConfigurationSchema, { ...table, name });
}
