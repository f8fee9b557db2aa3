import type { HostCertificate, HostPattern } from '../../../ir/fragment.js';
import type { ReleaseKey, SnapshotEntry } from '../../data-plane.js';
import { checkFragment } from '../features.js';
import type { XdsResource } from '../resources.js';
import { isCa } from './call-plan.js';
import { type ClusteredUpstream, clusteredUpstream, resourcesOf } from './clustered-upstream.js';
import type { OwnedRoute } from './owned-route.js';
import { scopeSegmentOf } from './segment.js';

/** One release in Envoy's terms, before it is put beside the others. */
export interface TranslatedRelease {
  readonly owner: ReleaseKey;
  readonly clusters: readonly XdsResource[];
  /** By the segment that leads to them. */
  readonly routes: ReadonlyMap<string, readonly OwnedRoute[]>;
  /** Routes that requests with any segment may reach. */
  readonly floating: readonly OwnedRoute[];
  /** Of its routes that tell their errors in headers. */
  readonly caHosts: readonly HostPattern[];
  readonly certificates: readonly HostCertificate[];
}

/** Throws on what Envoy cannot express, for whoever was not asked before. */
export function translateRelease({ key: owner, fragment }: SnapshotEntry, depth: number): TranslatedRelease {
  const [refused] = checkFragment(fragment);
  if (refused !== undefined) throw new Error(`${owner}: route ${refused.routeId}: ${refused.message}`);
  const clusters: XdsResource[] = [];
  const upstreams = new Map<string, ClusteredUpstream>();
  for (const upstream of fragment.upstreams) {
    const clustered = clusteredUpstream(upstream, fragment.routes);
    upstreams.set(upstream.name, clustered);
    clusters.push(...resourcesOf(clustered));
  }
  const routes = new Map<string, OwnedRoute[]>();
  const floating: OwnedRoute[] = [];
  for (const route of fragment.routes) {
    const segment = scopeSegmentOf(route.match.path, depth);
    const ofSegment = segment === null ? floating : (routes.get(segment) ?? []);
    ofSegment.push({ owner, route, upstreams });
    if (segment !== null) routes.set(segment, ofSegment);
  }
  const caHosts = fragment.routes.filter(isCa).flatMap(({ match }) => match.hosts);
  return { owner, clusters, routes, floating, caHosts, certificates: fragment.certificates ?? [] };
}
