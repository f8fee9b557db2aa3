import { isSpecRoute } from '../compiler/steps/spec-routes.js';
import type { Fragment, Route } from '../ir/fragment.js';
import { candidatesOf, shapeOf, textOfHost } from '../ir/precedence.js';
import { canonicalJson } from '../shared/canonical-json.js';
import type { Id } from '../shared/ids.js';

/** A route as its owner knows it. */
export interface RouteLine {
  /** `*`: any. */
  readonly host: string;
  /** Parameters by name; a last `/*`: everything below. */
  readonly path: string;
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The proxy that serves it. */
  readonly proxyId: Id;
}

export interface RouteChanges {
  readonly added: readonly RouteLine[];
  /** Served on, but otherwise: another member, backend, timeout and the like. */
  readonly changed: readonly RouteLine[];
  readonly removed: readonly RouteLine[];
}

export const NO_ROUTE_CHANGES: RouteChanges = { added: [], changed: [], removed: [] };

/** A release, or one that shall be. */
export interface ServedFragment {
  readonly proxyId: Id;
  readonly fragment: Fragment;
}

/** What becomes of each route of one target when `after` replaces `before`. Pure. */
export function routeChanges(before: readonly ServedFragment[], after: readonly ServedFragment[]): RouteChanges {
  const [old, fresh] = [routesOf(before), routesOf(after)];
  const lines = (from: Routes, isWanted: (key: string, served: Served) => boolean): RouteLine[] =>
    [...from].filter(([key, served]) => isWanted(key, served)).map(([, served]) => served.line);
  return {
    added: lines(fresh, (key) => !old.has(key)),
    changed: lines(fresh, (key, { effect }) => old.has(key) && old.get(key)?.effect !== effect),
    removed: lines(old, (key) => !fresh.has(key)),
  };
}

interface Served {
  readonly line: RouteLine;
  readonly order: number;
  /** Equal for routes that do the same. */
  readonly effect: string;
}

type Routes = ReadonlyMap<string, Served>;

/**
 * Of equal routes of several members the one of smallest order serves. What is answered with a refusal or a description is no route. In
 * order of path, host and method.
 */
function routesOf(fragments: readonly ServedFragment[]): Routes {
  const routes = new Map<string, Served>();
  for (const { proxyId, fragment } of fragments) {
    for (const route of fragment.routes.filter((route) => route.action.kind !== 'reject' && !isSpecRoute(route))) {
      for (const [key, served] of servedBy(proxyId, fragment, route)) {
        if ((routes.get(key)?.order ?? Number.POSITIVE_INFINITY) > served.order) routes.set(key, served);
      }
    }
  }
  return new Map([...routes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function servedBy(proxyId: Id, fragment: Fragment, route: Route): [string, Served][] {
  const { action, errorStyle, order, match } = route;
  const upstream =
    action.kind === 'forward' ? fragment.upstreams.find((each) => each.name === action.upstream) : undefined;
  const effect = canonicalJson({ proxyId, action, upstream: upstream ?? null, errorStyle });
  const headers = [...match.headers].sort((a, b) => (a.name < b.name ? -1 : 1));
  const methods = match.methods.length === 0 ? ['ANY'] : match.methods;
  return candidatesOf(route).flatMap(({ host }) =>
    methods.map((method): [string, Served] => [
      `${shapeOf(match.path)}|${textOfHost(host)}|${method}|${canonicalJson(headers)}`,
      { line: { host: textOfHost(host), path: textOfPath(route), method, headers, proxyId }, order, effect },
    ]),
  );
}

function textOfPath({ match: { path } }: Route): string {
  if (path.kind === 'exact') return path.path;
  if (path.kind === 'prefix') return `${path.path === '/' ? '' : path.path}/*`;
  const segments = path.segments.map((segment) => ('literal' in segment ? segment.literal : `{${segment.param}}`));
  return `/${segments.join('/')}${path.tail ? '/*' : ''}`;
}
