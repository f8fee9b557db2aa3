import type { PathMatch, PathRewrite, PathSegment } from '../../../ir/fragment.js';
import { compileRewrite, parametersOf } from '../../embedded/rewrite.js';
import { regexRewrite } from './rewrite.js';

const segments = (pattern: string): PathSegment[] =>
  pattern.split('/').map((part) => (part.startsWith(':') ? { param: part.slice(1) } : { literal: part }));
const below = (path: string): PathMatch => ({ kind: 'prefix', path });
const exact = (path: string): PathMatch => ({ kind: 'exact', path });
const template = (pattern: string, tail = false): PathMatch => ({
  kind: 'template',
  segments: segments(pattern),
  tail,
});
const replace = (prefix: string, replacement: string): PathRewrite => ({ kind: 'replace-prefix', prefix, replacement });
const build = (pattern: string, tail = false): PathRewrite => ({
  kind: 'template',
  segments: pattern === '' ? [] : segments(pattern),
  tail,
});

/** What Envoy's RE2 makes of it; these expressions mean the same in JavaScript. */
function byEnvoy(match: PathMatch, rewrite: PathRewrite, basePath: string, path: string): string {
  const regex = regexRewrite(match, rewrite, basePath);
  if (regex === null) return path;
  const groups = new RegExp(regex.pattern).exec(path);
  if (groups === null) throw new Error(`${regex.pattern} does not match ${path}`);
  return regex.substitution.replace(/\\(\\|\d)/g, (_all, what: string) =>
    what === '\\' ? what : (groups[Number(what)] ?? ''),
  );
}

function byEmbedded(match: PathMatch, rewrite: PathRewrite, basePath: string, path: string): string {
  const whole = basePath + compileRewrite(match, rewrite).rewrite(path, parametersOf(match, path));
  return whole === '' ? '/' : whole;
}

const CASES: readonly (readonly [PathMatch, PathRewrite, readonly string[]])[] = [
  [below('/'), replace('', ''), ['/', '/a', '/a/']],
  [below('/a'), replace('/a', ''), ['/a', '/a/', '/a/b']],
  [below('/a'), replace('/a', '/'), ['/a', '/a/', '/a/b']],
  [below('/a'), replace('/a', '/x.y'), ['/a', '/a/', '/a/a']],
  [below('/a+b'), replace('/a+b', '/\\1'), ['/a+b/c']],
  [below('/a'), build('', true), ['/a', '/a/', '/a/b']],
  [below('/'), build('', true), ['/', '/b']],
  [below('/a'), build('x/y', true), ['/a', '/a/', '/a/b/c']],
  [below('/a'), build('x'), ['/a', '/a/', '/a/b']],
  [exact('/a'), build(''), ['/a']],
  [exact('/a'), build('b', true), ['/a']],
  [template('u/:id'), build('v/:id/w'), ['/u/1', '/u/%20']],
  [template('u/:a/:b'), build(':b/:a'), ['/u/1/2']],
  [template('u/:id', true), build('v/:id', true), ['/u/1', '/u/1/', '/u/1/x/y']],
  [template('u/:id', true), build(':id'), ['/u/1', '/u/1/x']],
  [template('u/:id', true), build('', true), ['/u/1', '/u/1/x']],
  [template('u/:id/'), build(':id'), ['/u/1/']],
];

describe('regexRewrite', () => {
  it.each(CASES.flatMap(([match, rewrite, paths]) => paths.map((path) => ({ match, rewrite, path }))))(
    'makes of $path what the embedded gateway makes of it: $rewrite',
    ({ match, rewrite, path }) => {
      for (const basePath of ['', '/base']) {
        expect(byEnvoy(match, rewrite, basePath, path)).toBe(byEmbedded(match, rewrite, basePath, path));
      }
    },
  );

  it('leaves a path alone that stays as it is', () => {
    expect(regexRewrite(below('/a'), replace('/a', '/a'), '')).toBeNull();
  });
});
