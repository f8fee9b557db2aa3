import type { Listener, SnapshotChange } from '../data-plane.js';
import { Entries } from './entries.js';
import type { EnvironmentResources } from './resources.js';
import { translate } from './translate.js';

/** What an environment is to serve, at one version: a value, replaced and never edited. */
export class Snapshot {
  constructor(
    readonly version: number,
    readonly entries: Entries,
    private readonly listener: Listener,
    /** Translations by address of the nodes. */
    private readonly translated = new Map<string, EnvironmentResources>(),
  ) {}

  /** The change must start from this snapshot or from nothing. */
  static after(before: Snapshot | null, change: SnapshotChange, listener: Listener): Snapshot {
    const start = change.from === null ? Entries.EMPTY : (before?.entries ?? Entries.EMPTY);
    return new Snapshot(change.to, start.after(change), listener);
  }

  /** Whether anything is different after the change: a way back from what was never served changes nothing. */
  isChangedBy({ from, upserts, removals }: SnapshotChange): boolean {
    if (from === null && upserts.length !== this.entries.size) return true;
    return (
      removals.some((key) => this.entries.has(key)) ||
      upserts.some(({ key, digest }) => this.entries.get(key)?.digest !== digest)
    );
  }

  /** The same content as another version. */
  renumbered(version: number): Snapshot {
    return new Snapshot(version, this.entries, this.listener, this.translated);
  }

  /** The same content behind another listener. */
  behind(listener: Listener): Snapshot {
    return new Snapshot(this.version, this.entries, listener);
  }

  /** For nodes whose listeners bind to `address`; translated once. Throws on what Envoy cannot express. */
  resourcesAt(address: string): EnvironmentResources {
    let resources = this.translated.get(address);
    if (resources === undefined) {
      resources = this.#translate(address);
      this.translated.set(address, resources);
    }
    return resources;
  }

  /** Nodes differ in their listeners only, which do not depend on what is released. */
  #translate(address: string): EnvironmentResources {
    const [translated] = this.translated.values();
    if (translated === undefined) return translate(this.listener, this.entries.values(), address);
    return { ...translated, listeners: translate(this.listener, [], address).listeners };
  }
}
