import type { Feature, ForwardAction, Fragment, IrRequestMapping, PathRewrite, Route, Upstream } from './fragment.js';
import { queryOf } from './query.js';

/** Every IR feature that the fragment needs of a data plane. */
export function featuresOf(fragment: Fragment): ReadonlySet<Feature> {
  const upstreams = new Map(fragment.upstreams.map((upstream) => [upstream.name, upstream]));
  const ofRoutes = fragment.routes.flatMap((route) => [...featuresOfRoute(route, upstreams)]);
  return new Set(fragment.certificates === undefined ? ofRoutes : [...ofRoutes, 'certificates']);
}

/** The same for one route, so that a refusal can name it. `upstreams`: the fragment's, by name. */
export function featuresOfRoute(route: Route, upstreams: ReadonlyMap<string, Upstream>): ReadonlySet<Feature> {
  const features = new Set<Feature>([`path.${route.match.path.kind}`]);
  if (hasPieces(route)) features.add('path.pieces');
  for (const host of route.match.hosts) features.add(host.kind === 'exact' ? 'hosts.exact' : 'hosts.wildcard');
  if (route.match.methods.length > 0) features.add('match.methods');
  if (route.match.headers.length > 0) features.add('match.headers');
  if (queryOf(route).length > 0) features.add('match.query');
  if (route.match.stage !== undefined) features.add('match.stage');
  if (route.callers !== undefined) features.add('callers');
  if (route.protocols !== undefined) features.add('protocols');
  if (route.redirectsToHttps !== undefined) features.add('redirects');
  if (route.errorStyle === 'ca-headers') features.add('errors.ca-headers');
  if (route.action.kind !== 'forward') return features.add(route.action.kind);
  for (const feature of forwardFeatures(route.action)) features.add(feature);
  const upstream = upstreams.get(route.action.upstream);
  for (const feature of upstream === undefined ? [] : upstreamFeatures(upstream)) features.add(feature);
  return features;
}

function hasPieces({ match: { path } }: Route): boolean {
  return (
    path.kind === 'template' && path.segments.some((segment) => 'param' in segment && segment.pieces !== undefined)
  );
}

function* forwardFeatures(action: ForwardAction): Iterable<Feature> {
  if (!isIdentity(action.rewrite) || action.method !== null) yield 'rewrite';
  if (action.mapping !== null) yield* mappingFeatures(action.mapping);
  if (action.cache !== undefined) yield 'response-cache';
  if (action.retries.same > 0 || action.retries.others > 0) yield 'retries';
}

function* mappingFeatures({ parameters, contentType, dropsForm }: IrRequestMapping): Iterable<Feature> {
  yield 'mapping';
  const checks = parameters.flatMap(({ check }) => check ?? []);
  if (checks.length > 0) yield 'mapping.checks';
  if (checks.some(({ pattern }) => pattern !== undefined)) yield 'mapping.patterns';
  if (contentType !== undefined) yield 'mapping.content-type';
  if (dropsForm === true) yield 'mapping.drops-form';
}

const isIdentity = (rewrite: PathRewrite): boolean =>
  rewrite.kind === 'replace-prefix' && trim(rewrite.prefix) === trim(rewrite.replacement);

const trim = (prefix: string): string => (prefix === '/' ? '' : prefix);

function* upstreamFeatures(upstream: Upstream): Iterable<Feature> {
  const weights = new Set<number>();
  for (const { role, scheme, healthCheck, weight } of upstream.endpoints) {
    if (role === 'mirror' || role === 'failover') yield role;
    else weights.add(weight);
    if (scheme === 'https') yield 'upstream-tls';
    if (healthCheck) yield 'health-checks';
  }
  if (weights.size > 1 || weights.has(0)) yield 'weights';
}
