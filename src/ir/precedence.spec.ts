import type { HostPattern, PathMatch, Route } from './fragment.js';
import { candidatesOf, compareCandidates, shapeOf } from './precedence.js';

const exact = (path: string): PathMatch => ({ kind: 'exact', path });
const prefix = (path: string): PathMatch => ({ kind: 'prefix', path });
/** `/a/{x}/**`; a segment with a brace inside makes pieces. */
const template = (text: string): PathMatch => {
  const parts = text.split('/').slice(1);
  const tail = parts.at(-1) === '**';
  const segments = (tail ? parts.slice(0, -1) : parts).map((part) => {
    if (!part.includes('{')) return { literal: part };
    return part.startsWith('{') && part.indexOf('}') === part.length - 1
      ? { param: part.slice(1, -1) }
      : { param: part, pieces: part.split(/\{[^}]*\}/) };
  });
  return { kind: 'template', segments, tail };
};

const route = (id: string, match: Partial<Route['match']>, order = 0): Route => ({
  id,
  match: { hosts: [], path: exact('/'), methods: [], headers: [], ...match },
  order,
  action: { kind: 'reject', code: 'ERR-002' },
  errorStyle: 'correlation',
});

const ranked = (...routes: Route[]): string[] =>
  routes
    .flatMap(candidatesOf)
    .sort(compareCandidates)
    .map(({ route: { id } }) => id);

describe('compareCandidates', () => {
  it('puts the host class first, whatever the path', () => {
    const host = (pattern: HostPattern) => ({ hosts: [pattern], path: prefix('/') });
    expect(
      ranked(
        route('any', { path: exact('/long/exact/path') }),
        route('short prefix', host({ kind: 'prefix', prefix: 'a.' })),
        route('long prefix', host({ kind: 'prefix', prefix: 'a.b.' })),
        route('short suffix', host({ kind: 'suffix', suffix: '.c' })),
        route('long suffix', host({ kind: 'suffix', suffix: '.b.c' })),
        route('exact', host({ kind: 'exact', host: 'x.c' })),
      ),
    ).toEqual(['exact', 'long suffix', 'short suffix', 'long prefix', 'short prefix', 'any']);
  });

  it('orders paths: exact, more segments, no tail, leftmost literal', () => {
    const paths = [
      exact('/a/b'),
      template('/{x}/{y}/{z}'),
      template('/a/{y}'),
      template('/x{y}...{z}/b'),
      template('/{x}-{y}/b'),
      template('/{x}/b'),
      template('/{x}/{y}'),
      prefix('/a/b'),
      template('/a/{y}/**'),
      template('/{x}/b/**'),
      prefix('/a'),
      template('/{x}/**'),
      prefix('/'),
    ];
    const shuffled = [...paths].reverse();
    expect(ranked(...shuffled.map((path) => route(shapeOf(path), { path })))).toEqual(paths.map(shapeOf));
  });

  it('then a named method, more headers, more of the query, the order, the id', () => {
    const h = { name: 'h', value: '1' };
    expect(
      ranked(
        route('z', {}, 1),
        route('b', {}, 1),
        route('first', {}, 0),
        route('query', { query: [[{ name: 'q', value: null }]] }, 9),
        route('header', { headers: [h] }, 9),
        route('headers', { headers: [h, { name: 'i', value: '1' }] }, 9),
        route('method', { methods: ['GET'] }, 9),
        route('method and header', { methods: ['GET'], headers: [h] }, 9),
      ),
    ).toEqual(['method and header', 'method', 'headers', 'header', 'query', 'first', 'b', 'z']);
  });

  it('is total: no two different candidates are equal, and it reverses', () => {
    const all = [exact('/a'), exact('/b'), prefix('/a'), template('/{x}'), template('/{x}.{y}'), template('/{x}_{y}')]
      .map((path) => route('same', { path }))
      .flatMap(candidatesOf);
    for (const [i, a] of all.entries()) {
      for (const [j, b] of all.entries()) {
        expect(Math.sign(compareCandidates(a, b))).toBe(-Math.sign(compareCandidates(b, a)) + 0);
        expect(compareCandidates(a, b) === 0).toBe(i === j);
      }
    }
  });
});
