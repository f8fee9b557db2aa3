import { matchesHeader } from './header-parameter.js';

const action = (value: string) => ({ name: 'content-type', parameter: 'action', value });

describe('matchesHeader', () => {
  it.each([
    ['application/soap+xml; action="urn:a"', true],
    ['application/soap+xml;action=urn:a', true],
    ['application/soap+xml; charset=utf-8; Action="urn:a"; x=1', true],
    ['application/soap+xml; note="a; b"; action="urn:a"', true],
    ['application/soap+xml; action="urn:ab"', false],
    ['application/soap+xml; action=urn.a', false],
    ['application/soap+xml; action="URN:A"', false],
    ['application/soap+xml; note="; action=urn:a"', false],
    ['application/soap+xml; reaction="urn:a"', false],
    ['application/soap+xml', false],
    ['urn:a', false],
    ['', false],
  ])('%s: %s', (value, expected) => {
    expect(matchesHeader(action('urn:a'), value)).toBe(expected);
  });

  it('takes the value for text, not for a pattern', () => {
    expect(matchesHeader(action('a.(b)*'), 'x/y; action="a.(b)*"')).toBe(true);
    expect(matchesHeader(action('a.(b)*'), 'x/y; action="axb"')).toBe(false);
  });

  it('compares a whole header without a parameter', () => {
    expect(matchesHeader({ name: 'x-a', value: '1' }, '1')).toBe(true);
    expect(matchesHeader({ name: 'x-a', value: '1' }, '1; b=1')).toBe(false);
  });

  it('is quick over a header made to be slow', () => {
    expect(matchesHeader(action('urn:a'), `x${';"a"'.repeat(4_000)}`)).toBe(false);
  });
});
