type Bucket<V> = ReadonlyMap<string, V>;

const BUCKETS = 256;

/** A map that is a value: its successor shares all but what a change touches, so that two of them are compared quickly. */
export class PersistentMap<V> {
  private constructor(
    private readonly buckets: readonly Bucket<V>[],
    readonly size: number,
  ) {}

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(new Array<Bucket<V>>(BUCKETS).fill(new Map()), 0);
  }

  get(key: string): V | undefined {
    return this.buckets[bucketOf(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  *keys(): Generator<string> {
    for (const bucket of this.buckets) yield* bucket.keys();
  }

  *values(): Generator<V> {
    for (const bucket of this.buckets) yield* bucket.values();
  }

  /** Costs what the change touches, not what there is. A key that is removed and put is put. */
  after(put: Iterable<readonly [string, V]>, removals: Iterable<string> = []): PersistentMap<V> {
    const buckets = [...this.buckets];
    const touched = new Map<number, Map<string, V>>();
    const bucketFor = (key: string): Map<string, V> => {
      const at = bucketOf(key);
      const bucket = touched.get(at) ?? new Map(buckets[at]);
      touched.set(at, bucket);
      buckets[at] = bucket;
      return bucket;
    };
    let size = this.size;
    for (const key of removals) if (this.has(key) && bucketFor(key).delete(key)) size -= 1;
    for (const [key, value] of put) {
      if (this.get(key) === value && !touched.has(bucketOf(key))) continue;
      const bucket = bucketFor(key);
      if (!bucket.has(key)) size += 1;
      bucket.set(key, value);
    }
    return touched.size === 0 ? this : new PersistentMap(buckets, size);
  }

  /** Keys under which `other` holds something else, or nothing, or only it holds something. */
  *differences(other: PersistentMap<V>): Generator<string> {
    for (const [at, bucket] of this.buckets.entries()) {
      const others = other.buckets[at];
      if (others === undefined || others === bucket) continue;
      for (const [key, value] of bucket) if (others.get(key) !== value) yield key;
      for (const key of others.keys()) if (!bucket.has(key)) yield key;
    }
  }
}

/** FNV-1a: keys differ in a few characters only. */
function bucketOf(key: string): number {
  return hashOf(key) % BUCKETS;
}

/** 32 bits, not negative. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
