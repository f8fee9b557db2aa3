import type { HostPattern, Route } from '../../ir/fragment.js';
import type { BoundDomain, Surroundings } from '../../model/surroundings.js';
import { hostPattern } from './client-scope.js';

/**
 * A group that lives in a stage is called by its own subdomain and by the domains bound to it; each route there once, and
 * once more for the domains that are bound to this stage alone.
 */
export function stageRoutes(routes: readonly Route[], surroundings: Surroundings | null): readonly Route[] {
  if (surroundings === null) return routes;
  const open = hostsOf(surroundings.domains.filter(({ forced }) => !forced));
  const bound = hostsOf(surroundings.domains.filter(({ forced }) => forced));
  return routes.flatMap((route) => [
    { ...route, match: { ...route.match, hosts: [...route.match.hosts, ...open] } },
    ...(bound.length === 0 ? [] : [{ ...route, id: `${route.id}@bound`, match: { ...route.match, hosts: bound } }]),
  ]);
}

function hostsOf(domains: readonly BoundDomain[]): HostPattern[] {
  return domains.map(({ name }) => {
    const pattern = hostPattern(name);
    if (pattern === null) throw new TypeError(`the bound domain ${name} is not a host`);
    return pattern;
  });
}
