import type { PathMatch, PathRewrite } from '../../ir/fragment.js';
import { segmentsOf } from '../../ir/precedence.js';

/** Values of path parameters by name, escaped as in a path. */
export type PathParameters = ReadonlyMap<string, string>;

export interface PathRewriter {
  /** Whether `rewrite` reads the parameters. */
  readonly usesParameters: boolean;
  /** The path below the endpoint's base path: `''` or begins with `/`. `path` is normalised and matched. */
  rewrite(path: string, parameters: PathParameters): string;
}

export function compileRewrite(match: PathMatch, rewrite: PathRewrite): PathRewriter {
  if (rewrite.kind === 'replace-prefix') {
    const prefix = rewrite.prefix === '/' ? '' : rewrite.prefix;
    const replacement = rewrite.replacement === '/' ? '' : rewrite.replacement;
    return {
      usesParameters: false,
      rewrite: (path) => (path.startsWith(prefix) ? replacement + path.slice(prefix.length) : path),
    };
  }
  const { segments, tail } = rewrite;
  return {
    usesParameters: true,
    rewrite: (path, parameters) => {
      const parts = segments.map((segment) =>
        'literal' in segment ? segment.literal : (parameters.get(segment.param) ?? ''),
      );
      return (parts.length === 0 ? '' : `/${parts.join('/')}`) + (tail ? tailOf(match, path) : '');
    },
  };
}

/** Parameters that the template took from a path that it matched. */
export function parametersOf(match: PathMatch, path: string): Map<string, string> {
  const parameters = new Map<string, string>();
  if (match.kind !== 'template') return parameters;
  const segments = segmentsOf(path);
  for (const [index, segment] of match.segments.entries()) {
    if ('param' in segment) parameters.set(segment.param, segments[index] ?? '');
  }
  return parameters;
}

/** What a tail matched: `''` or begins with `/`. */
function tailOf(match: PathMatch, path: string): string {
  if (match.kind === 'exact') return '';
  if (match.kind === 'prefix') return match.path === '/' ? path : path.slice(match.path.length);
  const rest = segmentsOf(path).slice(match.segments.length);
  return rest.length === 0 ? '' : `/${rest.join('/')}`;
}
