import type { ConformanceCase } from '../conformance-case.js';
import { below, exact, misses, type RouteSpec, saying, says, template } from './building.js';

const PIECES = {
  kind: 'template' as const,
  segments: [{ literal: 'cmp' }, { param: 'range', pieces: ['', '...', ''] }],
  tail: false,
};

/** More than Envoy is given as a plain list. */
const MANY: Readonly<Record<string, RouteSpec>> = {
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, index): [string, RouteSpec][] => [
      [`exact-${index}`, { path: exact(`/many/${index}`) }],
      [`below-${index}`, { path: below(`/many/${index}`) }],
      [`items-${index}`, { path: template(`/many/${index}/items/{id}`), methods: ['GET'] }],
    ]).flat(),
  ),
  umlaut: { path: exact('/many/m%C3%BC') },
  anything: { path: below('/many') },
};

export const PATHS: readonly ConformanceCase[] = [
  {
    name: 'PathExact',
    about: 'An exact path takes itself alone',
    serves: () => ({ p: saying({ one: { path: exact('/a/b') } }) }),
    exchanges: [says('/a/b', 'one'), says('/a/b?x=/c', 'one'), misses('/a/b/'), misses('/a/b/c'), misses('/a')],
  },
  {
    name: 'PathManyRoutes',
    about: 'Among many routes the one is found that would be found among few',
    serves: () => ({ p: saying(MANY) }),
    exchanges: [
      says('/many/7', 'exact-7'),
      says('/many/39?x', 'exact-39'),
      says('/many/7/x', 'below-7'),
      says('/many/7/items/1', 'items-7'),
      says('/many/8/items/1/more', 'below-8'),
      says('/many/other/deep', 'anything'),
      says('/many', 'anything'),
      says('/many/m%C3%BC', 'umlaut'),
      says('/many/m%c3%bc', 'umlaut'),
      says({ target: '/many/7', method: 'PUT' }, 'exact-7'),
      says({ target: '/many/9/items/1', method: 'DELETE' }, 'below-9'),
      misses('/manyfold'),
    ],
  },
  {
    name: 'PathHasCase',
    about: 'Paths have a case',
    serves: () => ({ p: saying({ one: { path: exact('/A') } }) }),
    exchanges: [says('/A', 'one'), misses('/a')],
  },
  {
    name: 'PathTrailingSlash',
    about: 'A slash at the end is part of an exact path',
    serves: () => ({ p: saying({ with: { path: exact('/a/') }, without: { path: exact('/a') } }) }),
    exchanges: [says('/a/', 'with'), says('/a', 'without')],
  },
  {
    name: 'PathPrefixOnSegments',
    about: 'A prefix ends where a segment ends',
    serves: () => ({ p: saying({ one: { path: below('/api') } }) }),
    exchanges: [
      says('/api', 'one'),
      says('/api/', 'one'),
      says('/api/x', 'one'),
      says('/api?q', 'one'),
      misses('/apix'),
    ],
  },
  {
    name: 'PathRootPrefix',
    about: 'The root as a prefix takes everything',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [says('/', 'all'), says('/a/b', 'all')],
  },
  {
    name: 'PathLongerPrefixFirst',
    about: 'The longer prefix wins, whatever the order',
    serves: () => ({ p: saying({ short: { path: below('/a') }, long: { path: below('/a/b') } }) }),
    exchanges: [says('/a/b/c', 'long'), says('/a/c', 'short')],
  },
  {
    name: 'PathExactBeforePrefix',
    about: 'An exact path goes before a prefix',
    serves: () => ({ p: saying({ prefix: { path: below('/a') }, exactly: { path: exact('/a') } }) }),
    exchanges: [says('/a', 'exactly'), says('/a/', 'prefix')],
  },
  {
    name: 'PathTemplate',
    about: 'A parameter is one whole segment that is not empty',
    serves: () => ({ p: saying({ one: { path: template('/users/{id}') } }) }),
    exchanges: [
      says('/users/7', 'one'),
      says('/users/a.b~c', 'one'),
      misses('/users/'),
      misses('/users'),
      misses('/users/7/x'),
    ],
  },
  {
    name: 'PathTemplateInTheMiddle',
    about: 'A parameter may stand before literals',
    serves: () => ({ p: saying({ one: { path: template('/users/{id}/orders') } }) }),
    exchanges: [says('/users/7/orders', 'one'), misses('/users//orders'), misses('/users/7/bills')],
  },
  {
    name: 'PathTemplateTail',
    about: 'A template with a tail takes everything below it, too',
    serves: () => ({ p: saying({ one: { path: template('/users/{id}/**') } }) }),
    exchanges: [says('/users/7', 'one'), says('/users/7/', 'one'), says('/users/7/a/b', 'one'), misses('/users/')],
  },
  {
    name: 'PathLiteralBeforeParameter',
    about: 'The leftmost literal wins over a parameter',
    serves: () => ({
      p: saying({ param: { path: template('/users/{id}') }, me: { path: exact('/users/me') } }),
    }),
    exchanges: [says('/users/me', 'me'), says('/users/you', 'param')],
  },
  {
    name: 'PathLeftmostLiteral',
    about: 'Of two templates the one with the leftmost literal wins',
    serves: () => ({
      p: saying({ right: { path: template('/{a}/y') }, left: { path: template('/x/{b}') } }),
    }),
    exchanges: [says('/x/y', 'left'), says('/z/y', 'right')],
  },
  {
    name: 'PathTemplateBeforeShorterPrefix',
    about: 'More segments go before fewer',
    serves: () => ({
      p: saying({ prefix: { path: below('/users') }, template: { path: template('/users/{id}') } }),
    }),
    exchanges: [says('/users/7', 'template'), says('/users/7/x', 'prefix')],
  },
  {
    name: 'PathWithoutTailFirst',
    about: 'Of equal templates the one without a tail wins',
    serves: () => ({
      p: saying({ tail: { path: template('/u/{id}/**') }, whole: { path: template('/u/{id}') } }),
    }),
    exchanges: [says('/u/1', 'whole'), says('/u/1/x', 'tail')],
  },
  {
    name: 'PathPieces',
    about: 'A parameter with pieces takes only segments of that form',
    serves: () => ({ p: saying({ compare: { path: PIECES }, any: { path: template('/cmp/{x}') } }) }),
    exchanges: [
      says('/cmp/v1...v2', 'compare'),
      says('/cmp/v1..v2', 'any'),
      says('/cmp/...v2', 'any'),
      says('/cmp/v1...', 'any'),
    ],
  },
  {
    name: 'PathCharactersOfExpressions',
    about: 'Characters that mean something in regular expressions stand for themselves',
    serves: () => ({
      p: saying({ odd: { path: template('/a.b+c(d)*$/{id}') }, dot: { path: exact('/x.y') } }),
    }),
    exchanges: [says('/a.b+c(d)*$/1', 'odd'), misses('/aXb+c(d)*$/1'), misses('/xzy')],
  },
  {
    name: 'PathLongTemplate',
    about: 'A template may have many parameters',
    serves: () => ({ p: saying({ long: { path: template('/a/{b}/c/{d}/e/{f}/g/{h}/i/{j}/k/{l}/resources/{m}') } }) }),
    exchanges: [says('/a/1/c/2/e/3/g/4/i/5/k/6/resources/7', 'long'), misses('/a/1/c/2/e/3/g/4/i/5/k/6/resources')],
  },
];
