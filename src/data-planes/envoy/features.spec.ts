import type { ForwardAction, ParameterCheck, Route, Upstream } from '../../ir/fragment.js';
import { endpointAt, fragmentOf, type RouteChange, routeOf } from '../embedded/testing/fixture.js';
import { checkFragment } from './features.js';

const PATH_OF_NINE = {
  kind: 'template' as const,
  segments: [...'abcdefghi'].map((param) => ({ param })),
  tail: false,
};
const RESPOND = { kind: 'respond' as const, status: 200, headers: [], body: '' };
const MAPPING = { mode: 'mapping' as const, parameters: [], constants: [], system: [] };
const HOST = { location: 'header' as const, name: 'Host' };

/** A parameter that is read from this header. */
const reading = (name: string, check?: ParameterCheck) => ({
  from: { location: 'header' as const, name },
  to: null,
  required: false,
  defaultValue: null,
  ...(check === undefined ? {} : { check }),
});

function refused(change: RouteChange, endpoints: Upstream['endpoints'] = [endpointAt(1)]): string[] {
  const route: Route = routeOf('r', change);
  return checkFragment(fragmentOf([route], endpoints)).map(({ feature, routeId }) => `${routeId} ${feature}`);
}

const refusedOfFirst = (retries: ForwardAction['retries'], endpoints: Upstream['endpoints']): string[] =>
  checkFragment(fragmentOf([routeOf('r', { action: { retries } })], endpoints, { balancing: 'first' })).map(
    ({ feature, routeId }) => `${routeId} ${feature}`,
  );

describe('checkFragment of Envoy', () => {
  it('takes a plain forward', () => {
    expect(refused({})).toEqual([]);
  });

  it('takes hosts, methods, headers, templates, weights and retries', () => {
    const match = {
      hosts: [{ kind: 'suffix' as const, suffix: '.example.com' }],
      methods: ['GET'],
      headers: [{ name: 'x', value: '1' }],
      path: { kind: 'template' as const, segments: [{ param: 'p', pieces: ['a', 'b'] }], tail: true },
    };
    const weighted = [endpointAt(1), endpointAt(2, { weight: 3 })];
    expect(refused({ match, action: { retries: { same: 0, others: 1 } } }, weighted)).toEqual([]);
  });

  it('takes every kind of endpoint, base paths of their own, and another method', () => {
    const endpoints = [
      endpointAt(1, { scheme: 'https', healthCheck: true, basePath: '/a' }),
      endpointAt(2, { role: 'failover' }),
      endpointAt(3, { role: 'mirror' }),
    ];
    expect(refused({ action: { method: 'POST', retries: { same: 2, others: 0 } } }, endpoints)).toEqual([]);
  });

  it('takes retries on the first endpoint when that is preferred', () => {
    expect(refusedOfFirst({ same: 1, others: 0 }, [endpointAt(1), endpointAt(2)])).toEqual([]);
  });

  it('takes callers, protocols, errors in headers, and mappings with checks', () => {
    const check = { type: 'string' as const, pattern: '[a-z]{1,40}' };
    const mapping = { ...MAPPING, parameters: [reading('x', check)], contentType: { kind: 'default' as const } };
    const callers = { appCodes: [], signatures: ['HmacSHA256' as const], nonceRequired: true, apps: [] };
    const route = routeOf('r', { errorStyle: 'ca-headers', action: { mapping } });
    expect(checkFragment(fragmentOf([{ ...route, callers, protocols: ['https'] }], [endpointAt(1)]))).toEqual([]);
  });

  it('leaves the path of a mapped route to its script, however many parameters it has', () => {
    const rewrite = { kind: 'template' as const, segments: [], tail: false };
    expect(refused({ match: { path: PATH_OF_NINE }, action: { rewrite, mapping: MAPPING } })).toEqual([]);
  });

  it('refuses failover when the first endpoint would not give way to it but to the second', () => {
    const endpoints = [endpointAt(1), endpointAt(2), endpointAt(3, { role: 'failover' })];
    expect(refusedOfFirst({ same: 0, others: 0 }, endpoints)).toEqual(['r failover']);
    expect(refusedOfFirst({ same: 0, others: 1 }, endpoints)).toEqual([]);
  });

  it.each<[string, RouteChange, Upstream['endpoints'] | undefined]>([
    ['r mapping', { action: { mapping: { ...MAPPING, constants: [{ to: HOST, value: 'a' }] } } }, undefined],
    ['r mapping', { action: { mapping: { ...MAPPING, parameters: [reading('X-Forwarded-Proto')] } } }, undefined],
    [
      'r mapping.patterns',
      { action: { mapping: { ...MAPPING, parameters: [reading('x', { type: 'string', pattern: 'a{999}b{9}' })] } } },
      undefined,
    ],
    [
      'r rewrite',
      { match: { path: PATH_OF_NINE }, action: { rewrite: { kind: 'template', segments: [], tail: false } } },
      undefined,
    ],
    ['r retries', { action: { retries: { same: 1, others: 0 } } }, [endpointAt(1), endpointAt(2)]],
    ['r respond', { action: { ...RESPOND, headers: [{ name: 'x', value: 'é' }] } }, undefined],
    ['r respond', { action: { ...RESPOND, headers: [{ name: 'HOST', value: 'a.example' }] } }, undefined],
    ['r respond', { action: { ...RESPOND, headers: [{ name: 'x', value: 'x'.repeat(16_385) }] } }, undefined],
    ['r respond', { action: { ...RESPOND, body: 'é'.repeat(8_388_609) } }, undefined],
    ['r match.headers', { match: { headers: [{ name: 'x', value: 'é' }] } }, undefined],
  ])('refuses %s', (expected, change, endpoints) => {
    expect(refused(change, endpoints)).toEqual([expected]);
  });
});
