import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { PathMatch } from '../../../ir/fragment.js';
import { segmentsOf, templateOf } from '../../../ir/precedence.js';
import { type Route, RouteListSchema } from '../generated/envoy/config/route/v3/route_components_pb.js';
import { HttpRequestHeaderMatchInputSchema } from '../generated/envoy/type/matcher/v3/http_inputs_pb.js';
import {
  type Matcher,
  type Matcher_OnMatchSchema,
  MatcherSchema,
} from '../generated/xds/type/matcher/v3/matcher_pb.js';
import { pack } from './messages.js';
import { hasLettersInEscapes } from './pattern.js';

/** Holds the path without its query, which the tree is about. */
export const PATH_HEADER = 'gatewright-path';

/** A route in the order of its virtual host, with what the tree has to know of it. */
export interface TreeRoute {
  readonly message: Route;
  readonly path: PathMatch;
  /** Empty: any. */
  readonly methods: readonly string[];
}

export interface TreeGuards {
  /** In front of the routes of one path. */
  readonly ofPath: readonly Route[];
  readonly ofOthers: readonly Route[];
}

/** Below so many, looking at each is as fast as looking them up. */
const MIN_BY_METHOD = 8;

type OnMatch = MessageInitShape<typeof Matcher_OnMatchSchema>;

/**
 * Finds the routes that a request may be for by its path, exactly or else by the longest beginning, and then by its method;
 * these few are tried in their order. What is found does not give way to other branches, so each branch holds all routes
 * that may take what leads there.
 */
export function routeTreeOf(routes: readonly TreeRoute[], guards: TreeGuards): Matcher {
  const index = new Beginnings(routes);
  const prefixes = index.keys().map((key): [string, OnMatch] => [key, byMethod(index.under(key), guards.ofOthers)]);
  const paths = index.paths().map((path): [string, OnMatch] => [path, routeList(index.at(path), guards.ofPath)]);
  const others = prefixes.length === 0 ? null : tree(PATH_HEADER, 'prefixMatchMap', prefixes, null);
  if (paths.length === 0 && others !== null) return others;
  return tree(
    PATH_HEADER,
    'exactMatchMap',
    paths,
    others === null ? null : { onMatch: { case: 'matcher', value: others } },
  );
}

function byMethod(routes: readonly TreeRoute[], guards: readonly Route[]): OnMatch {
  const methods = [...new Set(routes.flatMap((route) => route.methods))].sort();
  if (routes.length < MIN_BY_METHOD || methods.length < 2) return routeList(routes, guards);
  const taking = (method: string) =>
    routes.filter((route) => route.methods.length === 0 || route.methods.includes(method));
  const branches = methods.map((method): [string, OnMatch] => [method, routeList(taking(method), guards)]);
  const any = routes.filter((route) => route.methods.length === 0);
  return { onMatch: { case: 'matcher', value: tree(':method', 'exactMatchMap', branches, routeList(any, guards)) } };
}

function tree(
  header: string,
  kind: 'exactMatchMap' | 'prefixMatchMap',
  branches: readonly (readonly [string, OnMatch])[],
  onNoMatch: OnMatch | null,
): Matcher {
  const input = { name: header, typedConfig: pack(HttpRequestHeaderMatchInputSchema, { headerName: header }) };
  const value = { input, treeType: { case: kind, value: { map: Object.fromEntries(branches) } } } as const;
  return create(MatcherSchema, {
    matcherType: { case: 'matcherTree', value },
    ...(onNoMatch === null ? {} : { onNoMatch }),
  });
}

const routeList = (routes: readonly TreeRoute[], guards: readonly Route[]): OnMatch => ({
  onMatch: {
    case: 'action',
    value: {
      name: 'routes',
      typedConfig: pack(RouteListSchema, { routes: [...guards, ...routes.map(({ message }) => message)] }),
    },
  },
});

/** Routes by what the paths that they take begin with. */
class Beginnings {
  readonly #byKey = new Map<string, number[]>();
  readonly #byPath = new Map<string, number[]>();

  constructor(private readonly routes: readonly TreeRoute[]) {
    for (const [position, { path }] of routes.entries()) {
      const { text, isWhole } = beginningOf(path);
      const map = isWhole ? this.#byPath : this.#byKey;
      map.set(text, [...(map.get(text) ?? []), position]);
    }
  }

  keys(): string[] {
    return [...this.#byKey.keys()].sort();
  }

  paths(): string[] {
    return [...this.#byPath.keys()].sort();
  }

  /** All that may take a path which begins with `key` and with no longer one. */
  under(key: string): TreeRoute[] {
    return this.#inOrder(beginningsIn(key));
  }

  /** All that may take exactly this path. */
  at(path: string): TreeRoute[] {
    return this.#inOrder(beginningsIn(path), this.#byPath.get(path) ?? []);
  }

  #inOrder(keys: Iterable<string>, others: readonly number[] = []): TreeRoute[] {
    const positions = [...keys].flatMap((key) => this.#byKey.get(key) ?? []);
    return [...new Set([...positions, ...others])]
      .sort((a, b) => a - b)
      .flatMap((position) => this.routes[position] ?? []);
  }
}

/** The text up to the first thing that may be written in several ways; `isWhole`: the route takes this path alone. */
function beginningOf(path: PathMatch): { readonly text: string; readonly isWhole: boolean } {
  if (path.kind === 'exact' && path.path === '/') return { text: '/', isWhole: true };
  const literals: string[] = [];
  const segments = path.kind === 'exact' ? segmentsOf(path.path).map((literal) => ({ literal })) : templateOf(path);
  for (const segment of segments) {
    const text = 'literal' in segment ? segment.literal : null;
    if (text === null || hasLettersInEscapes(text)) break;
    literals.push(text);
  }
  const isAll = literals.length === segments.length;
  const text = `/${literals.join('/')}`;
  if (isAll) return { text, isWhole: path.kind === 'exact' };
  return { text: literals.length === 0 ? '/' : `${text}/`, isWhole: false };
}

/** Every beginning that ends with a segment or behind its slash, and the text itself. */
function* beginningsIn(text: string): Iterable<string> {
  yield '/';
  for (let slash = text.indexOf('/', 1); slash > 0; slash = text.indexOf('/', slash + 1)) {
    yield text.slice(0, slash);
    yield text.slice(0, slash + 1);
  }
  yield text;
}
