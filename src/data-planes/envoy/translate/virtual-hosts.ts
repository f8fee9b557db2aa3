import type { HostPattern } from '../../../ir/fragment.js';
import { compareText } from '../../../ir/path-segment.js';
import { type Candidate, candidatesOf, compareCandidates, textOfHost } from '../../../ir/precedence.js';
import type { OwnedRoute } from './owned-route.js';
import type { Fallback } from './unmatched.js';

/** A route in a virtual host. */
export interface PlacedRoute {
  readonly owned: OwnedRoute;
  /** The request's host must also begin so; null: the virtual host's domain says enough. */
  readonly hostPrefix: string | null;
}

export interface PlacedHost {
  /** `*` for any host. */
  readonly domain: string;
  readonly routes: readonly PlacedRoute[];
  /** Behind all others. */
  readonly fallbacks: readonly PlacedFallback[];
}

export interface PlacedFallback {
  readonly fallback: Fallback;
  /** As of routes. */
  readonly hostPrefix: string | null;
}

interface OwnedCandidate extends Candidate {
  readonly owned: OwnedRoute;
}

/** Candidates of each host by its text, best first. */
type ByHost = ReadonlyMap<
  string,
  { readonly host: HostPattern | null; readonly candidates: readonly OwnedCandidate[] }
>;

/**
 * Envoy chooses one virtual host (exact, longest suffix, longest prefix, any) and never looks into another. A better host
 * whose routes do not fit gives way to the next one, so each virtual host holds the routes of the less specific ones
 * behind its own. There is always one for any host.
 */
export function virtualHosts(
  routes: readonly OwnedRoute[],
  fallbacks: readonly Fallback[] = [],
): readonly PlacedHost[] {
  const byHost = groupByHost(routes);
  const hosts = new Map<string, HostPattern | null>([
    ['*', null],
    ...[...byHost].map(([domain, { host }]) => [domain, host] as const),
    ...fallbacks.map(({ host }) => [textOfHost(host), host] as const),
  ]);
  const prefixes = [...hosts.values()]
    .flatMap((host) => (host?.kind === 'prefix' ? [host.prefix] : []))
    .sort((a, b) => b.length - a.length || compareText(a, b));
  return [...hosts]
    .sort(([a], [b]) => compareText(a, b))
    .map(([domain, host]) => ({
      domain,
      routes: [...placed(host, byHost, prefixes)],
      fallbacks: placedFallbacks(host, fallbacks, prefixes),
    }));
}

function placedFallbacks(
  host: HostPattern | null,
  fallbacks: readonly Fallback[],
  prefixes: readonly string[],
): readonly PlacedFallback[] {
  if (fallbacks.length === 0) return [];
  const covering = new Map([...coveringHosts(host, prefixes)].map(({ key, hostPrefix }) => [key, hostPrefix]));
  return fallbacks.flatMap((fallback) => {
    const hostPrefix = covering.get(textOfHost(fallback.host));
    return hostPrefix === undefined ? [] : [{ fallback, hostPrefix }];
  });
}

function groupByHost(routes: readonly OwnedRoute[]): ByHost {
  const byHost = new Map<string, { host: HostPattern | null; candidates: OwnedCandidate[] }>();
  for (const owned of routes) {
    for (const candidate of candidatesOf(owned.route)) {
      const key = textOfHost(candidate.host);
      const group = byHost.get(key) ?? { host: candidate.host, candidates: [] };
      byHost.set(key, group);
      group.candidates.push({ ...candidate, owned });
    }
  }
  for (const { candidates } of byHost.values()) {
    candidates.sort((a, b) => compareCandidates(a, b) || compareText(a.owned.owner, b.owned.owner));
  }
  return byHost;
}

function* placed(host: HostPattern | null, byHost: ByHost, prefixes: readonly string[]): Iterable<PlacedRoute> {
  for (const { key, hostPrefix } of coveringHosts(host, prefixes)) {
    for (const { owned } of byHost.get(key)?.candidates ?? []) yield { owned, hostPrefix };
  }
}

/** Texts of all hosts that may take a request of `host`'s virtual host, the most specific first. */
function* coveringHosts(
  host: HostPattern | null,
  prefixes: readonly string[],
): Iterable<{ readonly key: string; readonly hostPrefix: string | null }> {
  const name = host === null ? '' : bareName(host);
  if (host?.kind === 'exact') yield { key: name, hostPrefix: null };
  if (host?.kind === 'exact' || host?.kind === 'suffix') {
    for (const suffix of suffixesOf(name)) yield { key: `*${suffix}`, hostPrefix: null };
  }
  if (host?.kind === 'suffix') for (const prefix of prefixes) yield { key: `${prefix}*`, hostPrefix: prefix };
  if (host?.kind === 'exact' || host?.kind === 'prefix') {
    for (const prefix of prefixesOf(name, host.kind)) yield { key: `${prefix}*`, hostPrefix: null };
  }
  yield { key: '*', hostPrefix: null };
}

function bareName(host: HostPattern): string {
  if (host.kind === 'exact') return host.host;
  return host.kind === 'suffix' ? host.suffix : host.prefix;
}

/** Longest first: `.example.com`, `.com`. A suffix is one of its own; before that of an exact host stands something. */
function* suffixesOf(name: string): Iterable<string> {
  for (let dot = name.indexOf('.', name.startsWith('.') ? 0 : 1); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    yield name.slice(dot);
  }
}

/** Longest first: `www.example.`, `www.`. A prefix is one of its own; behind that of an exact host stands something. */
function* prefixesOf(name: string, kind: 'exact' | 'prefix'): Iterable<string> {
  const from = kind === 'prefix' ? name.length - 1 : name.length - 2;
  for (let dot = name.lastIndexOf('.', from); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    yield name.slice(0, dot + 1);
  }
}
