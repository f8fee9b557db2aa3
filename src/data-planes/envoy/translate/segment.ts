import type { PathMatch, PathSegment } from '../../../ir/fragment.js';
import { segmentsOf } from '../../../ir/precedence.js';
import { hasLettersInEscapes } from './pattern.js';

/**
 * The path segment that decides which route table a request is looked up in, as Envoy writes it; null for a route that
 * requests with different segments reach. `depth`: how many segments all paths of the installation begin with.
 */
export function scopeSegmentOf(path: PathMatch, depth: number): string | null {
  const segment = firstSegments(path)[depth];
  if (segment === undefined || !('literal' in segment) || segment.literal === '') return null;
  const text = segment.literal;
  return hasLettersInEscapes(text) ? null : text;
}

function firstSegments(path: PathMatch): readonly PathSegment[] {
  return path.kind === 'template' ? path.segments : segmentsOf(path.path).map((literal) => ({ literal }));
}

/** How many segments a path such as `/prefix` has; `''` has none. */
export const depthOf = (rootContext: string): number => (rootContext === '' ? 0 : segmentsOf(rootContext).length);
