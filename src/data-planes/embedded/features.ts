import { featuresOfRoute } from '../../ir/features.js';
import type { Feature, Fragment, Route } from '../../ir/fragment.js';
import type { PlaneRefusal } from '../data-plane.js';

/** What this gateway does as the IR means it: everything. `mirror` within the bounds that mirror.ts names. */
export const SUPPORTED: ReadonlySet<Feature> = new Set<Feature>([
  'hosts.exact',
  'hosts.wildcard',
  'path.exact',
  'path.prefix',
  'path.template',
  'path.pieces',
  'match.methods',
  'match.headers',
  'match.query',
  'match.stage',
  'callers',
  'protocols',
  'redirects',
  'respond',
  'reject',
  'rewrite',
  'mapping',
  'mapping.checks',
  'mapping.patterns',
  'mapping.content-type',
  'mapping.drops-form',
  'weights',
  'retries',
  'mirror',
  'failover',
  'health-checks',
  'upstream-tls',
  'errors.ca-headers',
  'certificates',
  'response-cache',
]);

/** Every reason why this gateway cannot express the fragment. Pure. */
export function checkFragment(fragment: Fragment): readonly PlaneRefusal[] {
  const upstreams = new Map(fragment.upstreams.map((upstream) => [upstream.name, upstream]));
  return fragment.routes.flatMap((route) =>
    [...featuresOfRoute(route, upstreams)].filter((feature) => !SUPPORTED.has(feature)).map(refusal(route)),
  );
}

const refusal =
  (route: Route) =>
  (feature: Feature): PlaneRefusal => ({
    feature,
    routeId: route.id,
    message: `the embedded gateway does not support ${feature}`,
  });
