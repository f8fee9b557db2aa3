import type { PathMatch, PathSegment } from '../../ir/fragment.js';
import { normalisePath } from '../../ir/normalise-path.js';
import { printable } from './header-rules.js';

/** A path as the definition writes it, taken apart. `/` has no segments; a trailing `/` makes an empty last literal. */
export interface ParsedPath {
  readonly segments: readonly PathSegment[];
  /** Ended in `*`: everything below belongs to it. */
  readonly tail: boolean;
}

export type PathFault = { readonly code: 'invalid_path' | 'unsupported_path'; readonly message: string };
export type PathResult = { readonly ok: true; readonly path: ParsedPath } | ({ readonly ok: false } & PathFault);

class Refused extends Error {
  constructor(readonly fault: PathFault) {
    super(fault.message);
  }
}

/** `/users/{id}/*` -> literal, parameter, tail. */
export function parsePath(text: string): PathResult {
  try {
    return { ok: true, path: parse(text) };
  } catch (error) {
    if (error instanceof Refused)
      return { ok: false, ...error.fault, message: `'${printable(text)}' ${error.message}` };
    throw error;
  }
}

function parse(text: string): ParsedPath {
  if (!text.startsWith('/')) throw refused('must begin with /');
  if (text === '/') return { segments: [], tail: false };
  const parts = text.slice(1).split('/');
  const tail = parts.at(-1) === '*';
  const segments = (tail ? parts.slice(0, -1) : parts).map(segmentOf);
  if (tail && parts.at(-2) === '') throw refused('has an empty segment; remove the doubled /');
  const repeated = firstRepeated(paramsOf(segments));
  if (repeated !== null) throw refused(`has the parameter {${repeated}} twice; give each its own name`);
  return { segments, tail };
}

function segmentOf(part: string, index: number, parts: readonly string[]): PathSegment {
  if (part === '' && index < parts.length - 1) throw refused('has an empty segment; remove the doubled /');
  if (part === '*') throw refused('has * before its end; * may only be the last segment');
  const pieces = part.split(/\{[^{}]+\}/);
  if (pieces.some((piece) => /[{}]/.test(piece))) {
    throw refused(`has unbalanced or empty braces in '${printable(part)}'; write parameters as {name}`);
  }
  const literals = pieces.map(literalOf);
  const [only] = literals;
  if (literals.length === 1 && only !== undefined) return wholeLiteral(only);
  if (literals.length === 2 && literals.every((piece) => piece === '')) return { param: part.slice(1, -1) };
  return { param: part, pieces: literals };
}

function wholeLiteral(literal: string): PathSegment {
  if (literal === '.' || literal === '..') throw refused(`has the segment '${literal}'; write the path it leads to`);
  return { literal };
}

/**
 * In the form that requests are matched in: clients escape what a URI cannot hold. The letter in front keeps a lone dot from
 * being taken for a segment.
 */
function literalOf(text: string): string {
  const normalised = normalisePath(`/x${text.replace(/[ "<>`]/g, encodeURIComponent)}`);
  if (normalised.ok) return normalised.path.slice(2);
  throw refused(`cannot be matched in '${printable(text)}': ${normalised.reason}; write a plain path`);
}

const refused = (message: string): Refused => new Refused({ code: 'invalid_path', message });

function firstRepeated(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

export const paramsOf = (segments: readonly PathSegment[]): string[] =>
  segments.flatMap((segment) => ('param' in segment ? [segment.param] : []));

const textOf = (segment: PathSegment): string =>
  'literal' in segment ? segment.literal : (segment.pieces?.join('{}') ?? '{}');

/** Equal for two paths that match the same requests: parameter names do not count. */
export const shapeOf = (path: ParsedPath): string =>
  `/${[...path.segments.map(textOf), ...(path.tail ? ['*'] : [])].join('/')}`;

/** Only for paths without parameters. */
export const literalPath = (path: ParsedPath): string => `/${path.segments.map(textOf).join('/')}`;

/** `below` put under `base`. */
export const joinPaths = (base: ParsedPath, below: ParsedPath): ParsedPath => ({
  segments: [...base.segments, ...below.segments],
  tail: below.tail,
});

export function matchOf(path: ParsedPath): PathMatch {
  if (paramsOf(path.segments).length > 0) return { kind: 'template', segments: path.segments, tail: path.tail };
  return { kind: path.tail ? 'prefix' : 'exact', path: literalPath(path) };
}
