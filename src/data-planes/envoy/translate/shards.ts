import type { ReleaseKey } from '../../data-plane.js';
import { hashOf, PersistentMap } from '../persistent-map.js';
import type { OwnedRoute } from './owned-route.js';
import type { TranslatedRelease } from './release.js';

/** Routes of one release by segment. */
type Segments = ReadonlyMap<string, readonly OwnedRoute[]>;

/** What is looked up in one route table, by release. */
export type Shard = ReadonlyMap<ReleaseKey, Segments>;
export type Shards = PersistentMap<Shard>;

export type Floating = ReadonlyMap<ReleaseKey, readonly OwnedRoute[]>;

/**
 * Segments share route tables by their hash: a change makes one table anew, so that more of them make a change smaller;
 * each costs Envoy memory of its own (docs/adr/0011-shards-of-an-envoy-environment.md).
 */
const SHARDS = 1_024;

export const NO_SHARDS: Shards = PersistentMap.empty();

const shardOf = (segment: string): string => `shard-${hashOf(segment) % SHARDS}`;

export const routesOf = (shard: Shard): OwnedRoute[] =>
  [...shard.values()].flatMap((segments) => [...segments.values()].flat());

export const segmentsOfShard = (shard: Shard): ReadonlySet<string> =>
  new Set([...shard.values()].flatMap((segments) => [...segments.keys()]));

/** `gone` first: a release that changed is in both. */
export function shardsAfter(
  before: Shards,
  gone: readonly TranslatedRelease[],
  come: readonly TranslatedRelease[],
): Shards {
  const touched = new Map<string, Map<ReleaseKey, Segments>>();
  const touch = (segment: string): Map<ReleaseKey, Segments> => {
    const name = shardOf(segment);
    const shard = touched.get(name) ?? new Map(before.get(name));
    touched.set(name, shard);
    return shard;
  };
  for (const { owner, routes } of gone) for (const segment of routes.keys()) touch(segment).delete(owner);
  for (const { owner, routes } of come) {
    for (const [segment, owned] of routes) {
      const shard = touch(segment);
      shard.set(owner, new Map([...(shard.get(owner) ?? []), [segment, owned]]));
    }
  }
  const emptied = [...touched].filter(([, shard]) => shard.size === 0).map(([name]) => name);
  return before.after(
    [...touched].filter(([, shard]) => shard.size > 0),
    emptied,
  );
}

/** The same map when nothing floats or floated. */
export function floatingAfter(
  before: Floating,
  gone: readonly TranslatedRelease[],
  come: readonly TranslatedRelease[],
): Floating {
  if (![...gone, ...come].some(({ floating }) => floating.length > 0)) return before;
  const floating = new Map(before);
  for (const { owner } of gone) floating.delete(owner);
  for (const release of come) if (release.floating.length > 0) floating.set(release.owner, release.floating);
  return floating;
}
