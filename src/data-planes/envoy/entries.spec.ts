import type { SnapshotEntry } from '../data-plane.js';
import { Entries } from './entries.js';

const entry = (key: string, digest = 'd'): SnapshotEntry => ({ key, digest, fragment: { routes: [], upstreams: [] } });
const keysOf = (entries: Entries) => [...entries.values()].map(({ key }) => key).sort();

describe(Entries.name, () => {
  it('holds what a map would hold after any changes, and leaves the one before as it was', () => {
    const expected = new Map<string, SnapshotEntry>();
    let sut = Entries.EMPTY;
    for (let step = 0; step < 2_000; step++) {
      const before = { sut, keys: keysOf(sut).length };
      const upserts = [entry(`proxy-${(step * 7919) % 700}`, `d${step}`)];
      const removals = step % 3 === 0 ? [`proxy-${(step * 104729) % 700}`] : [];
      for (const key of removals) expected.delete(key);
      for (const each of upserts) expected.set(each.key, each);
      sut = sut.after({ upserts, removals });
      expect(before.sut.size).toBe(before.keys);
    }
    expect(keysOf(sut)).toEqual([...expected.keys()].sort());
    expect(sut.size).toBe(expected.size);
    for (const [key, each] of expected) expect(sut.get(key)).toBe(each);
    expect(sut.has('proxy-700')).toBe(false);
  });
});
