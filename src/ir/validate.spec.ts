import { claimsOf } from './claims.js';
import { featuresOf } from './features.js';
import type {
  CallerApp,
  CallerPolicy,
  Endpoint,
  ForwardAction,
  Fragment,
  IrRequestMapping,
  ParameterCheck,
  Route,
} from './fragment.js';
import { matchesPieces } from './path-segment.js';
import { validateFragment } from './validate.js';

const endpoint: Endpoint = {
  scheme: 'http',
  host: 'backend.internal',
  port: 8081,
  basePath: '/v1',
  weight: 1,
  role: 'primary',
  healthCheck: false,
};

const forward: ForwardAction = {
  kind: 'forward',
  upstream: 'u',
  rewrite: { kind: 'replace-prefix', prefix: '/a', replacement: '' },
  method: null,
  mapping: null,
  responseTimeoutMs: 1000,
  retries: { same: 0, others: 0 },
};

const route = (match: Partial<Route['match']> = {}, action: Partial<ForwardAction> = {}, id = 'r'): Route => ({
  id,
  match: { hosts: [], path: { kind: 'prefix', path: '/a' }, methods: [], headers: [], ...match },
  order: 0,
  action: { ...forward, ...action },
  errorStyle: 'correlation',
});

const fragment = (routes: Route[], change: Partial<Endpoint> = {}): Fragment => ({
  routes,
  upstreams: [{ name: 'u', balancing: 'round-robin', endpoints: [{ ...endpoint, ...change }], connectTimeoutMs: 100 }],
});

const template = (segments: Extract<Route['match']['path'], { kind: 'template' }>['segments']) => ({
  kind: 'template' as const,
  segments,
  tail: false,
});

const app: CallerApp = {
  id: '1',
  expiresAt: '2026-02-28T00:00:00Z',
  keys: [{ key: 'k', secret: 's' }],
  codeDigests: ['0a'.repeat(32)],
};

const called = (change: Partial<CallerPolicy>): Route => ({
  ...route(),
  callers: { appCodes: [], signatures: ['HmacSHA256'], nonceRequired: false, apps: [app], ...change },
});

const mapping = (change: Partial<IrRequestMapping>): Fragment =>
  fragment([route({}, { mapping: { mode: 'mapping', parameters: [], constants: [], system: [], ...change } })]);

const checking = (check: ParameterCheck): Fragment => {
  const from = { location: 'query', name: 'a' } as const;
  return mapping({ parameters: [{ from, to: from, required: false, defaultValue: null, check }] });
};

const fields = (subject: Fragment): string[] => validateFragment(subject).map(({ field }) => field);

