import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { PathMatch, PathRewrite, PathSegment } from '../../../src/ir/fragment.js';
import type { ConformanceCase } from '../conformance-case.js';
import { below, exact, forwarding, reaches, template } from './building.js';

/** What a backend receives below its base path. */
const rewrites = (
  name: string,
  about: string,
  how: { readonly path: PathMatch; readonly rewrite: PathRewrite; readonly base?: string },
  targets: Readonly<Record<string, string>>,
): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({
    p: forwarding(ports, {
      path: how.path,
      action: { rewrite: how.rewrite },
      endpoints: [endpointAt(ports.a, { basePath: how.base ?? '' })],
    }),
  }),
  exchanges: Object.entries(targets).map(([target, received]) => reaches(target, received)),
});

const replace = (prefix: string, replacement: string): PathRewrite => ({ kind: 'replace-prefix', prefix, replacement });
const build = (segments: readonly PathSegment[], tail: boolean): PathRewrite => ({ kind: 'template', segments, tail });

export const REWRITES: readonly ConformanceCase[] = [
  rewrites(
    'RewriteNone',
    'A path may stay as it is',
    { path: below('/a'), rewrite: replace('/a', '/a') },
    {
      '/a': '/a',
      '/a/b?c=d': '/a/b?c=d',
    },
  ),
  rewrites(
    'RewriteCutPrefix',
    'A prefix is cut off',
    { path: below('/a'), rewrite: replace('/a', '') },
    {
      '/a': '/',
      '/a/': '/',
      '/a/b': '/b',
      '/a?x=1': '/?x=1',
    },
  ),
  rewrites(
    'RewriteReplacePrefix',
    'A prefix is replaced',
    { path: below('/a'), rewrite: replace('/a', '/x/y') },
    {
      '/a': '/x/y',
      '/a/b': '/x/y/b',
      '/a/a': '/x/y/a',
    },
  ),
  rewrites(
    'RewriteBasePath',
    "The endpoint's base path stands in front",
    { path: below('/a'), rewrite: replace('/a', ''), base: '/base' },
    { '/a': '/base', '/a/': '/base/', '/a/b?q': '/base/b?q' },
  ),
  rewrites(
    'RewriteAddBasePath',
    'A base path goes in front of a path that is not cut',
    { path: below('/'), rewrite: replace('', ''), base: '/base' },
    { '/': '/base/', '/a': '/base/a' },
  ),
  rewrites(
    'RewriteExact',
    'An exact path becomes another one',
    { path: exact('/a/b'), rewrite: build([{ literal: 'c' }], false) },
    { '/a/b?x': '/c?x' },
  ),
  rewrites(
    'RewriteToRoot',
    'A path may become the root',
    { path: exact('/a'), rewrite: build([], false) },
    { '/a': '/' },
  ),
  rewrites(
    'RewriteParameters',
    'Parameters go where the new path names them',
    {
      path: template('/users/{id}/orders/{order}'),
      rewrite: build([{ param: 'order' }, { literal: 'of' }, { param: 'id' }], false),
    },
    { '/users/7/orders/9': '/9/of/7', '/users/a%20b/orders/%7Bx%7D': '/%7Bx%7D/of/a%20b' },
  ),
  rewrites(
    'RewriteTail',
    'What a tail matched is put behind',
    { path: template('/u/{id}/**'), rewrite: build([{ literal: 'v' }, { param: 'id' }], true) },
    { '/u/1': '/v/1', '/u/1/': '/v/1/', '/u/1/a/b': '/v/1/a/b' },
  ),
  rewrites(
    'RewriteTailAlone',
    'A tail may be all of the new path',
    { path: below('/a'), rewrite: build([], true) },
    { '/a': '/', '/a/b': '/b' },
  ),
  rewrites(
    'RewriteDropsTail',
    'A new path without a tail drops what a tail matched',
    { path: below('/a'), rewrite: build([{ literal: 'fixed' }], false) },
    { '/a': '/fixed', '/a/b/c': '/fixed' },
  ),
];
