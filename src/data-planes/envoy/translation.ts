import type { SnapshotEntry } from '../data-plane.js';
import { PersistentMap } from './persistent-map.js';
import type { EnvironmentResources } from './resources.js';
import {
  NO_CERTIFICATES,
  secretsAfter,
  type UsedCertificates,
  usedCertificatesAfter,
} from './translate/certificates.js';
import { clusterResourcesAfter, NO_CLUSTERS, type UsedClusters, usedClustersAfter } from './translate/clusters.js';
import {
  digestAfter,
  NO_PARTS,
  type Part,
  type Parts,
  type PartsChange,
  partOf,
  partsChange,
  tablesAfter,
} from './translate/part.js';
import { probePath, probeSegment, probeTable } from './translate/probe.js';
import { type TranslatedRelease, translateRelease } from './translate/release.js';
import { restFilterResource } from './translate/rest-filter.js';
import { routeTableOf } from './translate/route-table.js';
import { REST } from './translate/scope.js';
import { depthOf } from './translate/segment.js';
import {
  type Floating,
  floatingAfter,
  NO_SHARDS,
  routesOf,
  type Shards,
  segmentsOfShard,
  shardsAfter,
} from './translate/shards.js';
import { type CaHosts, caHostsAfter, fallbacksOf } from './translate/unmatched.js';

export interface TranslatedEnvironment {
  readonly environmentId: string;
  /** Path that everything served begins with: `''` or `/prefix`. */
  readonly rootContext: string;
  /** Below it are the hosts of the groups of the cloudapi dialect; absent: there is none. */
  readonly groupDomain?: string;
}

export type Entries = PersistentMap<SnapshotEntry>;

/** All but the listener, which depends on the node. */
export type SharedResources = Omit<EnvironmentResources, 'listeners'>;

interface State {
  readonly entries: Entries;
  readonly shards: Shards;
  readonly floating: Floating;
  readonly caHosts: CaHosts;
  readonly clusters: UsedClusters;
  readonly certificates: UsedCertificates;
  /** By the name of the shard, and the one for what has none. */
  readonly parts: Parts;
  readonly digest: bigint;
  /** Tells that the others are in use. */
  readonly probe: Part | null;
  readonly resources: SharedResources;
}

const REST_PART = 'rest';

const START: State = {
  entries: PersistentMap.empty(),
  shards: NO_SHARDS,
  floating: new Map(),
  caHosts: new Map(),
  clusters: NO_CLUSTERS,
  certificates: NO_CERTIFICATES,
  parts: NO_PARTS,
  digest: 0n,
  probe: null,
  resources: {
    clusters: PersistentMap.empty(),
    secrets: PersistentMap.empty(),
    extensions: PersistentMap.empty(),
    routes: PersistentMap.empty(),
    scopes: PersistentMap.empty(),
    needsRestFilter: false,
    restTable: '',
    proof: '',
  },
};

/**
 * What the releases of an environment are to Envoy: a value whose successor makes anew what a change touches. Equal
 * entries give equal resources, whichever way they came. Pure.
 */
export class Translation {
  readonly #releases: WeakMap<SnapshotEntry, TranslatedRelease>;

  private constructor(
    private readonly environment: TranslatedEnvironment,
    private readonly state: State,
    releases: WeakMap<SnapshotEntry, TranslatedRelease>,
  ) {
    this.#releases = releases;
  }

  /** Throws on a forward to an upstream that its fragment does not have. */
  static of(environment: TranslatedEnvironment, entries: Entries): Translation {
    return new Translation(environment, START, new WeakMap()).#become(entries);
  }

  get resources(): SharedResources {
    return this.state.resources;
  }

  to(entries: Entries): Translation {
    return entries === this.state.entries ? this : this.#become(entries);
  }

  #become(entries: Entries): Translation {
    const before = this.state;
    const keys = [...entries.differences(before.entries)];
    const gone = keys.flatMap((key) => this.#translated(before.entries.get(key)));
    const come = keys.flatMap((key) => this.#translated(entries.get(key)));
    const shards = shardsAfter(before.shards, gone, come);
    const floating = floatingAfter(before.floating, gone, come);
    const caHosts = caHostsAfter(before.caHosts, gone, come);
    const clusters = usedClustersAfter(before.clusters, gone, come);
    const certificates = usedCertificatesAfter(before.certificates, gone, come);
    const parts = before.parts.after(...this.#partsToPut(shards, floating, caHosts));
    const change = partsChange(before.parts, parts);
    const digest = digestAfter(before.digest, change);
    const probe = change.come.length + change.gone.length === 0 ? before.probe : this.#probe(digest);
    const next = { entries, shards, floating, caHosts, clusters, certificates, parts, digest, probe };
    const resources = this.#resources(next, withProbe(change, before.probe, probe));
    return new Translation(this.environment, { ...next, resources }, this.#releases);
  }

  #translated(entry: SnapshotEntry | undefined): TranslatedRelease[] {
    if (entry === undefined) return [];
    const known = this.#releases.get(entry) ?? translateRelease(entry, depthOf(this.environment.rootContext));
    this.#releases.set(entry, known);
    return [known];
  }

  /** And those to remove. */
  #partsToPut(shards: Shards, floating: Floating, caHosts: CaHosts): [[string, Part][], string[]] {
    const isFirst = this.state === START;
    const isFloatingNew = floating !== this.state.floating;
    const names = isFloatingNew
      ? new Set([...shards.keys(), ...this.state.shards.keys()])
      : shards.differences(this.state.shards);
    const floatingRoutes = [...floating.values()].flat();
    const put: [string, Part][] = [];
    const removed: string[] = [];
    for (const name of names) {
      const shard = shards.get(name);
      if (shard === undefined) removed.push(name);
      else put.push([name, partOf(routeTableOf([...routesOf(shard), ...floatingRoutes]), segmentsOfShard(shard))]);
    }
    if (isFirst || isFloatingNew || caHosts !== this.state.caHosts) {
      const fallbacks = fallbacksOf(caHosts, this.environment.groupDomain ?? null);
      put.push([REST_PART, partOf(routeTableOf(floatingRoutes, fallbacks), [REST])]);
    }
    return [put, removed];
  }

  #probe(digest: bigint): Part {
    const { environmentId, rootContext } = this.environment;
    const table = probeTable(probePath(rootContext, environmentId), proofOf(digest));
    return partOf(table, [probeSegment(environmentId)]);
  }

  #resources(next: Omit<State, 'resources'>, change: PartsChange): SharedResources {
    const { resources: before, clusters, certificates } = this.state;
    const needsRestFilter = next.floating.size > 0 || next.caHosts.size > 0;
    const filter = restFilterResource(needsRestFilter, depthOf(this.environment.rootContext));
    const isSame = before.extensions.get(filter.name)?.version === filter.version;
    return {
      clusters: clusterResourcesAfter(before.clusters, clusters, next.clusters),
      secrets: secretsAfter(before.secrets, certificates, next.certificates),
      extensions: isSame ? before.extensions : before.extensions.after([[filter.name, filter]]),
      ...tablesAfter(before, change),
      needsRestFilter,
      restTable: next.parts.get(REST_PART)?.table.name ?? '',
      proof: proofOf(next.digest),
    };
  }
}

const proofOf = (digest: bigint): string => digest.toString(16).padStart(16, '0');

const withProbe = ({ gone, come }: PartsChange, before: Part | null, probe: Part | null): PartsChange =>
  before === probe
    ? { gone, come }
    : { gone: [...gone, ...(before === null ? [] : [before])], come: [...come, ...(probe === null ? [] : [probe])] };
