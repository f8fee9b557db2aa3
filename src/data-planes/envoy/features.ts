import { featuresOfRoute } from '../../ir/features.js';
import type { Endpoint, Feature, ForwardAction, Fragment, IrParameter, Route, Upstream } from '../../ir/fragment.js';
import type { PlaneRefusal } from '../data-plane.js';
import { patternProgram } from './translate/call-pattern.js';
import { levelsOf } from './translate/endpoints.js';

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
]);

/** Where a route forwards to. */
interface Target {
  readonly levels: readonly (readonly Endpoint[])[];
  /** Endpoints that are no failover ones. */
  readonly primaries: number;
}

interface Limit {
  readonly feature: Feature;
  readonly message: string;
  readonly isExceeded: (route: Route, target: Target) => boolean;
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
    message: `Envoy cannot rewrite a path with more than ${MAX_PARAMETERS} parameters`,
    isExceeded: ({ action, match: { path } }) =>
      action.kind === 'forward' &&
      action.mapping === null &&
      action.rewrite.kind === 'template' &&
      path.kind === 'template' &&
      path.segments.filter((segment) => 'param' in segment).length > MAX_PARAMETERS,
  },
  {
    feature: 'mapping',
    message: 'Envoy cannot give a backend a header Host',
    isExceeded: ({ action }) => action.kind === 'forward' && writtenBy(action).some(isHeader('host')),
  },
  {
    feature: 'mapping',
    message: 'Envoy cannot read the header X-Forwarded-Proto of a caller',
    isExceeded: ({ action }) => action.kind === 'forward' && readBy(action).some(isHeader('x-forwarded-proto')),
  },
  {
    feature: 'mapping.patterns',
    message: 'Envoy cannot match a pattern of this size',
    isExceeded: ({ action }) => action.kind === 'forward' && patternsOf(action).some(isTooLarge),
  },
  {
    feature: 'retries',
    message: 'Envoy cannot repeat a request on the same one of several endpoints',
    isExceeded: ({ action }, { levels: [first] }) =>
      action.kind === 'forward' && action.retries.same > 0 && first !== undefined && first.length > 1,
  },
  {
    feature: 'failover',
    message: 'Envoy cannot pass over the other endpoints when the first one gives way to the failover ones',
    isExceeded: ({ action }, { primaries, levels }) =>
      action.kind === 'forward' &&
      primaries > 1 &&
      levels.length > primaries &&
      action.retries.others < primaries - 1 &&
      levels[0]?.length === 1,
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

const writtenBy = ({ mapping }: ForwardAction): readonly IrParameter[] =>
  mapping === null
    ? []
    : [...mapping.parameters, ...mapping.constants, ...mapping.system].flatMap(({ to }) => (to === null ? [] : [to]));

const patternsOf = ({ mapping }: ForwardAction): readonly string[] =>
  (mapping?.parameters ?? []).flatMap(({ check }) => check?.pattern ?? []);

const isTooLarge = (pattern: string): boolean => patternProgram(pattern) === null;

const readBy = ({ mapping }: ForwardAction): readonly IrParameter[] =>
  mapping === null || mapping.mode === 'passthrough' ? [] : mapping.parameters.map(({ from }) => from);

const isHeader =
  (header: string) =>
  ({ location, name }: IrParameter): boolean =>
    location === 'header' && name.toLowerCase() === header;

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Every reason why Envoy cannot express the fragment. Pure. */
export function checkFragment(fragment: Fragment): readonly PlaneRefusal[] {
  const upstreams = new Map(fragment.upstreams.map((upstream) => [upstream.name, upstream]));
  return fragment.routes.flatMap((route) => [...refusals(route, upstreams)]);
}

/** Its own cache filter is no match: it is experimental, keys by no headers or callers, and bounds no route. */
const lacking = (feature: Feature): string =>
  feature === 'response-cache'
    ? 'Envoy does not support response-cache; switch the cache of the endpoint off, or serve the environment without Envoy'
    : `Envoy does not support ${feature}`;

function* refusals(route: Route, upstreams: ReadonlyMap<string, Upstream>): Iterable<PlaneRefusal> {
  for (const feature of featuresOfRoute(route, upstreams)) {
    if (!SUPPORTED.has(feature)) yield { feature, routeId: route.id, message: lacking(feature) };
  }
  const upstream = route.action.kind === 'forward' ? upstreams.get(route.action.upstream) : undefined;
  const levels = upstream === undefined ? [] : levelsOf(upstream);
  const primaries = levels.flat().filter(({ role }) => role !== 'failover').length;
  for (const { feature, message, isExceeded } of LIMITS) {
    if (isExceeded(route, { levels, primaries })) yield { feature, routeId: route.id, message };
  }
}
