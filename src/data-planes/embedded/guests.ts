import type { HostPattern, Route } from '../../ir/fragment.js';
import { compareCandidates, compareHosts } from '../../ir/precedence.js';
import { STAGE_HEADER } from '../../ir/stage.js';
import { matchesHost } from './ca-hosts.js';
import type { Lookup } from './path-table.js';
import type { RouteIndex } from './route-index.js';
import type { ServedRoute } from './translate.js';

export type IndexOf = (environmentId: string) => RouteIndex<ServedRoute> | null;

/**
 * Environments whose routes with a stage are served on the listener of another, to callers who ask for that stage. Each is
 * looked up in its own index, so that what it deploys is there at once and nothing is held twice.
 */
export class Guests {
  constructor(
    private readonly environmentIds: readonly string[],
    private readonly indexOf: IndexOf,
  ) {}

  /** The best of `own` and of what guests have for this request. */
  find(own: ServedRoute | null, lookup: Lookup): ServedRoute | null {
    if (this.environmentIds.length === 0) return own;
    let best = own === null ? null : { item: own, route: own.route };
    for (const index of this.#indexes()) {
      if (lookup.headers[STAGE_HEADER] === undefined && !index.hasForced) continue;
      const item = index.find({ ...lookup, isGuest: true });
      if (item === null) continue;
      const found = { item, route: askedFor(item.route) };
      if (best === null || compareAt(lookup.host, found.route, best.route) < 0) best = found;
    }
    return best?.item ?? null;
  }

  isCaHost(host: string): boolean {
    for (const index of this.#indexes()) if (index.stagedCaHosts.has(host)) return true;
    return false;
  }

  *#indexes(): Iterable<RouteIndex<ServedRoute>> {
    for (const id of this.environmentIds) {
      const index = this.indexOf(id);
      if (index !== null) yield index;
    }
  }
}

/** To ask for a stage is a condition like another header. */
function askedFor(route: Route): Route {
  const { stage, headers } = route.match;
  if (stage === undefined || stage.forced) return route;
  return { ...route, match: { ...route.match, headers: [...headers, { name: STAGE_HEADER, value: stage.name }] } };
}

const compareAt = (host: string, a: Route, b: Route): number =>
  compareCandidates({ host: matched(host, a), route: a }, { host: matched(host, b), route: b });

/** The pattern under which a route was found. */
const matched = (host: string, { match }: Route): HostPattern | null =>
  match.hosts.filter((pattern) => matchesHost(pattern, host)).sort(compareHosts)[0] ?? null;
