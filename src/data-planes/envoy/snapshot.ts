import type { Listener, SnapshotChange } from '../data-plane.js';
import type { ProbePlace } from './listener-probe.js';
import { PersistentMap } from './persistent-map.js';
import type { EnvironmentResources, ResourceSet } from './resources.js';
import { listenerOf } from './translate/listener.js';
import { probePath } from './translate/probe.js';
import { type Entries, Translation } from './translation.js';

/** Where an environment's listeners are, and what the paths there begin with. */
export interface Place extends Pick<Listener, 'environmentId' | 'environmentName' | 'port'> {
  /** `''` or `/prefix`. */
  readonly rootContext: string;
}

/** What an environment is to serve, at one version: a value, replaced and never edited. */
export class Snapshot {
  /** Made when a node needs it, from the one before it that was made. */
  #translation: Translation | null;
  readonly #base: Translation | null;
  /** By address; the same in every snapshot of a place. */
  readonly #listeners: Map<string, ResourceSet>;

  private constructor(
    readonly version: number,
    readonly entries: Entries,
    private readonly place: Place,
    before: Snapshot | null,
  ) {
    this.#base = before === null ? null : (before.#translation ?? before.#base);
    this.#translation = before?.entries === entries ? before.#translation : null;
    this.#listeners = before?.place === place ? before.#listeners : new Map();
  }

  /** The change must start from this snapshot or from nothing. */
  static after(before: Snapshot | null, change: SnapshotChange, place: Place): Snapshot {
    const start = change.from === null ? PersistentMap.empty() : (before?.entries ?? PersistentMap.empty());
    const put = change.upserts.map((entry) => [entry.key, entry] as const);
    return new Snapshot(change.to, (start as Entries).after(put, change.removals), place, before);
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
    return new Snapshot(version, this.entries, this.place, this);
  }

  /** The same content behind another listener. */
  behind(place: Place): Snapshot {
    return new Snapshot(this.version, this.entries, place, this);
  }

  get probePlace(): ProbePlace {
    const { environmentId, port, rootContext } = this.place;
    return { port, path: probePath(rootContext, environmentId) };
  }

  /** For nodes whose listeners bind to `address`; made once. Throws on what Envoy cannot express. */
  resourcesAt(address: string): EnvironmentResources {
    this.#translation ??= this.#base?.to(this.entries) ?? Translation.of(this.place, this.entries);
    const known = this.#listeners.get(address);
    if (known !== undefined) return { ...this.#translation.resources, listeners: known };
    const listener = listenerOf({ ...this.place, bindAddress: address });
    const listeners: ResourceSet = PersistentMap.empty<typeof listener>().after([[listener.name, listener]]);
    this.#listeners.set(address, listeners);
    return { ...this.#translation.resources, listeners };
  }
}
