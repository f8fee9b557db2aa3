import { appCodeIn } from './app-code.js';

describe('appCodeIn', () => {
  it.each([
    ['APPCODE abc', 'APPCODE', 'abc'],
    ['appcode   abc ', 'APPCODE', 'abc'],
    ['APPCODE', 'APPCODE', null],
    ['APPCODE a b', 'APPCODE', null],
    ['Bearer abc', 'APPCODE', null],
    ['', 'APPCODE', null],
    [' abc ', null, 'abc'],
    ['a b', null, 'a b'],
    [' ', null, null],
  ])('of %j with scheme %j is %j', (value, scheme, code) => {
    expect(appCodeIn(value, { location: 'header', name: 'x', scheme })).toBe(code);
  });
});
