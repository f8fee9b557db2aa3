import type { PathMatch, PathRewrite, PathSegment } from '../../../ir/fragment.js';
import { hasTail } from '../../../ir/precedence.js';
import { patternOfSegment, quotePath } from './pattern.js';

/** RE2: what matches is replaced; `\1` and so on are its groups. */
export interface RegexRewrite {
  readonly pattern: string;
  readonly substitution: string;
}

/** How the matched path becomes the endpoint's, base path included; null when it stays as it is. */
export function regexRewrite(match: PathMatch, rewrite: PathRewrite, basePath: string): RegexRewrite | null {
  if (rewrite.kind === 'template') return templateRewrite(match, rewrite.segments, rewrite.tail, basePath);
  const prefix = rewrite.prefix === '/' ? '' : rewrite.prefix;
  const front = basePath + (rewrite.replacement === '/' ? '' : rewrite.replacement);
  if (front === prefix) return null;
  // Nothing in front of an empty rest would be no path at all.
  if (front === '') return { pattern: `^${quotePath(prefix)}/?(.*)$`, substitution: '/\\1' };
  return { pattern: `^${quotePath(prefix)}(.*)$`, substitution: `${literally(front)}\\1` };
}

function templateRewrite(
  match: PathMatch,
  segments: readonly PathSegment[],
  tail: boolean,
  basePath: string,
): RegexRewrite {
  const { pattern, groups } = capturing(match);
  const parts = segments.map((segment) =>
    'literal' in segment ? literally(segment.literal) : `\\${groups.get(segment.param) ?? 0}`,
  );
  const front = literally(basePath) + parts.map((part) => `/${part}`).join('');
  if (!hasTail(match)) return { pattern: `^${pattern}$`, substitution: front === '' ? '/' : front };
  if (!tail) return { pattern: `^${pattern}(?:/.*)?$`, substitution: front === '' ? '/' : front };
  const tailGroup = groups.size + 1;
  if (front !== '') return { pattern: `^${pattern}(/.*)?$`, substitution: `${front}\\${tailGroup}` };
  return { pattern: `^${pattern}/?(.*)$`, substitution: `/\\${tailGroup}` };
}

/** The matched path without its tail, and the number of each parameter's group. */
function capturing(match: PathMatch): { readonly pattern: string; readonly groups: ReadonlyMap<string, number> } {
  const groups = new Map<string, number>();
  if (match.kind !== 'template')
    return { pattern: match.kind === 'prefix' && match.path === '/' ? '' : quotePath(match.path), groups };
  for (const segment of match.segments) if ('param' in segment) groups.set(segment.param, groups.size + 1);
  return { pattern: match.segments.map((segment) => `/${patternOfSegment(segment, true)}`).join(''), groups };
}

const literally = (text: string): string => text.replaceAll('\\', '\\\\');
