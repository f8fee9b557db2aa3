import { operation } from '../compiler/testdata/samples.js';
import { clashSuffix, draftOf, withPathSuffix } from './import-draft.js';
import { portableProxy } from './portable-object.js';
import { proxy } from './testing/hostile.js';

const portable = portableProxy(proxy('cards', { extensions: { apiops: { a: 1 } } })).definition;

describe('the draft that a package makes', () => {
  it('gives new ids to operations of a new proxy, and keeps those that are there', () => {
    let next = 0;
    const newId = () => `new-${next++}`;
    expect(draftOf(portable, null, newId).operations.map(({ id }) => id)).toEqual(['new-0', 'new-1']);
    const before = proxy('cards', { operations: [operation({ id: 'kept', path: '/other' })] });
    expect(draftOf(portable, before, newId).operations.map(({ id }) => id)).toEqual(['new-2', 'kept']);
  });

  it('keeps what another dialect wrote, and takes what the package carries', () => {
    const before = proxy('cards', { extensions: { cloudapi: { facts: 1 }, apiops: { old: 1 } } });
    expect(draftOf(portable, before, () => 'x').extensions).toEqual({ cloudapi: { facts: 1 }, apiops: { a: 1 } });
  });
});

describe('a name that is taken', () => {
  it('gets a suffix, numbered from the second', () => {
    expect([0, 1, 2, 3].map(clashSuffix)).toEqual(['', '-imported', '-imported-2', '-imported-3']);
  });

  it('moves its paths along', () => {
    const route = {
      paths: ['/cards/', '/a/b'],
      hosts: [],
      methods: [],
      headers: [],
      bufferRequest: true,
      bufferResponse: true,
    };
    expect(withPathSuffix(route, '-imported')?.paths).toEqual(['/cards-imported', '/a/b-imported']);
    expect(withPathSuffix(route, '')).toBe(route);
    expect(withPathSuffix(null, '-imported')).toBeNull();
  });
});
