import type { ReleaseKey, SnapshotChange, SnapshotEntry } from '../data-plane.js';

type Bucket = ReadonlyMap<ReleaseKey, SnapshotEntry>;

const BUCKETS = 256;
const NONE: Bucket = new Map();

/** The releases of a snapshot by key: a value whose successor shares all but what a change touches. */
export class Entries {
  static readonly EMPTY = new Entries(new Array<Bucket>(BUCKETS).fill(NONE), 0);

  private constructor(
    private readonly buckets: readonly Bucket[],
    readonly size: number,
  ) {}

  get(key: ReleaseKey): SnapshotEntry | undefined {
    return this.buckets[bucketOf(key)]?.get(key);
  }

  has(key: ReleaseKey): boolean {
    return this.get(key) !== undefined;
  }

  *values(): Generator<SnapshotEntry> {
    for (const bucket of this.buckets) yield* bucket.values();
  }

  /** Costs what the change touches, not what there is. */
  after({ upserts, removals }: Pick<SnapshotChange, 'upserts' | 'removals'>): Entries {
    const buckets = [...this.buckets];
    const touched = new Map<number, Map<ReleaseKey, SnapshotEntry>>();
    const bucketFor = (key: ReleaseKey): Map<ReleaseKey, SnapshotEntry> => {
      const at = bucketOf(key);
      const bucket = touched.get(at) ?? new Map(buckets[at]);
      touched.set(at, bucket);
      buckets[at] = bucket;
      return bucket;
    };
    let size = this.size;
    for (const key of removals) if (bucketFor(key).delete(key)) size -= 1;
    for (const entry of upserts) {
      const bucket = bucketFor(entry.key);
      if (!bucket.has(entry.key)) size += 1;
      bucket.set(entry.key, entry);
    }
    return new Entries(buckets, size);
  }
}

/** FNV-1a: keys differ in a few characters only. */
function bucketOf(key: ReleaseKey): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % BUCKETS;
}
