import type { Id } from '../shared/ids.js';

/** What should be live: this definition of this proxy, compiled in this context. */
export interface WantedRelease {
  readonly proxyId: Id;
  readonly groupId: Id | null;
  readonly definitionDigest: string;
  readonly contextDigest: string;
}

/** What is live. */
export interface CurrentRelease {
  readonly proxyId: Id;
  readonly groupId: Id | null;
  readonly definitionDigest: string;
  readonly contextDigest: string;
}

export interface ReleasePlan<W extends WantedRelease, C extends CurrentRelease> {
  /** To be compiled and put live, with what is live of the same proxy now. */
  readonly put: readonly { readonly wanted: W; readonly current: C | null }[];
  /** To be taken away. */
  readonly remove: readonly C[];
  /** Already live exactly so. */
  readonly keep: readonly C[];
}

/**
 * The fan-out: turns "what is wanted" and "what is live" of one target into release changes. Both lists cover the same
 * target, so what is live and not wanted goes. Pure; there is no loop of deploys that can stop half-way.
 */
export function planRelease<W extends WantedRelease, C extends CurrentRelease>(
  wanted: readonly W[],
  current: readonly C[],
): ReleasePlan<W, C> {
  const live = new Map(current.map((release) => [placeOf(release), release]));
  const put: { wanted: W; current: C | null }[] = [];
  const keep: C[] = [];
  for (const release of wanted) {
    const before = live.get(placeOf(release));
    live.delete(placeOf(release));
    if (before !== undefined && isSame(before, release)) keep.push(before);
    else put.push({ wanted: release, current: before ?? null });
  }
  return { put, remove: [...live.values()], keep };
}

/** A proxy is live in a group and beside it, each by itself. */
const placeOf = ({ proxyId, groupId }: WantedRelease | CurrentRelease): string => `${proxyId} ${groupId ?? ''}`;

const isSame = (current: CurrentRelease, wanted: WantedRelease): boolean =>
  current.definitionDigest === wanted.definitionDigest && current.contextDigest === wanted.contextDigest;
