import type { HostPattern, Route } from '../../ir/fragment.js';
import { textOfHost } from '../../ir/precedence.js';

/** Hosts by name under which there are `ca-headers` routes: what is not found there is told in that style. */
export class CaHosts {
  /** How many routes each pattern has. */
  readonly #exact = new Map<string, number>();
  readonly #wildcards = new Map<string, { readonly pattern: HostPattern; routes: number }>();

  add(route: Route): void {
    this.#count(route, 1);
  }

  remove(route: Route): void {
    this.#count(route, -1);
  }

  has(host: string): boolean {
    if (this.#exact.has(host)) return true;
    for (const { pattern } of this.#wildcards.values()) if (matchesHost(pattern, host)) return true;
    return false;
  }

  #count({ errorStyle, match }: Route, change: number): void {
    if (errorStyle !== 'ca-headers') return;
    for (const pattern of match.hosts) {
      if (pattern.kind === 'exact') this.#countExact(pattern.host, change);
      else this.#countWildcard(pattern, change);
    }
  }

  #countExact(host: string, change: number): void {
    const routes = (this.#exact.get(host) ?? 0) + change;
    if (routes === 0) this.#exact.delete(host);
    else this.#exact.set(host, routes);
  }

  #countWildcard(pattern: HostPattern, change: number): void {
    const key = textOfHost(pattern);
    const routes = (this.#wildcards.get(key)?.routes ?? 0) + change;
    if (routes === 0) this.#wildcards.delete(key);
    else this.#wildcards.set(key, { pattern, routes });
  }
}

/** At least one character stands where a wildcard does. */
export function matchesHost(pattern: HostPattern, host: string): boolean {
  switch (pattern.kind) {
    case 'exact':
      return host === pattern.host;
    case 'suffix':
      return host.length > pattern.suffix.length && host.endsWith(pattern.suffix);
    case 'prefix':
      return host.length > pattern.prefix.length && host.startsWith(pattern.prefix);
  }
}
