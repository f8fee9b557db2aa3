import type { CallerRules, VpcAccessReference } from '../model/api-proxy.js';
import { type Surroundings, surroundingsOf } from '../model/surroundings.js';
import { compile } from './compile.js';
import { compiledOf, routesOf } from './testdata/look.js';
import { definition, inGroup, input, operation, routing } from './testdata/samples.js';

const RULES: CallerRules = { appCodes: 'GROUP', signatures: ['HmacSHA256'], nonceRequired: true };
const DIGEST = 'd'.repeat(64);
const WHOLE: Surroundings = {
  stage: 'RELEASE',
  variables: {},
  domains: [],
  callers: [
    { id: '123456789', expiresAt: null, keys: [{ key: 'k', sealedSecret: 'c2VhbGVk' }], codeDigests: [DIGEST] },
    { id: '223456789', expiresAt: '2031-01-01T00:00:00.000Z', keys: [], codeDigests: [] },
  ],
  vpcAccesses: [
    { name: 'orders', vpcId: 'vpc-1', instanceId: 'orders.internal', port: 8080 },
    { name: 'six', vpcId: 'vpc-1', instanceId: 'fd00::1', port: 81 },
  ],
};
const IN_HEADER = { location: 'header', name: 'authorization', scheme: 'APPCODE' };

const staged = (surroundings: Surroundings | null, more: object = {}) => ({
  context: { ...inGroup({ paths: ['/'] }, { ownHost: 'g.example' }), surroundings, ...more },
});
const guarded = (rules: CallerRules, more: object = {}) => input({ callers: rules }, staged(WHOLE, more));
const policyOf = (rules: CallerRules, more: object = {}) => routesOf(guarded(rules, more))[0]?.callers;

describe('who may call', () => {
  it('is anybody where the definition does not say', () => {
    expect(routesOf(input({}, staged(WHOLE))).every((route) => route.callers === undefined)).toBe(true);
  });

  it('is the apps of the surroundings, with their secrets still sealed, on every serving route', () => {
    expect(policyOf(RULES)).toEqual({
      appCodes: [IN_HEADER],
      signatures: ['HmacSHA256'],
      nonceRequired: true,
      apps: [
        { id: '123456789', expiresAt: null, keys: [{ key: 'k', secret: 'c2VhbGVk' }], codeDigests: [DIGEST] },
        { id: '223456789', expiresAt: '2031-01-01T00:00:00.000Z', keys: [], codeDigests: [] },
      ],
    });
    const mock = { status: 200, headers: [], body: '' };
    const operations = [operation({ path: '/a', mock }), operation({ path: '/b' })];
    const routes = routesOf(input({ callers: RULES, operations }, staged(WHOLE)));
    const serving = routes.filter(({ action }) => action.kind !== 'reject');
    expect(serving.map(({ callers }) => callers?.apps.length)).toEqual([2, 2]);
  });

  it.each([
    ['NONE', []],
    ['HEADER', [IN_HEADER]],
    ['HEADER_QUERY', [IN_HEADER, { location: 'query', name: 'AppCode', scheme: null }]],
  ] as const)('takes codes by %s whatever the group says', (appCodes, sources) => {
    const appCodesOfGroup = { location: 'header', name: 'X-Own' } as const;
    expect(policyOf({ ...RULES, appCodes }, { appCodes: appCodesOfGroup })?.appCodes).toEqual(sources);
  });

  it('takes codes where the group says', () => {
    const places = [
      [
        { location: 'header', name: 'X-Own' },
        { location: 'header', name: 'x-own', scheme: null },
      ],
      [
        { location: 'query', name: 'myCode' },
        { location: 'query', name: 'myCode', scheme: null },
      ],
    ] as const;
    for (const [appCodes, source] of places) expect(policyOf(RULES, { appCodes })?.appCodes).toEqual([source]);
  });

  it('is a fault where there is no stage to be authorised in', () => {
    for (const rest of [{}, staged(null)]) {
      const compiled = compile(input({ callers: RULES }, rest));
      expect(compiled).toMatchObject({ ok: false, faults: [{ code: 'callers_without_stage', field: 'callers' }] });
    }
  });
});

describe('a VPC access', () => {
  const behind = (vpcAccess: VpcAccessReference) => {
    const change = { routing: { ...routing({ addresses: [] }), vpcAccess } };
    return input(change, staged(surroundingsOf(definition(change), WHOLE)));
  };

  it.each<[VpcAccessReference, object]>([
    [
      { scheme: 'http', name: 'orders' },
      { scheme: 'http', host: 'orders.internal', port: 8080 },
    ],
    [
      { scheme: 'https', name: 'six' },
      { scheme: 'https', host: 'fd00::1', port: 81 },
    ],
    [
      { scheme: 'http', vpcId: 'vpc-1', instanceId: 'orders.internal', port: 8080 },
      { scheme: 'http', host: 'orders.internal', port: 8080 },
    ],
  ])('%j is the backend', (reference, endpoint) => {
    expect(compiledOf(behind(reference)).fragment.upstreams[0]?.endpoints).toMatchObject([endpoint]);
  });

  it.each<VpcAccessReference>([
    { scheme: 'http', name: 'nowhere' },
    { scheme: 'http', vpcId: 'vpc-1', instanceId: 'orders.internal', port: 8081 },
  ])('%j is a fault where there is none', (reference) => {
    const faults = [{ code: 'missing_vpc_access', field: 'routing.vpcAccess' }];
    expect(compile(behind(reference))).toMatchObject({ ok: false, faults });
  });

  it('does not reach what no backend may be', () => {
    const [orders] = WHOLE.vpcAccesses;
    if (orders === undefined) throw new Error('there is one');
    const change = {
      routing: { ...routing({ addresses: [] }), vpcAccess: { scheme: 'http', name: 'orders' } as const },
    };
    const metadata = { ...WHOLE, vpcAccesses: [{ ...orders, instanceId: '169.254.169.254' }] };
    expect(compile(input(change, staged(metadata)))).toMatchObject({
      ok: false,
      faults: [{ code: 'refused_address' }],
    });
  });
});

describe('surroundingsOf', () => {
  it('leaves out what a definition does not depend on', () => {
    expect(surroundingsOf(definition(), WHOLE)).toEqual({ ...WHOLE, callers: [], vpcAccesses: [] });
    expect(surroundingsOf(definition({ callers: RULES }), WHOLE).callers).toEqual(WHOLE.callers);
    const named = definition({ routing: { ...routing(), vpcAccess: { scheme: 'http', name: 'six' } } });
    expect(surroundingsOf(named, WHOLE).vpcAccesses.map(({ name }) => name)).toEqual(['six']);
  });
});
