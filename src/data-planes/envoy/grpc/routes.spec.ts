import type { Endpoint, ForwardAction, Route, RouteMatch, Upstream } from '../../../ir/fragment.js';
import { grpcRoutesOf } from './routes.js';

const HOST = 'orders.example.com';

const endpoint = (parts: Partial<Endpoint> = {}): Endpoint => ({
  scheme: 'http',
  host: '127.0.0.1',
  port: 7001,
  basePath: '',
  weight: 1,
  role: 'primary',
  healthCheck: false,
  ...parts,
});

const upstream = (parts: Partial<Endpoint> = {}): Upstream => ({
  name: 'backend',
  balancing: 'round-robin',
  connectTimeoutMs: 1_000,
  endpoints: [endpoint(parts)],
});

const CALL = { kind: 'exact', path: '/a.A/Do' } as const;
const SERVICE = { kind: 'prefix', path: '/a.A' } as const;

const forward = (parts: Partial<ForwardAction> = {}): ForwardAction => ({
  kind: 'forward',
  upstream: 'backend',
  rewrite: { kind: 'replace-prefix', prefix: '/', replacement: '/' },
  method: null,
  mapping: null,
  responseTimeoutMs: 1_000,
  retries: { same: 0, others: 0 },
  ...parts,
});

interface RouteParts extends Partial<RouteMatch> {
  readonly id?: string;
  readonly action?: Route['action'];
}

const route = ({ id = 'r', action = forward(), ...match }: RouteParts = {}): Route => ({
  id,
  match: { hosts: [{ kind: 'exact', host: HOST }], path: CALL, methods: [], headers: [], ...match },
  order: 0,
  action,
  errorStyle: 'correlation',
});

const routesOf = (routes: readonly Route[], backend: Upstream = upstream()) =>
  grpcRoutesOf(
    HOST,
    routes.map((each) => ({ owner: 'p:', route: each, upstreams: new Map([[backend.name, backend]]) })),
  );

/** In short: the route's id, and whether a client can follow it. */
const short = (found: ReturnType<typeof grpcRoutesOf>) =>
  found.map(({ id, upstream: to }) => `${id} ${to === null ? 'nowhere' : to.name}`);

const template = (path: string, tail = false) =>
  ({ kind: 'template', segments: path.split('/').map((literal) => ({ literal })), tail }) as const;

describe('grpcRoutesOf', () => {
  it.each<[string, RouteParts, boolean]>([
    ['its own host', {}, true],
    ['any host', { hosts: [] }, true],
    ['a domain that it is in', { hosts: [{ kind: 'suffix', suffix: '.example.com' }] }, true],
    ['names that it begins like', { hosts: [{ kind: 'prefix', prefix: 'orders.' }] }, true],
    ['another host', { hosts: [{ kind: 'exact', host: 'other.example.com' }] }, false],
    [
      'one of several hosts',
      {
        hosts: [
          { kind: 'suffix', suffix: '.org' },
          { kind: 'exact', host: HOST },
        ],
      },
      true,
    ],
    ['POST', { methods: ['GET', 'POST'] }, true],
    ['another method', { methods: ['GET'] }, false],
    ['its host as a header', { headers: [{ name: 'host', value: HOST }] }, true],
    ['another host as a header', { headers: [{ name: 'host', value: 'other' }] }, false],
    ['all methods of a service', { path: SERVICE }, true],
    ['everything', { path: { kind: 'prefix', path: '/' } }, true],
    ['a path of one segment', { path: { kind: 'exact', path: '/a.A' } }, false],
    ['what is below a method', { path: { kind: 'prefix', path: '/a.A/Do/more' } }, false],
  ])('has or leaves out routes of %s', (_, parts, isThere) => {
    expect(routesOf([route(parts)])).toHaveLength(isThere ? 1 : 0);
  });

  it('orders them as every gateway does', () => {
    const found = routesOf([
      route({ id: 'any', path: { kind: 'prefix', path: '/' }, hosts: [] }),
      route({ id: 'service', path: SERVICE }),
      route({ id: 'call' }),
    ]);
    expect(short(found)).toEqual(['call backend', 'service backend', 'any backend']);
  });

  it('matches by path, by pattern and by header', () => {
    const headers = [{ name: 'x-tenant', value: 'blue' }];
    const [call, service] = routesOf([route({ id: 'call', headers }), route({ id: 'service', path: SERVICE })]);
    expect(call?.match).toMatchObject({
      pathSpecifier: { case: 'path', value: '/a.A/Do' },
      headers: [{ name: 'x-tenant', headerMatchSpecifier: { value: { matchPattern: { value: 'blue' } } } }],
    });
    expect(service?.match.pathSpecifier).toEqual({ case: 'safeRegex', value: { regex: '/a\\.A(?:/.*)?' } });
  });

  it.each<[string, Partial<ForwardAction>, string]>([
    ['the prefix is the base path', { rewrite: { kind: 'replace-prefix', prefix: '/a.A', replacement: '' } }, '/a.A'],
    ['base path and template make the path', { rewrite: { ...template('Do') } }, '/a.A'],
    ['the template is the path', { rewrite: template('a.A/Do') }, ''],
    ['the method is said to be POST', { method: 'POST' }, ''],
  ])('leads to a backend that gets the call as it is: %s', (_, action, basePath) => {
    const found = routesOf([route({ action: forward(action) })], upstream({ basePath }));
    expect(short(found)).toEqual(['r backend']);
  });

  it.each<[string, Route['action'], string]>([
    ['another path', forward({ rewrite: template('a.A/Other') }), ''],
    ['a path cut off', forward({ rewrite: { kind: 'replace-prefix', prefix: '/a.A', replacement: '' } }), ''],
    ['a base path in front', forward(), '/v1'],
    ['another method', forward({ method: 'GET' }), ''],
    ['mapped parameters', forward({ mapping: { mode: 'mapping', parameters: [], constants: [], system: [] } }), ''],
    ['a backend that is missing', forward({ upstream: 'other' }), ''],
    ['an answer of the gateway', { kind: 'respond', status: 200, headers: [], body: '' }, ''],
    ['a refusal', { kind: 'reject', code: 'ERR-006' }, ''],
  ])('leads nowhere, before what is less specific: %s', (_, action, basePath) => {
    const backend = upstream({ basePath });
    const broad = route({
      id: 'broad',
      path: SERVICE,
      action: forward({ rewrite: { kind: 'replace-prefix', prefix: basePath || '/', replacement: '/' } }),
    });
    expect(short(routesOf([route({ action }), broad], backend))).toEqual(['r nowhere', 'broad backend']);
  });

  it('ends with a route that leads somewhere', () => {
    const fallback = route({ id: 'fallback', path: SERVICE, action: { kind: 'reject', code: 'ERR-006' } });
    expect(short(routesOf([route(), fallback]))).toEqual(['r backend']);
  });

  it('leads calls nowhere that a gateway would ask for credentials or a protocol', () => {
    const behind = route({ id: 'behind', path: SERVICE });
    const callers = { appCodes: [], signatures: ['HmacSHA256' as const], nonceRequired: false, apps: [] };
    expect(short(routesOf([{ ...route(), callers }, behind]))).toEqual(['r nowhere', 'behind backend']);
    expect(short(routesOf([{ ...route(), protocols: ['https'] }, behind]))).toEqual(['r nowhere', 'behind backend']);
  });
});