describe('validateFragment', () => {
  it('finds nothing in a sound fragment', () => {
    expect(validateFragment(fragment([route()]))).toEqual([]);
  });

  it('finds nothing in sound stages, protocols, callers and checks', () => {
    const bounds = { minLength: 1, maxLength: 2, minValue: 0, maxValue: 0, values: ['a'], pattern: '[a-z]{2}' };
    const subject: Fragment = {
      ...checking({ type: 'string', ...bounds }),
      routes: [{ ...called({}), protocols: ['https'] }, route({ stage: { name: 'PRE', forced: true } }, {}, 'second')],
    };
    expect([...validateFragment(subject), ...validateFragment(checking({ type: 'int', ...bounds }))]).toEqual([]);
  });

  it.each<[string, Fragment]>([
    ['action.upstream', fragment([route({}, { upstream: 'other' })])],
    ['id', fragment([route(), route()])],
    ['match.headers[0].value', fragment([route({ headers: [{ name: 'x', value: 'a\r\nb: c' }] })])],
    ['match.headers[0].name', fragment([route({ headers: [{ name: 'X', value: 'a' }] })])],
    ['match.methods[0]', fragment([route({ methods: ['GET POST'] })])],
    ['match.hosts[0]', fragment([route({ hosts: [{ kind: 'exact', host: 'A.example' }] })])],
    ['match.hosts[0]', fragment([route({ hosts: [{ kind: 'suffix', suffix: 'example' }] })])],
    ['match.path.path', fragment([route({ path: { kind: 'exact', path: '/a/../b' } })])],
    ['match.path.path', fragment([route({ path: { kind: 'exact', path: 'a' } })])],
    ['match.path.path', fragment([route({ path: { kind: 'prefix', path: '/a/' } })])],
    ['match.path.segments[0].literal', fragment([route({ path: template([{ literal: 'a/b' }, { param: 'x' }]) })])],
    ['match.path.segments', fragment([route({ path: template([{ literal: 'a' }]) })])],
    ['match.path.segments[1].param', fragment([route({ path: template([{ param: 'x' }, { param: 'x' }]) })])],
    ['match.path.segments[0].pieces', fragment([route({ path: template([{ param: 'x', pieces: ['a'] }]) })])],
    ['action.responseTimeoutMs', fragment([route({}, { responseTimeoutMs: -1 })])],
    ['action.retries.same', fragment([route({}, { retries: { same: -1, others: 0 } })])],
    [
      'action.rewrite.segments[0]',
      fragment([route({}, { rewrite: { ...template([{ param: 'x' }]), kind: 'template' } })]),
    ],
    ['upstreams[0].endpoints[0].port', fragment([route()], { port: 70000 })],
    ['upstreams[0].endpoints[0].weight', fragment([route()], { weight: -1 })],
    ['upstreams[0].endpoints[0].host', fragment([route()], { host: 'a/b' })],
    ['upstreams[0].endpoints[0].host', fragment([route()], { host: 'a@b' })],
    ['upstreams[0].endpoints[0].host', fragment([route()], { host: '256.1.1.1' })],
    ['upstreams[0].endpoints[0].host', fragment([route()], { host: '1::2::3' })],
    ['upstreams[0].endpoints[0].basePath', fragment([route()], { basePath: '/v1/' })],
    ['match.stage.name', fragment([route({ stage: { name: 'a b', forced: false } })])],
    ['protocols', fragment([{ ...route(), protocols: [] }])],
    ['callers', fragment([called({ appCodes: [], signatures: [] })])],
    ['callers.appCodes[0].name', fragment([called({ appCodes: [{ location: 'header', name: 'a b', scheme: null }] })])],
    ['callers.appCodes[0].name', fragment([called({ appCodes: [{ location: 'query', name: '', scheme: null }] })])],
    ['callers.appCodes[0].scheme', fragment([called({ appCodes: [{ location: 'query', name: 'a', scheme: 'b c' }] })])],
    ['callers.apps[0].id', fragment([called({ apps: [{ ...app, id: 'one' }] })])],
    ['callers.apps[0].expiresAt', fragment([called({ apps: [{ ...app, expiresAt: '2026-02-30' }] })])],
    ['callers.apps[0].keys[0].key', fragment([called({ apps: [{ ...app, keys: [{ key: 'a b', secret: 's' }] }] })])],
    ['callers.apps[0].keys[0].secret', fragment([called({ apps: [{ ...app, keys: [{ key: 'a', secret: '' }] }] })])],
    ['callers.apps[1].keys[0].key', fragment([called({ apps: [app, { ...app, codeDigests: [] }] })])],
    ['callers.apps[1].codeDigests[0]', fragment([called({ apps: [app, { ...app, keys: [] }] })])],
    ['callers.apps[0].codeDigests[0]', fragment([called({ apps: [{ ...app, codeDigests: ['AB'] }] })])],
    ['action.mapping.parameters[0].check.minLength', checking({ type: 'string', minLength: 3, maxLength: 2 })],
    ['action.mapping.parameters[0].check.maxLength', checking({ type: 'string', maxLength: 0.5 })],
    ['action.mapping.parameters[0].check.minValue', checking({ type: 'int', minValue: 3, maxValue: 2 })],
    ['action.mapping.parameters[0].check.maxValue', checking({ type: 'int', maxValue: Number.NaN })],
    ['action.mapping.parameters[0].check.values', checking({ type: 'string', values: [] })],
    ['action.mapping.parameters[0].check.pattern', checking({ type: 'string', pattern: '(?=a)' })],
    ['action.mapping.contentType.value', mapping({ contentType: { kind: 'custom', value: 'a\r\nb' } })],
  ])('reports %s', (field, subject) => {
    expect(fields(subject)).toEqual([field]);
  });

  it('puts an upstream fault on the first route that uses it', () => {
    expect(validateFragment(fragment([route({}, {}, 'first'), route({}, {}, 'second')], { port: 0 }))).toEqual([
      expect.objectContaining({ routeId: 'first' }),
    ]);
  });
});

