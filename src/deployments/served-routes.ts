import { isSpecRoute } from '../compiler/steps/spec-routes.js';
import type { Fragment, Route } from '../ir/fragment.js';
import type { ProxyDefinition } from '../model/api-proxy.js';
import { HTTP_METHODS } from '../model/http-method.js';

/** Methods that a definition lets through, in the order of `HTTP_METHODS`. */
export function acceptedMethods({ source, clientRoute, operations }: ProxyDefinition): string[] {
  const allowed: readonly string[] =
    clientRoute === null || clientRoute.methods.length === 0 ? HTTP_METHODS : clientRoute.methods;
  const active = operations.filter(({ active }) => active).map(({ method }) => method);
  if (source === 'REVERSE_PROXY' || active.includes('ANY')) return inOrder(allowed);
  return inOrder(allowed.filter((method) => (active as readonly string[]).includes(method)));
}

/** Methods that the routes of a fragment answer with more than a refusal. */
export function servedMethods({ routes }: Fragment): string[] {
  const answering = routes.filter((route) => route.action.kind !== 'reject' && !isSpecRoute(route));
  return inOrder(answering.flatMap(({ match }) => (match.methods.length === 0 ? [...HTTP_METHODS] : match.methods)));
}

/** The first path that everything of the fragment lies below, without the root context; null when there is none. */
export function servedPath({ routes }: Fragment, rootContext: string): string | null {
  const prefixes = routes.flatMap(({ match: { path } }: Route) => (path.kind === 'prefix' ? [path.path] : []));
  const base = prefixes.find((path) => !prefixes.some((other) => other !== path && isBelow(path, other)));
  if (base === undefined) return null;
  return isBelow(base, rootContext) ? base.slice(rootContext.length) : base;
}

const isBelow = (path: string, base: string): boolean => path.startsWith(base === '/' ? base : `${base}/`);

const inOrder = (methods: readonly string[]): string[] => HTTP_METHODS.filter((method) => methods.includes(method));
