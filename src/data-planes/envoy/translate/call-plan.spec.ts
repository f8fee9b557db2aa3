import { fromBinary } from '@bufbuild/protobuf';
import type { Route } from '../../../ir/fragment.js';
import { digestOf } from '../../../shared/canonical-json.js';
import { endpointAt, fragmentOf, routeOf } from '../../embedded/testing/fixture.js';
import type { Route as EnvoyRoute } from '../generated/envoy/config/route/v3/route_components_pb.js';
import { RouteConfigurationSchema } from '../generated/envoy/config/route/v3/route_pb.js';
import { translate } from '../testing/translate.js';
import { patternProgram } from './call-pattern.js';
import { callPlan } from './call-plan.js';

const ENVIRONMENT = { environmentId: 'e1', rootContext: '', port: 9080, groupDomain: 'groups.example' };
const MAPPING = { mode: 'mapping' as const, parameters: [], constants: [], system: [] };
const CALLERS = {
  appCodes: [{ location: 'header' as const, name: 'X-Code', scheme: null }],
  signatures: ['HmacSHA256' as const],
  nonceRequired: false,
  apps: [{ id: '1', expiresAt: null, keys: [{ key: 'k', secret: 's' }], codeDigests: ['c0de'] }],
};

const translated = (...routes: Route[]) => {
  const fragment = fragmentOf(routes, [endpointAt(1)]);
  return translate(ENVIRONMENT, [{ key: 'p:', fragment, digest: digestOf(fragment) }], '127.0.0.1');
};

/** By name, of all tables. */
function routesOf(...routes: Route[]): ReadonlyMap<string, EnvoyRoute> {
  const tables = [...translated(...routes).routes.values()];
  const hosts = tables.flatMap(({ bytes }) => fromBinary(RouteConfigurationSchema, bytes).virtualHosts);
  return new Map(hosts.flatMap((host) => host.routes.map((route) => [`${host.domains[0]} ${route.name}`, route])));
}

const removed = (route: EnvoyRoute | undefined) => [route?.requestHeadersToRemove, route?.responseHeadersToRemove];
const added = (route: EnvoyRoute | undefined) => route?.requestHeadersToAdd.map(({ header }) => header?.key);

const below = (path: string) => ({ path: { kind: 'prefix' as const, path } });

describe('call-time logic of Envoy', () => {
  it('leaves a route alone that needs none', () => {
    expect(callPlan(routeOf('r'), '')).toBeNull();
    const plain = routesOf(routeOf('r', { match: below('/a') })).get('* r');
    expect([plain?.metadata, plain?.typedPerFilterConfig]).toEqual([undefined, {}]);
    expect(translated(routeOf('r', { match: below('/a') })).needsRestFilter).toBe(false);
  });

  it('names plans by their content, apps included', () => {
    const route = { ...routeOf('r'), callers: CALLERS };
    const other = { ...route, callers: { ...CALLERS, apps: [] } };
    expect(callPlan({ ...route, id: 'q' }, '')?.id).toBe(callPlan(route, '')?.id);
    expect(callPlan(other, '')?.id).not.toBe(callPlan(route, '')?.id);
    expect(callPlan(route, '')?.context['apps']).toEqual({
      'key:k': { app: '1', secret: 's' },
      'code:c0de': { app: '1' },
    });
  });

  it('lets a route say its id in place of the correlation id, and forgets what a backend says of errors', () => {
    const route = routesOf(routeOf('r', { match: below('/a'), errorStyle: 'ca-headers' })).get('* r');
    expect(removed(route)).toEqual([['apinizer-correlation-id'], ['x-ca-error-code', 'x-ca-error-message']]);
    expect(added(route)).toEqual(['x-ca-request-id']);
  });

  it('lets the route write headers that a filter behind the script would take', () => {
    const to = { location: 'header' as const, name: 'X-Forwarded-For' };
    const from = { location: 'header' as const, name: 'forwarded' };
    const parameters = [{ from, to: null, required: false, defaultValue: null }];
    const mapping = { ...MAPPING, parameters, system: [{ to, variable: 'CaClientIp' }] };
    const route = routesOf(routeOf('r', { match: below('/a'), action: { mapping } })).get('* r');
    expect(removed(route)).toEqual([['forwarded', 'x-forwarded-for'], []]);
    expect(added(route)).toEqual(['x-forwarded-for']);
  });

  it('maps nothing where there is no backend', () => {
    const route = { ...routeOf('r', { action: { mapping: MAPPING } }), callers: CALLERS };
    expect(Object.keys(callPlan(route, null)?.context['plan'] as object)).toEqual(['callers']);
    expect(Object.keys(callPlan(route, '')?.context['plan'] as object)).toEqual(['callers', 'mapping']);
  });

  it('tells in headers, behind everything else, that hosts of such routes have no other', () => {
    const host = { kind: 'exact' as const, host: 'g1.groups.example' };
    const found = routesOf(
      routeOf('r', { match: { ...below('/a'), hosts: [host] }, errorStyle: 'ca-headers' }),
      routeOf('any', { match: below('/') }),
    );
    const names = [...found.keys()].filter((name) => /no-|any/.test(name));
    expect(names).toEqual([
      '* any',
      '*.groups.example any',
      '*.groups.example no-domain',
      'g1.groups.example any',
      'g1.groups.example no-route',
      'g1.groups.example no-domain',
    ]);
  });

  it('makes programs of patterns: of many equal classes one, of a letter all its cases, of what is too large none', () => {
    expect(patternProgram('[a-z]{3}')?.['classes']).toEqual([[97, 122]]);
    expect(patternProgram('(?i)k')?.['classes']).toEqual([[75, 75, 107, 107, 0x212a, 0x212a]]);
    expect(patternProgram('a{999}b{9}')).toBeNull();
  });
});
