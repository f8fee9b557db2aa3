import type { PathMatch, PathSegment, QueryParameter } from '../../../ir/fragment.js';

/** Text that stands for itself in RE2. */
export const quote = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/**
 * A part of a path: Envoy leaves percent-escapes in the case that the client wrote, the IR has them in upper case, and
 * both mean the same byte.
 */
export const quotePath = (text: string): string =>
  quote(text).replace(/%[0-9A-F]{2}/g, (octet) => (/[A-F]/.test(octet) ? `(?i:${octet})` : octet));

/** Whether escapes of this path can be written in two ways. */
export const hasLettersInEscapes = (path: string): boolean => /%(?:[A-F].|.[A-F])/.test(path);

/** One segment; a parameter is never empty. `captured`: parameters become groups, in their order. */
export function patternOfSegment(segment: PathSegment, captured: boolean): string {
  if ('literal' in segment) return quotePath(segment.literal);
  const text = segment.pieces === undefined ? '[^/]+' : segment.pieces.map(quotePath).join('[^/]+');
  return captured ? `(${text})` : text;
}

/** The whole path, without its query. */
export function patternOfPath(path: PathMatch): string {
  switch (path.kind) {
    case 'exact':
      return quotePath(path.path);
    case 'prefix':
      return path.path === '/' ? '/.*' : `${quotePath(path.path)}(?:/.*)?`;
    case 'template':
      return (
        path.segments.map((segment) => `/${patternOfSegment(segment, false)}`).join('') + (path.tail ? '(?:/.*)?' : '')
      );
  }
}

/** A whole request target whose query has one of these, wherever in it. */
export function patternOfQuery(wanted: readonly QueryParameter[]): string {
  const parameters = wanted.map(
    ({ name, value }) => `${quote(name)}${value === null ? '(?:=[^&]*)?' : `=${quote(value)}`}`,
  );
  return `[^?]*\\?(?:[^&]*&)*(?:${parameters.join('|')})(?:&.*)?`;
}
