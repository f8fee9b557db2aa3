import type { Listener, SnapshotChange, SnapshotEntry } from '../data-plane.js';
import { guestEntry, guestKey } from './guest-entries.js';
import type { ProbePlace } from './listener-probe.js';
import { PersistentMap } from './persistent-map.js';
import type { EnvironmentResources, ResourceSet } from './resources.js';
import { securedHosts } from './translate/certificates.js';
import { listenersOf } from './translate/listener.js';
import { probePath } from './translate/probe.js';
import { type Entries, Translation } from './translation.js';

/** Where an environment's listeners are, what the paths there begin with, and whose routes they serve besides. */
export interface Place extends Pick<Listener, 'environmentId' | 'environmentName' | 'port' | 'httpsPort' | 'guests'> {
  /** `''` or `/prefix`. */
  readonly rootContext: string;
  /** Absent: there is none. */
  readonly groupDomain?: string;
}

/** What one environment brings in. */
interface Share {
  readonly version: number;
  /** Under the keys of the whole. */
  readonly entries: Entries;
}

interface Listeners {
  /** Over TLS. */
  readonly hosts: string;
  readonly resources: ResourceSet;
}

type Shares = ReadonlyMap<string, Share>;

const NOTHING: Entries = PersistentMap.empty();
const NO_SECRETS: ResourceSet = PersistentMap.empty();

/**
 * What the listeners of an environment are to serve, its own and its guests', each at one version: a value, replaced and
 * never edited.
 */
export class Snapshot {
  /** Made when a node needs it, from the one before it that was made. */
  #translation: Translation | null;
  readonly #base: Translation | null;
  /** By address; the same in every snapshot of a place that is reached over TLS by the same hosts. */
  readonly #listeners: Map<string, Listeners>;

  private constructor(
    private readonly shares: Shares,
    /** Of all shares. */
    private readonly served: Entries,
    private readonly place: Place,
    before: Snapshot | null,
  ) {
    this.#base = before === null ? null : (before.#translation ?? before.#base);
    this.#translation = before?.served === served ? before.#translation : null;
    this.#listeners = before?.place === place ? before.#listeners : new Map();
  }

  /** The change must start from this snapshot or from nothing. */
  static after(before: Snapshot | null, change: SnapshotChange, place: Place): Snapshot {
    const { environmentId, from, to, upserts, removals } = change;
    const known = before?.shares.get(environmentId)?.entries ?? NOTHING;
    const put = entriesIn(place, environmentId, upserts);
    const gone = (from === null ? [...known.keys()] : keysIn(place, environmentId, removals, upserts)).filter(
      (key) => !put.has(key),
    );
    const shares = new Map(before?.shares).set(environmentId, { version: to, entries: known.after(put, gone) });
    return new Snapshot(shares, (before?.served ?? NOTHING).after(put, gone), place, before);
  }

  /** Of what an environment brings in; null before it brought anything. */
  versionOf(environmentId: string): number | null {
    return this.shares.get(environmentId)?.version ?? null;
  }

  /** Whether everybody whose routes belong here has said what there is. */
  get isWhole(): boolean {
    return [this.place.environmentId, ...this.place.guests].every((id) => this.shares.has(id));
  }

  /** The environment's own releases. */
  get own(): Entries {
    return this.shares.get(this.place.environmentId)?.entries ?? NOTHING;
  }

  /** Whether anything is different after the change: a way back from what was never served changes nothing. */
  isChangedBy({ environmentId, from, upserts, removals }: SnapshotChange): boolean {
    const share = this.shares.get(environmentId);
    if (share === undefined) return true;
    const put = entriesIn(this.place, environmentId, upserts);
    if (from === null && put.size !== share.entries.size) return true;
    const gone = keysIn(this.place, environmentId, removals, upserts).filter((key) => !put.has(key));
    return (
      gone.some((key) => share.entries.has(key)) ||
      [...put].some(([key, { digest }]) => share.entries.get(key)?.digest !== digest)
    );
  }

  /** Whether both serve the same routes, under whichever versions and behind whichever listener. */
  hasContentOf(other: Snapshot): boolean {
    return this.served === other.served;
  }

  /** The same content as another version of an environment. */
  renumbered(environmentId: string, version: number): Snapshot {
    const { entries } = this.shares.get(environmentId) ?? { entries: NOTHING };
    const shares = new Map(this.shares).set(environmentId, { version, entries });
    return new Snapshot(shares, this.served, this.place, this);
  }

  /** The same content behind another listener, without those that are no guests there. */
  behind(place: Place): Snapshot {
    const staying = new Set([place.environmentId, ...place.guests]);
    const shares = new Map([...this.shares].filter(([id]) => staying.has(id)));
    const gone = [...this.shares].filter(([id]) => !staying.has(id)).flatMap(([, { entries }]) => [...entries.keys()]);
    return new Snapshot(shares, this.served.after([], gone), place, this);
  }

  get probePlace(): ProbePlace {
    const { environmentId, port, rootContext } = this.place;
    return { port, path: probePath(rootContext, environmentId) };
  }

  /** For nodes whose listeners bind to `address`; made once. Throws on what Envoy cannot express. */
  resourcesAt(address: string): EnvironmentResources {
    this.#translation ??= this.#base?.to(this.served) ?? Translation.of(this.place, this.served);
    const { resources } = this.#translation;
    const secrets = this.place.httpsPort === undefined ? NO_SECRETS : resources.secrets;
    return { ...resources, secrets, listeners: this.#listenersAt(address, securedHosts(secrets)) };
  }

  #listenersAt(address: string, securedHosts: readonly string[]): ResourceSet {
    const hosts = securedHosts.join();
    const known = this.#listeners.get(address);
    if (known?.hosts === hosts) return known.resources;
    const resources = listenersOf({ ...this.place, bindAddress: address, securedHosts });
    this.#listeners.set(address, { hosts, resources });
    return resources;
  }
}

/** A guest's releases bring only their routes with a stage. */
function entriesIn(
  place: Place,
  environmentId: string,
  entries: readonly SnapshotEntry[],
): ReadonlyMap<string, SnapshotEntry> {
  if (environmentId === place.environmentId) return new Map(entries.map((entry) => [entry.key, entry]));
  const staged = entries.flatMap((entry) => guestEntry(entry, environmentId) ?? []);
  return new Map(staged.map((entry) => [entry.key, entry]));
}

/** Of what goes; a guest's release may also go because it has no routes with a stage any more. */
function keysIn(
  place: Place,
  environmentId: string,
  removals: readonly string[],
  upserts: readonly SnapshotEntry[],
): string[] {
  if (environmentId === place.environmentId) return [...removals];
  return [...removals, ...upserts.map(({ key }) => key)].map((key) => guestKey(environmentId, key));
}
