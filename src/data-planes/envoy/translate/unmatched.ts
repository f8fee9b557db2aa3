import { create } from '@bufbuild/protobuf';
import type { HostPattern } from '../../../ir/fragment.js';
import { compareText } from '../../../ir/path-segment.js';
import { textOfHost } from '../../../ir/precedence.js';
import type { ReleaseKey } from '../../data-plane.js';
import { type Route, RouteSchema } from '../generated/envoy/config/route/v3/route_components_pb.js';
import { callOfRoute } from './call-filter.js';
import type { TranslatedRelease } from './release.js';

/** Hosts of the routes that tell their errors in headers, by release. */
export type CaHosts = ReadonlyMap<ReleaseKey, readonly HostPattern[]>;

/** The same map when it holds the same hosts. */
export function caHostsAfter(
  before: CaHosts,
  gone: readonly TranslatedRelease[],
  come: readonly TranslatedRelease[],
): CaHosts {
  if (![...gone, ...come].some(({ caHosts }) => caHosts.length > 0)) return before;
  const after = new Map(before);
  for (const { owner } of gone) after.delete(owner);
  for (const { owner, caHosts } of come) if (caHosts.length > 0) after.set(owner, caHosts);
  return hostsIn(before).join() === hostsIn(after).join() ? before : after;
}

const hostsIn = (hosts: CaHosts): string[] =>
  [...new Set([...hosts.values()].flat().map(textOfHost))].sort(compareText);

/** What is answered where no route takes a request, for the first of these hosts that takes the request's. */
export interface Fallback {
  readonly host: HostPattern;
  readonly route: Route;
}

/**
 * On hosts of such routes, and on others below the domain of the groups, it is told in headers that there is no route
 * (cloudapi-2016-07-14.md 5.1). Where there are no such routes, nothing is told so. `groupDomain`: null for none.
 */
export function fallbacksOf(hosts: CaHosts, groupDomain: string | null): readonly Fallback[] {
  const patterns = new Map([...hosts.values()].flat().map((host) => [textOfHost(host), host]));
  if (patterns.size === 0) return [];
  const known = [...patterns.keys()].sort(compareText).flatMap((text): Fallback[] => {
    const host = patterns.get(text);
    return host === undefined ? [] : [{ host, route: NO_ROUTE }];
  });
  const suffix = groupDomain === null ? null : `.${groupDomain}`;
  return suffix === null ? known : [...known, { host: { kind: 'suffix', suffix }, route: NO_DOMAIN }];
}

const refusal = (name: string): Route =>
  create(RouteSchema, {
    name,
    match: { pathSpecifier: { case: 'prefix', value: '' } },
    action: { case: 'directResponse', value: { status: 404 } },
    ...callOfRoute({ id: name, context: { plan: { ca: true, saysId: true, refuses: name } } }),
  });

const NO_ROUTE = refusal('no-route');
const NO_DOMAIN = refusal('no-domain');