describe('claimsOf', () => {
  it('makes one key per host and method, with names of parameters erased', () => {
    const subject = route({
      hosts: [
        { kind: 'exact', host: 'a.example' },
        { kind: 'suffix', suffix: '.b.example' },
      ],
      path: template([{ literal: 'users' }, { param: 'id' }]),
      methods: ['GET', 'PUT'],
      headers: [
        { name: 'y', value: '2' },
        { name: 'x', value: '1|&' },
      ],
    });
    expect(claimsOf(fragment([subject]))).toEqual([
      '*.b.example|/users/{}|GET|x=1%7C%26&y=2',
      '*.b.example|/users/{}|PUT|x=1%7C%26&y=2',
      'a.example|/users/{}|GET|x=1%7C%26&y=2',
      'a.example|/users/{}|PUT|x=1%7C%26&y=2',
    ]);
  });

  it('tells exact, prefix and template with a tail apart, and joins equals', () => {
    const paths: Route['match']['path'][] = [
      { kind: 'exact', path: '/a' },
      { kind: 'prefix', path: '/a' },
      { kind: 'prefix', path: '/' },
      { ...template([{ param: 'x' }]), tail: true },
      { ...template([{ param: 'y' }]), tail: true },
      template([{ param: 'x', pieces: ['', '...', ''] }]),
    ];
    expect(claimsOf(fragment(paths.map((path, index) => route({ path }, {}, `r${index}`))))).toEqual([
      '*|/**|ANY|',
      '*|/a/**|ANY|',
      '*|/{}...{}|ANY|',
      '*|/{}/**|ANY|',
      '*|=/a|ANY|',
    ]);
  });
});

describe('featuresOf', () => {
  it('names what a fragment needs', () => {
    expect([...featuresOf(fragment([route()]))].sort()).toEqual(['path.prefix', 'rewrite']);
    const rich = route(
      {
        hosts: [{ kind: 'prefix', prefix: 'a.' }],
        methods: ['GET'],
        path: template([{ param: 'x', pieces: ['a', ''] }]),
      },
      { retries: { same: 1, others: 0 }, rewrite: { kind: 'replace-prefix', prefix: '/', replacement: '' } },
    );
    expect([...featuresOf(fragment([rich], { scheme: 'https', weight: 0, healthCheck: true }))].sort()).toEqual([
      'health-checks',
      'hosts.wildcard',
      'match.methods',
      'path.pieces',
      'path.template',
      'retries',
      'upstream-tls',
      'weights',
    ]);
  });
});

describe('matchesPieces', () => {
  it.each([
    [['', '...', ''], 'a...b', true],
    [['', '...', ''], '...b', false],
    [['', '...', ''], 'a...', false],
    [['', '...', ''], 'a....b', true],
    [['v', ''], 'v1', true],
    [['v', ''], 'v', false],
    [['', '.json'], 'x.json', true],
    [['', '.json'], '.json', false],
    [['', '', ''], 'ab', true],
    [['', '', ''], 'a', false],
    [['a', 'b', 'b'], 'axbxb', true],
    [['a', 'b', 'b'], 'axbb', false],
  ])('%j on %s: %s', (pieces, segment, expected) => {
    expect(matchesPieces(pieces, segment)).toBe(expected);
  });
});
