import { fromBinary } from '@bufbuild/protobuf';
import type { Fragment } from '../../ir/fragment.js';
import { digestOf } from '../../shared/canonical-json.js';
import { endpointAt, fragmentOf, routeOf, saying } from '../embedded/testing/fixture.js';
import { RouteConfigurationSchema } from './generated/envoy/config/route/v3/route_pb.js';
import { ScopedRouteConfigurationSchema } from './generated/envoy/config/route/v3/scoped_route_pb.js';
import type { EnvironmentResources, XdsResource } from './resources.js';
import { translate } from './testing/translate.js';
import { isSegmentScope } from './translate/scope.js';

const ENVIRONMENT = { environmentId: 'e1', rootContext: '', port: 9080 };

function translated(fragments: Record<string, Fragment>, bindAddress = '127.0.0.1') {
  const entries = Object.entries(fragments).map(([key, fragment]) => ({ key, fragment, digest: digestOf(fragment) }));
  return translate(ENVIRONMENT, entries, bindAddress);
}

/** Names of routes by domain, of the table that this path segment leads to. */
function hostsOf(fragments: Record<string, Fragment>, segment = 'a'): Record<string, string[]> {
  const { scopes, routes } = translated(fragments);
  const scope = scopes.get(`segment/${segment}`);
  const table = routes.get(scope === undefined ? '' : routeTableIn(scope));
  if (table === undefined) throw new Error(`no routes for ${segment}`);
  const { virtualHosts } = fromBinary(RouteConfigurationSchema, table.bytes);
  return Object.fromEntries(
    virtualHosts.map(({ domains, routes }) => [domains.join(), routes.map(({ name }) => name)]),
  );
}

const routeTableIn = ({ bytes }: XdsResource): string =>
  fromBinary(ScopedRouteConfigurationSchema, bytes).routeConfigurationName;

/** As a value that can be compared. */
const plain = ({ clusters, listeners, extensions, routes, scopes, ...rest }: EnvironmentResources) => ({
  ...rest,
  resources: [clusters, listeners, extensions, routes, scopes]
    .flatMap((resources) => [...resources.values()].map(({ type, name, version }) => `${type} ${name} ${version}`))
    .sort(),
});

const hosted = (id: string, ...hosts: Fragment['routes'][number]['match']['hosts']): Fragment =>
  fragmentOf(
    [
      routeOf(id, {
        match: { hosts, path: { kind: 'prefix', path: '/a' } },
        action: { kind: 'respond', status: 200, headers: [], body: id },
      }),
    ],
    [],
  );

const exact = (host: string) => ({ kind: 'exact', host }) as const;
const suffix = (text: string) => ({ kind: 'suffix', suffix: text }) as const;
const prefix = (text: string) => ({ kind: 'prefix', prefix: text }) as const;

describe('translate', () => {
  it('gives the same bytes whatever the order of the entries', () => {
    const a = fragmentOf([routeOf('a', { match: { path: { kind: 'prefix', path: '/a' } } })], [endpointAt(1)]);
    const b = fragmentOf([routeOf('b', { match: { path: { kind: 'prefix', path: '/b' } } })], [endpointAt(2)]);
    expect(plain(translated({ a, b }))).toEqual(plain(translated({ b, a })));
  });

  it('names clusters by their content, so that equal upstreams are one', () => {
    const one = fragmentOf([routeOf('r')], [endpointAt(1)]);
    const other = fragmentOf([routeOf('q')], [endpointAt(1)]);
    const changed = fragmentOf([routeOf('q')], [endpointAt(2)]);
    expect(translated({ one, other }).clusters.size).toBe(1);
    expect(translated({ one, changed }).clusters.size).toBe(2);
  });

  it('has a listener, a table for unknown paths and one for the probe when there is nothing to serve', () => {
    const { listeners, scopes, routes } = translated({});
    expect([...listeners.keys()]).toEqual(['listener-e1']);
    expect([...scopes.keys()].filter(isSegmentScope).sort()).toEqual(['segment/.gatewright-e1', 'segment/?']);
    expect(routes.size).toBe(2);
  });

  it('leaves the routes alone when only the address differs', () => {
    const here = translated({ a: saying('x') });
    const there = translated({ a: saying('x') }, '127.0.0.2');
    expect([...here.routes.keys()].sort()).toEqual([...there.routes.keys()].sort());
    expect(here.proof).toBe(there.proof);
    expect([...here.listeners.values()]).not.toEqual([...there.listeners.values()]);
  });

  it('puts the routes of less specific hosts behind those of a host', () => {
    const hosts = hostsOf({
      any: hosted('any'),
      wide: hosted('wide', suffix('.com')),
      narrow: hosted('narrow', suffix('.example.com')),
      front: hosted('front', prefix('shop.')),
      whole: hosted('whole', exact('shop.example.com')),
    });
    expect(hosts).toEqual({
      '*': ['two-hosts', 'malformed-path', 'dot-segment', 'any'],
      '*.com': ['two-hosts', 'malformed-path', 'dot-segment', 'wide', 'front', 'any'],
      '*.example.com': ['two-hosts', 'malformed-path', 'dot-segment', 'narrow', 'wide', 'front', 'any'],
      'shop.*': ['two-hosts', 'malformed-path', 'dot-segment', 'front', 'any'],
      'shop.example.com': ['malformed-path', 'dot-segment', 'whole', 'narrow', 'wide', 'front', 'any'],
    });
  });

  it('refuses a forward to an upstream that is not there', () => {
    const fragment: Fragment = { routes: [routeOf('r')], upstreams: [] };
    expect(() => translated({ fragment })).toThrow("route r: upstream 'backend' is not in the fragment");
  });

  it('refuses what Envoy cannot express, by release and route', () => {
    const shop = fragmentOf(
      [routeOf('r', { action: { retries: { same: 1, others: 0 } } })],
      [endpointAt(1), endpointAt(2)],
    );
    expect(() => translated({ 'shop:': shop })).toThrow('shop:: route r: Envoy cannot repeat a request');
  });
});
