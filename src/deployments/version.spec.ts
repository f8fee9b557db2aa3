import { nextVersion } from './version.js';

const at = (milliseconds: number) => new Date(1_800_000_000_000 + milliseconds);

describe('nextVersion', () => {
  it.each([
    ['the first is now', at(5), null, at(5)],
    ['later than the last', at(5), at(4), at(5)],
    ['at once', at(5), at(5), at(6)],
    ['after a clock that went back', at(5), at(900), at(901)],
  ])('%s', (_case, now, last, expected) => {
    expect(nextVersion(now, last)).toEqual(expected);
  });
});
