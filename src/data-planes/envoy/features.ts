import { featuresOfRoute } from '../../ir/features.js';
import type { Endpoint, Feature, Fragment, Route, Upstream } from '../../ir/fragment.js';
import type { PlaneRefusal } from '../data-plane.js';

/**
 * What Envoy does as the IR means it. `rewrite`, `retries` and `respond` within the bounds that `LIMITS` names; the rest
 * of the IR is refused.
 */
export const SUPPORTED: ReadonlySet<Feature> = new Set<Feature>([
  'hosts.exact',
  'hosts.wildcard',
  'path.exact',
  'path.prefix',
  'path.template',
  'path.pieces',
  'match.methods',
  'match.headers',
  'respond',
  'reject',
  'rewrite',
  'weights',
  'retries',
]);

interface Limit {
  readonly feature: Feature;
  readonly message: string;
  readonly isExceeded: (route: Route, endpoints: readonly Endpoint[]) => boolean;
}

/** RE2 writes at most nine groups into a replacement; the tail of a path may be one of them. */
const MAX_PARAMETERS = 8;

/** Of a whole answer of the gateway's own. Envoy's default is 4 KiB. */
export const MAX_RESPONSE_BYTES = 16_777_216;
/** Envoy's bound on the value of a header that it adds. */
const MAX_HEADER_BYTES = 16_384;

const LIMITS: readonly Limit[] = [
  {
    feature: 'rewrite',
    message: 'Envoy cannot change the method of a request',
    isExceeded: ({ action }) => action.kind === 'forward' && action.method !== null,
  },
  {
    feature: 'rewrite',
    message: 'Envoy cannot rewrite paths differently for the endpoints of one upstream: their base paths differ',
    isExceeded: (_route, endpoints) => new Set(endpoints.map(({ basePath }) => basePath)).size > 1,
  },
  {
    feature: 'rewrite',
    message: `Envoy cannot rewrite a path with more than ${MAX_PARAMETERS} parameters`,
    isExceeded: ({ action, match: { path } }) =>
      action.kind === 'forward' &&
      action.rewrite.kind === 'template' &&
      path.kind === 'template' &&
      path.segments.filter((segment) => 'param' in segment).length > MAX_PARAMETERS,
  },
  {
    feature: 'retries',
    message: 'Envoy cannot repeat a request on the same one of several endpoints',
    isExceeded: ({ action }, endpoints) => action.kind === 'forward' && action.retries.same > 0 && endpoints.length > 1,
  },
  {
    feature: 'respond',
    message: 'Envoy cannot answer with a header beyond ASCII',
    isExceeded: ({ action }) => action.kind === 'respond' && action.headers.some(({ value }) => !isAscii(value)),
  },
  {
    feature: 'respond',
    message: 'Envoy cannot answer with a header Host',
    isExceeded: ({ action }) => action.kind === 'respond' && action.headers.some(({ name }) => /^host$/i.test(name)),
  },
  {
    feature: 'respond',
    message: `Envoy cannot answer with a header of more than ${MAX_HEADER_BYTES} bytes`,
    isExceeded: ({ action }) =>
      action.kind === 'respond' &&
      action.headers.some(({ value }) => value.replaceAll('%', '%%').length > MAX_HEADER_BYTES),
  },
  {
    feature: 'respond',
    message: `Envoy cannot answer with a body of more than ${MAX_RESPONSE_BYTES} bytes`,
    isExceeded: ({ action }) => action.kind === 'respond' && Buffer.byteLength(action.body) > MAX_RESPONSE_BYTES,
  },
  {
    feature: 'match.headers',
    message: 'Envoy cannot compare a header with text beyond ASCII',
    isExceeded: ({ match }) => match.headers.some(({ value }) => !isAscii(value)),
  },
];

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Every reason why Envoy cannot express the fragment. Pure. */
export function checkFragment(fragment: Fragment): readonly PlaneRefusal[] {
  const upstreams = new Map(fragment.upstreams.map((upstream) => [upstream.name, upstream]));
  return fragment.routes.flatMap((route) => [...refusals(route, upstreams)]);
}

function* refusals(route: Route, upstreams: ReadonlyMap<string, Upstream>): Iterable<PlaneRefusal> {
  for (const feature of featuresOfRoute(route, upstreams)) {
    if (!SUPPORTED.has(feature)) yield { feature, routeId: route.id, message: `Envoy does not support ${feature}` };
  }
  const upstream = route.action.kind === 'forward' ? upstreams.get(route.action.upstream) : undefined;
  const endpoints = (upstream?.endpoints ?? []).filter(({ weight }) => weight > 0);
  for (const { feature, message, isExceeded } of LIMITS) {
    if (isExceeded(route, endpoints)) yield { feature, routeId: route.id, message };
  }
}
