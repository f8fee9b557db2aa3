import type { PathSegment } from './fragment.js';

/** Whether a path's segment is one that this segment of a template asks for. A parameter is never empty. */
export function matchesSegment(wanted: PathSegment, segment: string): boolean {
  if ('literal' in wanted) return wanted.literal === segment;
  return wanted.pieces === undefined ? segment !== '' : matchesPieces(wanted.pieces, segment);
}

/** `pieces[0] + text + pieces[1] + ...`, each text at least one character. */
export function matchesPieces(pieces: readonly string[], segment: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop() ?? '';
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = segment.indexOf(piece, at + 1);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return segment.length - last.length > at;
}

/** Negative when `a` is the more specific: literal, then pieces with more fixed characters, then a whole parameter. */
export function compareSegments(a: PathSegment, b: PathSegment): number {
  return rankOf(b) - rankOf(a) || fixedLength(b) - fixedLength(a) || compareText(textOf(a), textOf(b));
}

/** The segment with parameters' names erased; equal texts match the same segments. */
export function segmentShape(segment: PathSegment): string {
  if ('literal' in segment) return escapeBraces(segment.literal);
  return segment.pieces === undefined ? '{}' : segment.pieces.map(escapeBraces).join('{}');
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const escapeBraces = (text: string): string => text.replace(/[{}]/g, encodeURIComponent);

function rankOf(segment: PathSegment): number {
  if ('literal' in segment) return 2;
  return segment.pieces === undefined ? 0 : 1;
}

const piecesOf = (segment: PathSegment): readonly string[] => ('param' in segment ? (segment.pieces ?? []) : []);
const fixedLength = (segment: PathSegment): number => piecesOf(segment).reduce((sum, piece) => sum + piece.length, 0);
/** Two literals never match one segment, so their texts do not count. */
const textOf = (segment: PathSegment): string => piecesOf(segment).join('{}');
