import { claimsOf } from './claims.js';
import { featuresOf } from './features.js';
import type { Fragment, QueryParameter, RouteMatch } from './fragment.js';
import { matchesQuery } from './query.js';
import { validateFragment } from './validate.js';

const parameter = (name: string, value: string | null = null): QueryParameter => ({ name, value });

const fragmentWith = (match: Partial<RouteMatch>): Fragment => ({
  routes: [
    {
      id: 'r',
      match: { hosts: [], path: { kind: 'exact', path: '/a' }, methods: [], headers: [], ...match },
      order: 0,
      action: { kind: 'reject', code: 'ERR-002' },
      errorStyle: 'correlation',
    },
  ],
  upstreams: [],
});

describe('a condition on the query', () => {
  it('looks at every parameter as it is written', () => {
    const wanted = [[parameter('a')], [parameter('b', '1'), parameter('c', '')]];
    expect(['?b=1&a', '?a=x&c=', '?a&b=2&b=1'].map((query) => matchesQuery(wanted, query))).toEqual([true, true, true]);
    expect(['', '?', '?a', '?a&c', '?a&b', '?%61&b=1'].map((query) => matchesQuery(wanted, query))).not.toContain(true);
  });

  it('makes a claim of its own, in any order the same', () => {
    const one = fragmentWith({ query: [[parameter('b', '1')], [parameter('x|y'), parameter('a')]] });
    const same = fragmentWith({ query: [[parameter('a'), parameter('x|y')], [parameter('b', '1')]] });
    expect(claimsOf(one)).toEqual(['*|=/a|ANY||a,x%7Cy&b=1']);
    expect(claimsOf(same)).toEqual(claimsOf(one));
    expect(claimsOf(fragmentWith({}))).toEqual(['*|=/a|ANY|']);
    expect(claimsOf(fragmentWith({ query: [] }))).toEqual(['*|=/a|ANY|']);
  });

  it('is a feature that a plane may lack', () => {
    expect(featuresOf(fragmentWith({ query: [[parameter('a')]] }))).toContain('match.query');
    expect(featuresOf(fragmentWith({}))).not.toContain('match.query');
  });

  it.each([
    ['no parameter', []],
    ['no name', [parameter('')]],
    ['a name with an end of it inside', [parameter('a=b')]],
    ['a separator', [parameter('a&b')]],
    ['a value with a separator', [parameter('a', 'b&c')]],
    ['a fragment', [parameter('a', 'b#c')]],
    ['text that has to be escaped', [parameter('ü')]],
  ])('cannot be %s', (_what, wanted) => {
    expect(validateFragment(fragmentWith({ query: [wanted] }))).toEqual([
      expect.objectContaining({ routeId: 'r', field: 'match.query[0]' }),
    ]);
  });

  it('may be whatever a query can hold', () => {
    expect(validateFragment(fragmentWith({ query: [[parameter('a.b-[c]', 'd=e?/%20')]] }))).toEqual([]);
  });
});
