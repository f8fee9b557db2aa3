import { VARIABLE_REFERENCE } from '../../../model/stage-variable.js';
import { invalid } from '../../../shared/problem.js';

interface PathRules {
  /** Brackets are literal text. */
  readonly escapes?: boolean;
  /** `#name#` stands for a stage variable. */
  readonly variables?: boolean;
}

/**
 * `/users/[userId]/*` -> the core's `/users/{userId}/*`.
 * @throws Problem invalid_argument about `field`
 */
export function toCorePath(field: string, name: string, path: string, rules: PathRules = {}): string {
  const { escapes = false, variables = false } = rules;
  if (!path.startsWith('/')) throw invalid(field, `${name} must begin with '/', got '${path.slice(0, 80)}'`);
  if (/[{}\s?#]/.test(variables ? path.replace(VARIABLE_REFERENCE, '') : path))
    throw invalid(field, `${name} must not contain braces, spaces, '?' or '#'`);
  if (escapes) return path;
  const parts = path.split(/\[([^[\]/]+)\]/);
  if (parts.some((part, index) => index % 2 === 0 && /[[\]]/.test(part))) {
    throw invalid(field, `${name} has an unbalanced or empty bracket; write parameters as [name]`);
  }
  return parts.map((part, index) => (index % 2 === 0 ? part : `{${part}}`)).join('');
}

export const toWirePath = (path: string): string => path.replace(/\{([^{}]+)\}/g, '[$1]');

/** Filters compare with what is stored; a path that cannot exist matches nothing. */
export const looseCorePath = (path: string): string => path.replace(/\[([^[\]/]+)\]/g, '{$1}');

/** Names of the parameters of a core path. */
export const pathParameters = (path: string): string[] =>
  [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '');

/** `/users/[userId]` -> `/users/{userId}`, as descriptions write it. */
export const toDescribedPath = looseCorePath;
