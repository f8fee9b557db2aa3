import { type FlipGate, sharesOf } from './flip-gate.js';

function gateOf() {
  const words: (string | null)[] = [];
  const gate: FlipGate = { isAlone: true, verdict: Promise.resolve(null), prepared: (word) => words.push(word) };
  return { gate, words };
}

describe(sharesOf.name, () => {
  it.each<[string, number, readonly [number, string | null][], readonly (string | null)[]]>([
    ['nobody to wait for', 0, [], [null]],
    ['one', 1, [[0, null]], [null]],
    ['one of two', 2, [[0, null]], []],
    [
      'one twice',
      2,
      [
        [0, null],
        [0, null],
      ],
      [],
    ],
    [
      'both',
      2,
      [
        [0, null],
        [1, null],
      ],
      [null],
    ],
    ['a refusal of the first', 2, [[0, 'edge-1']], ['edge-1']],
    [
      'a refusal of the second',
      2,
      [
        [0, null],
        [1, 'edge-2'],
      ],
      ['edge-2'],
    ],
  ])('passes on the word of %s', (_what, count, said, expected) => {
    const { gate, words } = gateOf();
    const shares = sharesOf(gate, count);
    for (const [part, word] of said) shares[part]?.prepared(word);
    expect(words).toEqual(expected);
  });

  it('is alone only as one', () => {
    expect(sharesOf(gateOf().gate, 1).map(({ isAlone }) => isAlone)).toEqual([true]);
    expect(sharesOf(gateOf().gate, 2).map(({ isAlone }) => isAlone)).toEqual([false, false]);
  });
});
