import { matchesWildcard } from './wildcard.js';

describe('matchesWildcard', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything/at:all', true],
    ['**', 'a', true],
    ['?', '', false],
    ['?', 'a', true],
    ['a*b', 'ab', true],
    ['a*b', 'a-b-b', true],
    ['a*b', 'a-b-c', false],
    ['*ab*ab', 'abab', true],
    ['*ab*ab', 'aab', false],
    ['a?c*', 'abcd', true],
    ['a.c', 'abc', false],
    ['[ab]*', 'a', false],
    ['*?', '', false],
  ])('%p on %p: %p', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('stays polynomial where backtracking would not', () => {
    const text = 'a'.repeat(5000);
    expect(matchesWildcard(`${'*a'.repeat(100)}*b`, text)).toBe(false);
  });
});
