import { PersistentMap } from './persistent-map.js';

const keysOf = (map: PersistentMap<string>) => [...map.keys()].sort();

describe(PersistentMap.name, () => {
  it('holds what a map would hold after any changes, and leaves the one before as it was', () => {
    const expected = new Map<string, string>();
    let sut = PersistentMap.empty<string>();
    for (let step = 0; step < 2_000; step++) {
      const before = { sut, keys: keysOf(sut).length };
      const put = [[`proxy-${(step * 7919) % 700}`, `d${step}`]] as const;
      const removals = step % 3 === 0 ? [`proxy-${(step * 104729) % 700}`] : [];
      for (const key of removals) expected.delete(key);
      for (const [key, value] of put) expected.set(key, value);
      sut = sut.after(put, removals);
      expect(before.sut.size).toBe(before.keys);
    }
    expect(keysOf(sut)).toEqual([...expected.keys()].sort());
    expect(sut.size).toBe(expected.size);
    for (const [key, each] of expected) expect(sut.get(key)).toBe(each);
    expect(sut.has('proxy-700')).toBe(false);
  });

  it('is itself when nothing changes', () => {
    const sut = PersistentMap.empty<string>().after([['a', '1']]);
    expect(sut.after([['a', '1']], ['b'])).toBe(sut);
  });

  it('tells what another one holds differently', () => {
    const one = PersistentMap.empty<string>().after([
      ['same', '1'],
      ['other', '1'],
      ['mine', '1'],
    ]);
    const other = one.after(
      [
        ['other', '2'],
        ['yours', '1'],
      ],
      ['mine'],
    );
    expect([...one.differences(other)].sort()).toEqual(['mine', 'other', 'yours']);
    expect([...one.differences(one)]).toEqual([]);
  });
});
