import { validateFragment } from '../../ir/validate.js';
import type { ReleaseKey, SnapshotChange, SnapshotEntry } from '../data-plane.js';
import type { AnswerCache } from './answer-cache.js';
import { CertificateReader, Certificates, type ServedCertificate } from './certificates.js';
import { checkFragment } from './features.js';
import { RouteIndex } from './route-index.js';
import { openUpstream, releaseUpstream, type ServedUpstream } from './served-upstream.js';
import { type ServedRoute, translate } from './translate.js';
import type { UpstreamPools } from './upstream-pools.js';

export interface Applied {
  readonly outcome: 'accepted' | 'rejected' | 'stale';
  readonly detail: string;
  /** Something else is served now. */
  readonly isChanged: boolean;
}

interface ServedRelease {
  readonly entry: SnapshotEntry;
  readonly routes: readonly ServedRoute[];
  readonly upstreams: readonly ServedUpstream[];
  readonly certificates: readonly ServedCertificate[];
}

/** A change that is ready. Nobody sees anything of it, and nothing else may be prepared, until one of these is called. */
export interface PreparedChange {
  /** The switch is one synchronous step that cannot fail, so a request sees all of the change or nothing of it. */
  serve(): Applied;
  drop(): void;
}

const ALREADY_SERVING: Applied = { outcome: 'accepted', detail: 'already serving', isChanged: false };

/** What one environment serves. */
export class EnvironmentState {
  readonly index = new RouteIndex<ServedRoute>();
  readonly certificates = new Certificates();
  readonly #pools: UpstreamPools;
  readonly #answers: AnswerCache;
  readonly #releases = new Map<ReleaseKey, ServedRelease>();
  #version: number | null = null;

  constructor(pools: UpstreamPools, answers: AnswerCache) {
    this.#pools = pools;
    this.#answers = answers;
  }

  get version(): number | null {
    return this.#version;
  }

  /** The whole snapshot. */
  entries(): SnapshotEntry[] {
    return [...this.#releases.values()].map(({ entry }) => entry);
  }

  apply(change: SnapshotChange): Applied {
    const prepared = this.prepare(change);
    return 'outcome' in prepared ? prepared : prepared.serve();
  }

  /** Everything that may fail; a fault leaves what is served as it is. Costs what changes. */
  prepare(change: SnapshotChange): Applied | PreparedChange {
    // A whole snapshot is compared by content: a restored database may give a version that was given before to another.
    if (change.to === this.#version && change.from !== null) return ALREADY_SERVING;
    if (change.from !== null && change.from !== this.#version) {
      const detail = `has version ${this.#version ?? 'none'}, the change starts from ${change.from}`;
      return { outcome: 'stale', detail, isChanged: false };
    }
    const prepared: ServedRelease[] = [];
    const reader = new CertificateReader(this.certificates);
    try {
      for (const entry of latestOf(change.upserts)) {
        if (this.#releases.get(entry.key)?.entry.digest !== entry.digest) prepared.push(this.#prepare(entry, reader));
      }
    } catch (error) {
      for (const release of prepared) drop(release);
      return { outcome: 'rejected', detail: error instanceof Error ? error.message : String(error), isChanged: false };
    }
    const removals = this.#removalsOf(change);
    if (change.to === this.#version && prepared.length + removals.length === 0) return ALREADY_SERVING;
    return {
      serve: () => {
        this.#switchTo(change.to, removals, prepared);
        return { outcome: 'accepted', detail: 'serving', isChanged: true };
      },
      drop: () => {
        for (const release of prepared) drop(release);
      },
    };
  }

  /** Serves nothing and gives up its connections. */
  clear(): void {
    for (const key of [...this.#releases.keys()]) this.#remove(key);
    this.#version = null;
  }

  #prepare(entry: SnapshotEntry, reader: CertificateReader): ServedRelease {
    const { fragment, key } = entry;
    const [fault] = validateFragment(fragment);
    if (fault !== undefined) throw new Error(`${key}: route ${fault.routeId}: ${fault.field}: ${fault.message}`);
    const [refused] = checkFragment(fragment);
    if (refused !== undefined) throw new Error(`${key}: route ${refused.routeId}: ${refused.message}`);
    const upstreams = new Map<string, ServedUpstream>();
    try {
      for (const upstream of fragment.upstreams) upstreams.set(upstream.name, openUpstream(upstream, this.#pools));
      const certificates = (fragment.certificates ?? []).map((certificate) => reader.read(certificate));
      const routes = translate(entry, upstreams, this.#answers);
      return { entry, routes, upstreams: [...upstreams.values()], certificates };
    } catch (error) {
      for (const upstream of upstreams.values()) releaseUpstream(upstream);
      throw new Error(`${key}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  #switchTo(version: number, removals: readonly ReleaseKey[], prepared: readonly ServedRelease[]): void {
    for (const key of removals) this.#remove(key);
    for (const release of prepared) {
      this.#remove(release.entry.key);
      this.#releases.set(release.entry.key, release);
      for (const route of release.routes) this.index.add(route);
      for (const certificate of release.certificates) this.certificates.add(release.entry.key, certificate);
    }
    this.#version = version;
  }

  #removalsOf({ from, removals, upserts }: SnapshotChange): readonly ReleaseKey[] {
    if (from !== null) return removals;
    const kept = new Set(upserts.map(({ key }) => key));
    return [...this.#releases.keys()].filter((key) => !kept.has(key));
  }

  #remove(key: ReleaseKey): void {
    const release = this.#releases.get(key);
    if (release === undefined) return;
    this.#releases.delete(key);
    for (const route of release.routes) this.index.remove(route);
    for (const certificate of release.certificates) this.certificates.remove(key, certificate);
    drop(release);
  }
}

/** The last entry of each key. */
const latestOf = (entries: readonly SnapshotEntry[]): Iterable<SnapshotEntry> =>
  new Map(entries.map((entry) => [entry.key, entry])).values();

function drop({ upstreams, routes }: ServedRelease): void {
  for (const { action } of routes) if (action.kind === 'forward') action.cache?.close();
  for (const upstream of upstreams) releaseUpstream(upstream);
}
