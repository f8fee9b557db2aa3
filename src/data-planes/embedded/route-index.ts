import type { HostPattern } from '../../ir/fragment.js';
import { CaHosts } from './ca-hosts.js';
import { type Lookup, PathTable, type Routable } from './path-table.js';

/**
 * All routes of one environment. Changing it costs the routes that change, a lookup the labels of the host and the depth
 * of the path; neither grows with the number of routes. Order: `compareCandidates` (ir/precedence.ts).
 */
export class RouteIndex<T extends Routable> {
  readonly #exact = new Map<string, PathTable<T>>();
  readonly #suffixes = new Map<string, PathTable<T>>();
  readonly #prefixes = new Map<string, PathTable<T>>();
  readonly #any = new PathTable<T>();
  readonly caHosts = new CaHosts();
  /** The same of routes with a stage: those that listeners of other environments know. */
  readonly stagedCaHosts = new CaHosts();
  /** Routes whose stage is served whatever is asked for. */
  #forced = 0;

  get hasForced(): boolean {
    return this.#forced > 0;
  }

  add(item: T): void {
    const { hosts, stage } = item.route.match;
    this.caHosts.add(item.route);
    if (stage !== undefined) this.stagedCaHosts.add(item.route);
    if (stage?.forced) this.#forced += 1;
    if (hosts.length === 0) this.#any.add(item);
    for (const host of hosts) {
      const [tables, key] = this.#tablesOf(host);
      const table = tables.get(key) ?? new PathTable<T>();
      tables.set(key, table);
      table.add(item);
    }
  }

  remove(item: T): void {
    const { hosts, stage } = item.route.match;
    this.caHosts.remove(item.route);
    if (stage !== undefined) this.stagedCaHosts.remove(item.route);
    if (stage?.forced) this.#forced -= 1;
    if (hosts.length === 0) this.#any.remove(item);
    for (const host of hosts) {
      const [tables, key] = this.#tablesOf(host);
      const table = tables.get(key);
      table?.remove(item);
      if (table?.isEmpty) tables.delete(key);
    }
  }

  get isEmpty(): boolean {
    return this.#exact.size + this.#suffixes.size + this.#prefixes.size === 0 && this.#any.isEmpty;
  }

  find(lookup: Lookup): T | null {
    return (
      this.#exact.get(lookup.host)?.find(lookup) ??
      (this.#suffixes.size === 0 ? null : this.#findBySuffix(lookup)) ??
      (this.#prefixes.size === 0 ? null : this.#findByPrefix(lookup)) ??
      this.#any.find(lookup)
    );
  }

  /** Longest first: from the leftmost dot; at least one character stands before it. */
  #findBySuffix(lookup: Lookup): T | null {
    const { host } = lookup;
    for (let dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
      const found = this.#suffixes.get(host.slice(dot))?.find(lookup) ?? null;
      if (found !== null) return found;
    }
    return null;
  }

  /** Longest first: from the rightmost dot; at least one character stands after it. */
  #findByPrefix(lookup: Lookup): T | null {
    const { host } = lookup;
    for (let dot = host.lastIndexOf('.', host.length - 2); dot > 0; dot = host.lastIndexOf('.', dot - 1)) {
      const found = this.#prefixes.get(host.slice(0, dot + 1))?.find(lookup) ?? null;
      if (found !== null) return found;
    }
    return null;
  }

  #tablesOf(host: HostPattern): [Map<string, PathTable<T>>, string] {
    switch (host.kind) {
      case 'exact':
        return [this.#exact, host.host];
      case 'suffix':
        return [this.#suffixes, host.suffix];
      case 'prefix':
        return [this.#prefixes, host.prefix];
    }
  }
}
