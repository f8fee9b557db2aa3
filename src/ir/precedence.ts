import type { HostPattern, PathMatch, PathSegment, Route } from './fragment.js';
import { compareSegments, compareText, segmentShape } from './path-segment.js';
import { queryOf } from './query.js';

/** A route under one of its hosts; null = any host. A route with three hosts makes three candidates. */
export interface Candidate {
  readonly host: HostPattern | null;
  readonly route: Route;
}

export const candidatesOf = (route: Route): readonly Candidate[] =>
  route.match.hosts.length === 0 ? [{ host: null, route }] : route.match.hosts.map((host) => ({ host, route }));

/**
 * Which of two candidates that both match a request is tried first; negative: `a`. A total order, the same on every
 * data plane. The first candidate whose host, path, method, headers and query all match serves the request, so that a better
 * path whose conditions fail gives way to the next one (apiops.md 9.4).
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    compareHosts(a.host, b.host) ||
    comparePaths(a.route.match.path, b.route.match.path) ||
    compareConditions(a.route, b.route) ||
    compareText(textOfHost(a.host), textOfHost(b.host)) ||
    compareText(shapeOf(a.route.match.path), shapeOf(b.route.match.path))
  );
}

/** Exact, then the longer suffix wildcard, then the longer prefix wildcard, then any host. */
export function compareHosts(a: HostPattern | null, b: HostPattern | null): number {
  return hostClass(b) - hostClass(a) || lengthOfHost(b) - lengthOfHost(a);
}

/** Exact, then more segments, then without a tail, then the leftmost literal (path-segment.ts). */
export function comparePaths(a: PathMatch, b: PathMatch): number {
  if (a.kind === 'exact' || b.kind === 'exact') return Number(b.kind === 'exact') - Number(a.kind === 'exact');
  const left = templateOf(a);
  const right = templateOf(b);
  return right.length - left.length || Number(hasTail(a)) - Number(hasTail(b)) || compareLeftmost(left, right);
}

/** Of routes with one host and one path: a named method, more headers, more of the query, the order, the id. */
export function compareConditions(a: Route, b: Route): number {
  return (
    Number(b.match.methods.length > 0) - Number(a.match.methods.length > 0) ||
    b.match.headers.length - a.match.headers.length ||
    queryOf(b).length - queryOf(a).length ||
    a.order - b.order ||
    compareText(a.id, b.id)
  );
}

/** Canonical text of a path match with the parameters' names erased; equal texts match the same paths. */
export function shapeOf(path: PathMatch): string {
  if (path.kind === 'exact') return `=${path.path}`;
  if (path.kind === 'prefix') return `${path.path === '/' ? '' : path.path}/**`;
  return `${path.segments.map((segment) => `/${segmentShape(segment)}`).join('')}${path.tail ? '/**' : ''}`;
}

export function textOfHost(host: HostPattern | null): string {
  if (host === null) return '*';
  switch (host.kind) {
    case 'exact':
      return host.host;
    case 'suffix':
      return `*${host.suffix}`;
    case 'prefix':
      return `${host.prefix}*`;
  }
}

/** Segments of a path: `/` has none, `/a/` has two. */
export const segmentsOf = (path: string): string[] => (path === '/' ? [] : path.slice(1).split('/'));

const HOST_CLASSES = { exact: 3, suffix: 2, prefix: 1 } as const;
const hostClass = (host: HostPattern | null): number => (host === null ? 0 : HOST_CLASSES[host.kind]);
const lengthOfHost = (host: HostPattern | null): number =>
  host === null || host.kind === 'exact' ? 0 : textOfHost(host).length;

export const hasTail = (path: PathMatch): boolean => path.kind === 'prefix' || (path.kind === 'template' && path.tail);

/** A prefix is a template of literals with a tail. */
export function templateOf(path: PathMatch): readonly PathSegment[] {
  return path.kind === 'template' ? path.segments : segmentsOf(path.path).map((literal) => ({ literal }));
}

function compareLeftmost(a: readonly PathSegment[], b: readonly PathSegment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    const difference = other === undefined ? 0 : compareSegments(segment, other);
    if (difference !== 0) return difference;
  }
  return 0;
}
