import { create, fromBinary } from '@bufbuild/protobuf';
import type { PathMatch, PathSegment } from '../../../ir/fragment.js';
import { RouteListSchema, RouteSchema } from '../generated/envoy/config/route/v3/route_components_pb.js';
import { HttpRequestHeaderMatchInputSchema } from '../generated/envoy/type/matcher/v3/http_inputs_pb.js';
import type { Matcher, Matcher_OnMatch } from '../generated/xds/type/matcher/v3/matcher_pb.js';
import { patternOfPath } from './pattern.js';
import { PATH_HEADER, routeTreeOf, type TreeRoute } from './route-tree.js';

const NO_GUARDS = { ofPath: [], ofOthers: [] };

const at = (name: string, path: PathMatch, ...methods: readonly string[]): TreeRoute => ({
  message: create(RouteSchema, { name }),
  path,
  methods,
});

/** Names of the routes that Envoy would try, in their order. */
function tried(matcher: Matcher | undefined, path: string, method: string): string[] {
  const type = matcher?.matcherType;
  if (type?.case !== 'matcherTree') return [];
  const { input, treeType } = type.value;
  const header = fromBinary(HttpRequestHeaderMatchInputSchema, input?.typedConfig?.value ?? new Uint8Array());
  const value = header.headerName === PATH_HEADER ? path : method;
  if (treeType.case !== 'exactMatchMap' && treeType.case !== 'prefixMatchMap') return [];
  const { map } = treeType.value;
  const key =
    treeType.case === 'exactMatchMap'
      ? value
      : Object.keys(map)
          .filter((each) => value.startsWith(each))
          .sort((a, b) => b.length - a.length)[0];
  return named(map[key ?? ''] ?? matcher?.onNoMatch, path, method);
}

function named(onMatch: Matcher_OnMatch | undefined, path: string, method: string): string[] {
  const found = onMatch?.onMatch;
  if (found?.case === 'matcher') return tried(found.value, path, method);
  if (found?.case !== 'action') return [];
  return fromBinary(RouteListSchema, found.value.typedConfig?.value ?? new Uint8Array()).routes.map(({ name }) => name);
}

const takes = ({ path, methods }: TreeRoute, text: string, method: string): boolean =>
  (methods.length === 0 || methods.includes(method)) && new RegExp(`^${patternOfPath(path)}$`).test(text);

/** Small numbers that look arbitrary, the same every time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) yield state >> 8;
}

function randomPath(next: () => number): PathMatch {
  const segments = Array.from({ length: 1 + (next() % 4) }, (): PathSegment => {
    const kind = next() % 5;
    if (kind === 0) return { param: 'p' };
    if (kind === 1) return { param: 'p...q', pieces: ['x', '-', ''] };
    return { literal: ['a', 'ab', 'b', 'a%20b'][next() % 4] ?? 'a' };
  });
  const literals = segments.flatMap((segment) => ('literal' in segment ? [segment.literal] : []));
  if (literals.length < segments.length) return { kind: 'template', segments, tail: next() % 2 === 0 };
  return { kind: next() % 2 === 0 ? 'exact' : 'prefix', path: `/${literals.join('/')}` };
}

describe(routeTreeOf.name, () => {
  it('leads a path that is there to all that take it, in their order', () => {
    const routes = [
      at('exact', { kind: 'exact', path: '/a/b' }),
      at('template', { kind: 'template', segments: [{ literal: 'a' }, { param: 'x' }], tail: false }),
      at('prefix', { kind: 'prefix', path: '/a' }),
      at('root', { kind: 'prefix', path: '/' }),
    ];
    const tree = routeTreeOf(routes, NO_GUARDS);
    expect(tried(tree, '/a/b', 'GET')).toEqual(['exact', 'template', 'prefix', 'root']);
    expect(tried(tree, '/a/c', 'GET')).toEqual(['template', 'prefix', 'root']);
    expect(tried(tree, '/c', 'GET')).toEqual(['root']);
  });

  it('looks only at routes of the method where there are many', () => {
    const routes = Array.from({ length: 20 }, (_, index) =>
      at(`r${index}`, { kind: 'template', segments: [{ param: 'x' }], tail: true }, index % 2 === 0 ? 'GET' : 'PUT'),
    );
    const any = at('any', { kind: 'prefix', path: '/' });
    const tree = routeTreeOf([...routes, any], NO_GUARDS);
    expect(tried(tree, '/x', 'PUT')).toHaveLength(11);
    expect(tried(tree, '/x', 'DELETE')).toEqual(['any']);
  });

  it('finds what looking at one after another finds, whatever the routes', () => {
    const stream = numbers(7);
    const next = () => stream.next().value;
    for (let round = 0; round < 60; round++) {
      const routes = Array.from({ length: 40 }, (_, index) =>
        at(`r${index}`, randomPath(next), ...(next() % 3 === 0 ? [] : [['GET', 'PUT', 'POST'][next() % 3] ?? 'GET'])),
      );
      const tree = routeTreeOf(routes, NO_GUARDS);
      for (let request = 0; request < 40; request++) {
        const parts = Array.from({ length: next() % 5 }, () => ['a', 'ab', 'b', 'a%20b', 'x1-2', 'c'][next() % 6]);
        const path = `/${parts.join('/')}`;
        const method = ['GET', 'PUT', 'DELETE'][next() % 3] ?? 'GET';
        const wanted = routes.find((route) => takes(route, path, method))?.message.name;
        const names = tried(tree, path, method);
        const found = names.find((name) =>
          routes.some((route) => route.message.name === name && takes(route, path, method)),
        );
        expect([path, method, found]).toEqual([path, method, wanted]);
      }
    }
  });
});
