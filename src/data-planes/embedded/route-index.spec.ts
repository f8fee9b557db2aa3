import type { HostPattern, PathMatch, PathSegment, Route } from '../../ir/fragment.js';
import { matchesSegment } from '../../ir/path-segment.js';
import { candidatesOf, compareCandidates, segmentsOf } from '../../ir/precedence.js';
import type { Lookup, Routable } from './path-table.js';
import { RouteIndex } from './route-index.js';

const routable = (id: string, match: Partial<Route['match']>, order = 0): Routable => ({
  owner: 'p',
  route: {
    id,
    match: { hosts: [], path: { kind: 'prefix', path: '/' }, methods: [], headers: [], ...match },
    order,
    action: { kind: 'reject', code: 'ERR-002' },
    errorStyle: 'correlation',
  },
});

const lookup = (path: string, change: Partial<Lookup> = {}): Lookup => ({
  host: 'any.example',
  method: 'GET',
  headers: {},
  rawHeaders: [],
  query: '',
  ...change,
  path,
  segments: null,
  isGuest: false,
});

const indexOf = (...items: Routable[]): RouteIndex<Routable> => {
  const index = new RouteIndex<Routable>();
  for (const item of items) index.add(item);
  return index;
};

describe('RouteIndex', () => {
  it('holds the worked set of apiops.md 9.4', () => {
    const a: PathMatch = { kind: 'prefix', path: '/a' };
    const headers = ['h1', 'h2'].map((name) => ({ name, value: '1' }));
    const sut = indexOf(
      routable('R1', { path: a, headers }),
      routable('R2', { path: a, hosts: [{ kind: 'exact', host: 'x' }] }),
      routable('R3', { path: { kind: 'prefix', path: '/a/b' } }),
      routable('R4', { path: a }),
    );
    const found = (path: string, change: Partial<Lookup> = {}) => sut.find(lookup(path, change))?.route.id;
    expect(found('/a')).toBe('R4');
    expect(found('/a', { host: 'x' })).toBe('R2');
    expect(found('/a', { host: 'x', headers: { h1: '1', h2: '1' } })).toBe('R2');
    expect(found('/a', { headers: { h1: '1' } })).toBe('R4');
    expect(found('/a', { headers: { h1: '1', h2: '1' } })).toBe('R1');
    expect(found('/a/b/c')).toBe('R3');
    expect(found('/a/z')).toBe('R4');
    expect(found('/b')).toBeUndefined();
  });

  it('falls back to a shorter path and a wider host when the conditions of a better one fail', () => {
    const sut = indexOf(
      routable('exact', { path: { kind: 'exact', path: '/a/b' }, methods: ['POST'] }),
      routable('template', {
        path: { kind: 'template', segments: [{ literal: 'a' }, { param: 'x' }], tail: false },
        methods: ['PUT'],
      }),
      routable('prefix', { path: { kind: 'prefix', path: '/a' } }),
      routable('host', { hosts: [{ kind: 'exact', host: 'any.example' }], methods: ['PATCH'] }),
    );
    const found = (method: string) => sut.find(lookup('/a/b', { method }))?.route.id;
    expect(['POST', 'PUT', 'PATCH', 'GET'].map(found)).toEqual(['exact', 'template', 'host', 'prefix']);
  });

  it('matches prefixes on segments and parameters only when they are not empty', () => {
    const prefix = indexOf(routable('r', { path: { kind: 'prefix', path: '/a' } }));
    expect(['/a', '/a/', '/a/b', '/ab', '/'].map((path) => prefix.find(lookup(path)) !== null)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    const template = indexOf(
      routable('r', { path: { kind: 'template', segments: [{ literal: 'a' }, { param: 'x' }], tail: false } }),
    );
    expect(['/a/b', '/a/', '/a', '/a/b/c'].map((path) => template.find(lookup(path)) !== null)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('finds what the oracle finds, whatever is added and removed', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = randomFrom(seed);
      const sut = new RouteIndex<Routable>();
      const live: Routable[] = [];
      for (let step = 0; step < 120; step += 1) {
        if (live.length > 0 && random(3) === 0) {
          const [gone] = live.splice(random(live.length), 1);
          if (gone !== undefined) sut.remove(gone);
        } else {
          const item = routable(`r${step}`, randomMatch(random), random(3));
          live.push(item);
          sut.add(item);
        }
        const asked = randomLookup(random);
        expect({ seed, step, asked, id: sut.find(asked)?.route.id }).toEqual({
          seed,
          step,
          asked,
          id: oracle(live, asked),
        });
      }
      for (const item of live) sut.remove(item);
      expect(sut.isEmpty).toBe(true);
    }
  });
});

/** The rules again, by looking at everything. */
function oracle(items: readonly Routable[], asked: Lookup): string | undefined {
  return items
    .flatMap(({ route }) => candidatesOf(route))
    .filter(({ host, route }) => matchesHost(host, asked.host) && matchesRoute(route, asked))
    .sort(compareCandidates)[0]?.route.id;
}

function matchesHost(pattern: HostPattern | null, host: string): boolean {
  if (pattern === null) return true;
  if (pattern.kind === 'exact') return pattern.host === host;
  if (pattern.kind === 'suffix') return host.endsWith(pattern.suffix) && host.length > pattern.suffix.length;
  return host.startsWith(pattern.prefix) && host.length > pattern.prefix.length;
}

function matchesRoute({ match: { headers, methods, path } }: Route, asked: Lookup): boolean {
  const conditions =
    (methods.length === 0 || methods.includes(asked.method)) &&
    headers.every(({ name, value }) => asked.headers[name] === value);
  if (path.kind === 'exact') return conditions && path.path === asked.path;
  if (path.kind === 'prefix') {
    return conditions && (path.path === '/' || asked.path === path.path || asked.path.startsWith(`${path.path}/`));
  }
  const segments = segmentsOf(asked.path);
  const fits = path.tail ? segments.length >= path.segments.length : segments.length === path.segments.length;
  return conditions && fits && path.segments.every((wanted, at) => matchesSegment(wanted, segments[at] ?? ''));
}

type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random(values.length)] as T;
const NAMES = ['a', 'b', 'c-d', 'a...b'] as const;
const SEGMENTS: readonly PathSegment[] = [
  ...NAMES.map((literal) => ({ literal })),
  { param: 'x' },
  { param: 'x' },
  { param: 'p', pieces: ['', '...', ''] },
  { param: 'p', pieces: ['c', ''] },
  { param: 'p', pieces: ['', 'd'] },
];
const HOSTS: readonly HostPattern[] = [
  { kind: 'exact', host: 'a.b.c' },
  { kind: 'suffix', suffix: '.c' },
  { kind: 'suffix', suffix: '.b.c' },
  { kind: 'prefix', prefix: 'a.' },
  { kind: 'prefix', prefix: 'a.b.' },
];

function randomPath(random: Random): string {
  const segments = Array.from({ length: random(4) }, () => pick(random, NAMES));
  return `/${segments.join('/')}${segments.length > 0 && random(6) === 0 ? '/' : ''}`;
}

function randomMatch(random: Random): Partial<Route['match']> {
  const hosts = [...new Set(Array.from({ length: random(3) }, () => pick(random, HOSTS)))];
  const methods = random(3) === 0 ? [pick(random, ['GET', 'POST'])] : [];
  const headers = random(4) === 0 ? [{ name: 'h', value: pick(random, ['1', '2']) }] : [];
  return { hosts, methods, headers, path: randomPathMatch(random) };
}

function randomPathMatch(random: Random): PathMatch {
  const kind = random(3);
  if (kind === 0) return { kind: 'exact', path: randomPath(random) };
  const path = randomPath(random);
  if (kind === 1) return { kind: 'prefix', path: path === '/' ? path : path.replace(/\/$/, '') };
  const segments = [...Array.from({ length: random(3) }, () => pick(random, SEGMENTS)), { param: 'last' }];
  return { kind: 'template', segments, tail: random(2) === 0 };
}

function randomLookup(random: Random): Lookup {
  const host = pick(random, ['a.b.c', 'x.b.c', 'a.b.x', 'a.x', 'c', 'a.c', 'b.c']);
  const headers = random(2) === 0 ? {} : { h: pick(random, ['1', '2']) };
  return lookup(randomPath(random), { host, headers, method: pick(random, ['GET', 'POST', 'PUT']) });
}
