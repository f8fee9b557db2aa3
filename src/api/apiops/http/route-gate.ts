import { isStorableText } from '../decode/json.js';
import type { Route } from './route-table.js';

/** What a request line is: a route, no route, a route with another method, or a path that cannot be read. */
export type GateVerdict =
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'malformed'; readonly segment: string }
  | { readonly kind: 'empty-name'; readonly parameter: string };

/** `path`: undecoded, with one trailing slash or none. Case counts. */
export function gate(routes: readonly Route[], method: string, path: string): GateVerdict {
  const segments = segmentsOf(path);
  const broken = segments.find((segment) => decoded(segment) === undefined);
  if (broken !== undefined) return { kind: 'malformed', segment: broken };
  const matching = routes.filter((route) => matches(route, segments));
  if (matching.length === 0) return { kind: 'unknown' };
  const chosen = matching.filter((route) => route.method === (method === 'HEAD' ? 'GET' : method));
  if (chosen.length === 0) return { kind: 'wrong-method', allowed: allowedBy(matching) };
  const parameter = chosen.map((route) => blankParameter(route, segments)).find((name) => name !== undefined);
  return parameter === undefined ? { kind: 'open' } : { kind: 'empty-name', parameter };
}

function segmentsOf(path: string): string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

/** Decoded once; undefined when it is not percent-encoded UTF-8, or is text that no name can hold. */
function decoded(segment: string): string | undefined {
  try {
    const text = decodeURIComponent(segment);
    return isStorableText(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

const matches = (route: Route, segments: readonly string[]): boolean =>
  route.segments.length === segments.length &&
  route.segments.every((segment, index) => segment.startsWith(':') || segment === segments[index]);

function blankParameter(route: Route, segments: readonly string[]): string | undefined {
  const blank = route.segments.find(
    (segment, index) => segment.startsWith(':') && decoded(segments[index] ?? '')?.trim() === '',
  );
  return blank?.slice(1);
}

function allowedBy(routes: readonly Route[]): readonly string[] {
  const methods = new Set(routes.map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
