import type { Route, RouteAction } from '../../ir/fragment.js';
import type { Routing } from '../../model/api-proxy.js';
import { canonicalJson } from '../../shared/canonical-json.js';
import { forward, NO_BACKEND } from './operation-action.js';
import { literalPath, type ParsedPath } from './parse-path.js';
import { FALLBACK_ORDER, type RouteContext } from './route-context.js';

/** A reverse proxy passes everything below its path: address + rest of path. Source: apiops.md 4.4, 9.5. */
export const passAllRoutes = (routing: Routing, context: RouteContext): Route[] =>
  context.scope.bases.map((base, index) => ({
    ...prefixRoute(base, routing.enabled ? passBelow(literalPath(base), routing) : NO_BACKEND, context),
    id: `${context.proxyId}:all:${index}`,
    order: context.firstOrder,
  }));

const passBelow = (prefix: string, routing: Routing): RouteAction =>
  forward(routing, {
    rewrite: { kind: 'replace-prefix', prefix, replacement: prefix === '/' ? '/' : '' },
    method: null,
    mapping: null,
  });

/**
 * What no operation answers is refused here, in the words of this release; the claim on this route is what keeps a
 * client path to one owner per environment. Left out where an operation already takes everything.
 */
export function fallbackRoutes(context: RouteContext, routes: readonly Route[]): Route[] {
  const taken = new Set(routes.map(({ match }) => canonicalJson(match)));
  const fallbacks = context.scope.bases.map((base, index) => ({
    ...prefixRoute(base, { kind: 'reject', code: 'ERR-006' }, context),
    id: context.shared ? `fallback:${index}` : `${context.proxyId}:fallback:${index}`,
    order: FALLBACK_ORDER,
  }));
  return fallbacks.filter(({ match }) => !taken.has(canonicalJson(match)));
}

const prefixRoute = (base: ParsedPath, action: RouteAction, { scope, errorStyle }: RouteContext) => ({
  match: {
    hosts: scope.hosts,
    path: { kind: 'prefix' as const, path: literalPath(base) },
    methods: scope.methods,
    headers: scope.headers,
  },
  action,
  errorStyle,
});
