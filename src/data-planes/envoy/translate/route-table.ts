import { create, toBinary } from '@bufbuild/protobuf';
import { MAX_RESPONSE_BYTES } from '../features.js';
import {
  FilterConfigSchema,
  type Route,
  type VirtualHostSchema,
} from '../generated/envoy/config/route/v3/route_components_pb.js';
import { RouteConfigurationSchema } from '../generated/envoy/config/route/v3/route_pb.js';
import type { XdsResource } from '../resources.js';
import { CALL_FILTER } from './call-filter.js';
import { guardsOf, guardsOfPath } from './guards.js';
import { digestOfBytes, type Fields, pack, resourceOf } from './messages.js';
import type { OwnedRoute } from './owned-route.js';
import { REST_FILTER } from './rest-filter.js';
import { onlyOfHost, routeOf } from './route.js';
import { PATH_HEADER, routeTreeOf } from './route-tree.js';
import { SCOPE_HEADER } from './scope.js';
import type { Fallback } from './unmatched.js';
import { type PlacedHost, type PlacedRoute, virtualHosts } from './virtual-hosts.js';

type Table = Fields<typeof RouteConfigurationSchema>;

const OFF = pack(FilterConfigSchema, { disabled: true });

/**
 * Filters that a request with a route passes by. A route that needs the script for calls says so itself; a request without
 * one passes them all, and may find its route in the table for the rest (docs/adr/0022-scripts-that-routes-switch-off.md).
 */
const WITHOUT_SCRIPTS = { [REST_FILTER]: OFF, [CALL_FILTER]: OFF };

/** One route table under a name made of its content. Equal routes in any order give equal bytes. */
export const routeTableOf = (routes: readonly OwnedRoute[], fallbacks: readonly Fallback[] = []): XdsResource =>
  namedByContent('r', {
    virtualHosts: virtualHosts(routes, fallbacks).map(hostOf),
    // Not before: the table may be chosen anew while the filters are at work.
    requestHeadersToRemove: [SCOPE_HEADER, PATH_HEADER],
    typedPerFilterConfig: WITHOUT_SCRIPTS,
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: MAX_RESPONSE_BYTES,
  });

/** From so many routes on they are found by a tree, since Envoy would look at one after another. */
const MIN_IN_TREE = 64;

function hostOf({ domain, routes, fallbacks }: PlacedHost): Fields<typeof VirtualHostSchema> {
  const guards = guardsOf(domain);
  const last = fallbacks.map(({ fallback, hostPrefix }) => onlyOfHost(fallback.route, hostPrefix));
  if (routes.length < MIN_IN_TREE) {
    return { name: domain, domains: [domain], routes: [...guards, ...routes.map(messageOf), ...last] };
  }
  const inTree = [
    ...routes.map((placed) => ({ message: messageOf(placed), ...placed.owned.route.match })),
    ...last.map((message) => ({ message, path: ANY_PATH, methods: [] })),
  ];
  const matcher = routeTreeOf(inTree, { ofPath: guardsOfPath(domain), ofOthers: guards });
  return { name: domain, domains: [domain], matcher };
}

const ANY_PATH = { kind: 'prefix', path: '/' } as const;

const messageOf = ({ owned, hostPrefix }: PlacedRoute): Route => routeOf(owned.route, owned.upstreams, hostPrefix);

export function namedByContent(prefix: string, table: Table): XdsResource {
  const name = `${prefix}-${digestOfBytes(toBinary(RouteConfigurationSchema, create(RouteConfigurationSchema, table)))}`;
  return resourceOf('route', name, RouteConfigurationSchema, { ...table, name });
}
