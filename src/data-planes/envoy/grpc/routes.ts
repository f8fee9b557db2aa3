import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ForwardAction, HostPattern, PathMatch, PathSegment, Route, Upstream } from '../../../ir/fragment.js';
import { compareText } from '../../../ir/path-segment.js';
import { candidatesOf, compareCandidates, hasTail, segmentsOf, templateOf } from '../../../ir/precedence.js';
import type { RouteMatchSchema } from '../generated/envoy/config/route/v3/route_components_pb.js';
import { hasLettersInEscapes, patternOfPath } from '../translate/pattern.js';
import { servingEndpoints } from './endpoints.js';

/** A route of the IR with what its release brings along. */
export interface ServedRoute {
  /** Release key. */
  readonly owner: string;
  readonly route: Route;
  /** The release's, by name. */
  readonly upstreams: ReadonlyMap<string, Upstream>;
}

export interface GrpcRoute {
  readonly id: string;
  readonly match: MessageInitShape<typeof RouteMatchSchema>;
  /** Null where a client that calls backends by itself cannot do what the gateway would do. */
  readonly upstream: Upstream | null;
}

/**
 * The routes that calls to `host` may take, best first. gRPC clients change neither path nor method; a call that a gateway
 * would change, answer or refuse leads nowhere, so that it does not slip to a less specific route.
 */
export function grpcRoutesOf(host: string, routes: Iterable<ServedRoute>): readonly GrpcRoute[] {
  const candidates = [...routes].flatMap((served) =>
    candidatesOf(served.route)
      .filter((candidate) => takesHost(candidate.host, host) && takesCalls(served.route, host))
      .map((candidate) => ({ ...candidate, served })),
  );
  candidates.sort((a, b) => compareCandidates(a, b) || compareText(a.served.owner, b.served.owner));
  const found = candidates.map(({ served }) => grpcRouteOf(served));
  // What matches no route leads nowhere, too.
  return found.slice(0, found.findLastIndex(({ upstream }) => upstream !== null) + 1);
}

function takesHost(pattern: HostPattern | null, host: string): boolean {
  if (pattern === null) return true;
  switch (pattern.kind) {
    case 'exact':
      return host === pattern.host;
    case 'suffix':
      return host.endsWith(pattern.suffix) && host.length > pattern.suffix.length;
    case 'prefix':
      return host.startsWith(pattern.prefix) && host.length > pattern.prefix.length;
  }
}

/** A call is `POST /{service}/{method}`, without a query. */
function takesCalls({ match: { methods, path, headers, query = [] } }: Route, host: string): boolean {
  const segments = templateOf(path).length;
  return (
    query.length === 0 &&
    (methods.length === 0 || methods.includes('POST')) &&
    (segments === 2 || (segments < 2 && hasTail(path))) &&
    headers.every(({ name, value }) => name !== 'host' || value === host)
  );
}

function grpcRouteOf({ route, upstreams }: ServedRoute): GrpcRoute {
  const headers = route.match.headers
    .filter(({ name }) => name !== 'host')
    .map(({ name, value }) => ({
      name,
      headerMatchSpecifier: {
        case: 'stringMatch',
        value: { matchPattern: { case: 'exact', value } },
      } as const,
    }));
  const match = { pathSpecifier: pathSpecifier(route.match.path), headers };
  return { id: route.id, match, upstream: upstreamOf(route, upstreams) };
}

function pathSpecifier(path: PathMatch) {
  if (path.kind === 'exact' && !hasLettersInEscapes(path.path)) return { case: 'path', value: path.path } as const;
  if (path.kind === 'prefix' && path.path === '/') return { case: 'prefix', value: '/' } as const;
  return { case: 'safeRegex', value: { regex: patternOfPath(path) } } as const;
}

function upstreamOf(route: Route, upstreams: ReadonlyMap<string, Upstream>): Upstream | null {
  const { match, action } = route;
  // Only a gateway asks who calls, and how.
  if (route.callers !== undefined || route.protocols !== undefined) return null;
  if (action.kind !== 'forward' || action.mapping !== null) return null;
  const upstream = upstreams.get(action.upstream);
  if (upstream === undefined || (action.method !== null && action.method !== 'POST')) return null;
  const isUnchanged = servingEndpoints(upstream).every(({ basePath }) => keepsPath(match.path, action, basePath));
  return isUnchanged ? upstream : null;
}

function keepsPath(match: PathMatch, { rewrite }: ForwardAction, basePath: string): boolean {
  if (rewrite.kind === 'replace-prefix') return basePath + bare(rewrite.replacement) === bare(rewrite.prefix);
  const base: readonly PathSegment[] = segmentsOf(basePath === '' ? '/' : basePath).map((literal) => ({ literal }));
  const [sent, asked] = [[...base, ...rewrite.segments], templateOf(match)];
  return (
    sent.length === asked.length &&
    sent.every((segment, index) => textOf(segment) === textOf(asked[index])) &&
    (!hasTail(match) || rewrite.tail)
  );
}

const bare = (prefix: string): string => (prefix === '/' ? '' : prefix);

function textOf(segment: PathSegment | undefined): string | undefined {
  if (segment === undefined) return undefined;
  return 'literal' in segment ? `=${segment.literal}` : `{${segment.param}}`;
}
