import type { ForwardAction, Route } from '../ir/fragment.js';
import type { Fault } from '../shared/problem.js';
import { type CompileInput, compile } from './compile.js';
import { definition, inGroup, input, operation, route, routing } from './testdata/samples.js';

const faultsOf = (given: CompileInput): readonly Fault[] => {
  const compiled = compile(given);
  return compiled.ok ? [] : compiled.faults;
};

const compiledOf = (given: CompileInput) => {
  const compiled = compile(given);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled;
};

const routesOf = (given: CompileInput): readonly Route[] => compiledOf(given).fragment.routes;
const matches = (given: CompileInput): string[] =>
  routesOf(given).map(({ match, action }) => {
    const path = match.path.kind === 'template' ? JSON.stringify(match.path.segments) : match.path.path;
    return `${match.methods.join(',')} ${match.path.kind} ${path} ${action.kind}`;
  });
const forwardOf = (given: CompileInput): ForwardAction => {
  const action = routesOf(given)[0]?.action;
  if (action?.kind !== 'forward') throw new Error(`unexpected ${action?.kind}`);
  return action;
};
const address = (text: string, change = {}) => ({
  address: text,
  weight: 1,
  healthCheckEnabled: false,
  role: 'PRIMARY' as const,
  soapType: 'HTTP' as const,
  ...change,
});
const mapping = (change = {}) => ({ mode: 'MAPPING' as const, parameters: [], constants: [], system: [], ...change });
const mapped = (change = {}, rest = {}) => input({ operations: [operation({ mapping: mapping(change), ...rest })] });

describe('compile', () => {
  describe('where operations are reached', () => {
    it('puts prefix, client path and operation path together, and refuses the rest of the client path', () => {
      expect(matches(input({}, { pathPrefix: '/gw/team' }))).toEqual([
        'GET exact /gw/team/shop/items forward',
        ' prefix /gw/team/shop reject',
      ]);
    });

    it('serves every operation under every client path', () => {
      const given = input({ clientRoute: route({ paths: ['/a', '/b/c/'] }) });
      expect(matches(given)).toEqual([
        'GET exact /a/items forward',
        'GET exact /b/c/items forward',
        ' prefix /a reject',
        ' prefix /b/c reject',
      ]);
    });

    it('uses the path of the group in place of the own one', () => {
      const given = input({}, { context: inGroup({ paths: ['/pay'] }, { position: 2 }) });
      expect(matches(given)).toEqual(['GET exact /pay/items forward', ' prefix /pay reject']);
      expect(routesOf(given)[0]?.order).toBe(2_000_000);
    });

    it('serves a group on its own host alone', () => {
      const context = inGroup({ paths: ['/'], hosts: ['shop.example'] }, { ownHost: 'g1-cn.gw.localhost' });
      const [first, fallback] = routesOf(input({ source: 'CLOUD_API', clientRoute: null }, { context }));
      expect(first?.match.hosts).toEqual([{ kind: 'exact', host: 'g1-cn.gw.localhost' }]);
      expect(first?.errorStyle).toBe('ca-headers');
      expect(fallback?.match.path).toEqual({ kind: 'prefix', path: '/' });
    });

    it('takes the operation / with and without a slash', () => {
      const given = input({ operations: [operation({ path: '/' })] });
      expect(matches(given).slice(0, 2)).toEqual(['GET exact /shop forward', 'GET exact /shop/ forward']);
      expect(new Set(routesOf(given).map(({ id }) => id)).size).toBe(3);
    });

    it('keeps a trailing slash', () => {
      expect(matches(input({ operations: [operation({ path: '/users/' })] }))[0]).toBe(
        'GET exact /shop/users/ forward',
      );
    });

    it('lets an inactive operation fall to the refusal', () => {
      expect(matches(input({ operations: [operation({ active: false })] }))).toEqual([' prefix /shop reject']);
    });

    it('reads host patterns', () => {
      const clientRoute = route({ hosts: ['API.example.com', '*.example.com', 'example.*', 'bücher.example'] });
      expect(routesOf(input({ clientRoute }))[0]?.match.hosts).toEqual([
        { kind: 'exact', host: 'api.example.com' },
        { kind: 'suffix', suffix: '.example.com' },
        { kind: 'prefix', prefix: 'example.' },
        { kind: 'exact', host: 'xn--bcher-kva.example' },
      ]);
    });

    it('writes header names in lower case', () => {
      const clientRoute = route({ headers: [{ name: 'X-Api', value: 'V1' }] });
      expect(routesOf(input({ clientRoute }))[0]?.match.headers).toEqual([{ name: 'x-api', value: 'V1' }]);
    });

    it.each([
      ['/a b/é', '/shop/a%20b/%C3%A9'],
      ['/%7euser/%c3%a9', '/shop/~user/%C3%A9'],
      ['/a:b', '/shop/a:b'],
    ])('writes %s as requests are matched: %s', (path, expected) => {
      expect(routesOf(input({ operations: [operation({ path })] }))[0]?.match.path).toEqual({
        kind: 'exact',
        path: expected,
      });
    });
  });

  describe('methods', () => {
    const any = operation({ method: 'ANY' });

    it('keeps only what the client route lets through', () => {
      const operations = [operation(), operation({ method: 'DELETE' })];
      expect(matches(input({ operations, clientRoute: route({ methods: ['POST', 'GET'] }) }))).toEqual([
        'GET exact /shop/items forward',
        'GET,POST prefix /shop reject',
      ]);
    });

    it('lets ANY yield to a named method', () => {
      const given = input({ operations: [any, operation()], clientRoute: route({ methods: ['GET', 'POST'] }) });
      expect(matches(given).slice(0, 2)).toEqual(['POST exact /shop/items forward', 'GET exact /shop/items forward']);
    });

    it('leaves ANY out where nothing is left for it', () => {
      const given = input({ operations: [any, operation()], clientRoute: route({ methods: ['GET'] }) });
      expect(matches(given)).toHaveLength(2);
    });

    it('passes the method on unless the backend has another', () => {
      expect(forwardOf(input()).method).toBeNull();
      expect(forwardOf(input({ operations: [any] })).method).toBeNull();
      expect(forwardOf(input({ operations: [operation({ backendMethod: 'POST' })] })).method).toBe('POST');
    });
  });

  describe('paths with parameters', () => {
    it('matches segment by segment and rewrites by name', () => {
      const given = input({ operations: [operation({ path: '/u/{id}/*', backendPath: '/v1/{id}/*' })] });
      expect(routesOf(given)[0]?.match.path).toEqual({
        kind: 'template',
        segments: [{ literal: 'shop' }, { literal: 'u' }, { param: 'id' }],
        tail: true,
      });
      expect(forwardOf(given).rewrite).toEqual({
        kind: 'template',
        segments: [{ literal: 'v1' }, { param: 'id' }],
        tail: true,
      });
    });

    it('matches a segment of text and parameters by its pieces', () => {
      const given = input({ operations: [operation({ path: '/{base}...{head}.json' })] });
      expect(routesOf(given)[0]?.match.path).toMatchObject({
        segments: [{ literal: 'shop' }, { param: '{base}...{head}.json', pieces: ['', '...', '.json'] }],
      });
      expect(forwardOf(given).rewrite).toMatchObject({ segments: [{ param: '{base}...{head}.json' }] });
    });

    it('serves a whole subtree', () => {
      const given = input({ operations: [operation({ path: '/*', method: 'ANY' })] });
      expect(matches(given)).toEqual([' prefix /shop forward']);
    });
  });

  describe('reverse proxy', () => {
    it('passes everything below its path', () => {
      const given = input({ source: 'REVERSE_PROXY', operations: [] });
      expect(matches(given)).toEqual([' prefix /shop forward']);
      expect(forwardOf(given).rewrite).toEqual({ kind: 'replace-prefix', prefix: '/shop', replacement: '' });
    });

    it('keeps the slash at the root of a group', () => {
      const given = input({ source: 'REVERSE_PROXY' }, { context: inGroup({ paths: ['/'] }) });
      expect(forwardOf(given).rewrite).toEqual({ kind: 'replace-prefix', prefix: '/', replacement: '/' });
    });
  });

  describe('backends', () => {
    it('takes addresses apart', () => {
      const addresses = [
        address('https://a.example/api/'),
        address('http://[::1]:81', { role: 'CANARY', weight: 5, healthCheckEnabled: true }),
        address('http://c.example', { role: 'FAILOVER_ONLY', weight: 7 }),
        address('http://mirror.example', { role: 'MIRROR' }),
      ];
      const [upstream] = compiledOf(input({ routing: routing({ addresses, algorithm: 'LRU' }) })).fragment.upstreams;
      expect(upstream).toEqual({
        name: 'backend',
        balancing: 'least-request',
        connectTimeoutMs: 30_000,
        endpoints: [
          {
            scheme: 'https',
            host: 'a.example',
            port: 443,
            basePath: '/api',
            weight: 1,
            role: 'primary',
            healthCheck: false,
          },
          { scheme: 'http', host: '::1', port: 81, basePath: '', weight: 5, role: 'canary', healthCheck: true },
          {
            scheme: 'http',
            host: 'c.example',
            port: 80,
            basePath: '',
            weight: 7,
            role: 'failover',
            healthCheck: false,
          },
        ],
      });
    });

    it('counts weights only where the algorithm does', () => {
      const addresses = [address('http://a.example', { weight: 70 }), address('http://b.example', { weight: 0 })];
      const weights = (algorithm: 'RANDOM' | 'WEIGHTED') =>
        compiledOf(input({ routing: routing({ addresses, algorithm }) })).fragment.upstreams[0]?.endpoints.map(
          (e) => e.weight,
        );
      expect(weights('RANDOM')).toEqual([1, 0]);
      expect(weights('WEIGHTED')).toEqual([70, 0]);
    });

    it('refuses requests while routing is off, and asks for no address', () => {
      const given = input({ routing: routing({ enabled: false, addresses: [] }) });
      expect(routesOf(given)[0]?.action).toEqual({ kind: 'reject', code: 'ERR-003' });
      expect(compiledOf(given).fragment.upstreams).toEqual([]);
    });

    it('needs no address for mock answers', () => {
      const mock = { status: 201, headers: [{ name: 'X-A', value: 'b' }], body: 'hello' };
      const given = input({ operations: [operation({ mock })], routing: routing({ addresses: [] }) });
      expect(routesOf(given)[0]?.action).toEqual({ kind: 'respond', ...mock });
    });
  });

  describe('request mapping', () => {
    it('renames locations and lower-cases headers', () => {
      const given = mapped(
        {
          parameters: [
            {
              from: { location: 'PATH', name: 'id' },
              to: { location: 'QUERY', name: 'user' },
              required: true,
              defaultValue: null,
            },
            {
              from: { location: 'HEAD', name: 'X-Key' },
              to: { location: 'PATH', name: 'key' },
              required: false,
              defaultValue: 'k',
            },
            { from: { location: 'BODY', name: 'b' }, to: null, required: false, defaultValue: null },
          ],
          constants: [{ to: { location: 'HEAD', name: 'X-From' }, value: 'gateway' }],
          system: [{ to: { location: 'HEAD', name: 'clientIp' }, variable: 'CaClientIp' }],
        },
        { path: '/u/{id}', backendPath: '/k/{key}' },
      );
      expect(forwardOf(given).mapping).toEqual({
        mode: 'mapping',
        parameters: [
          {
            from: { location: 'path', name: 'id' },
            to: { location: 'query', name: 'user' },
            required: true,
            defaultValue: null,
          },
          {
            from: { location: 'header', name: 'x-key' },
            to: { location: 'path', name: 'key' },
            required: false,
            defaultValue: 'k',
          },
          { from: { location: 'body', name: 'b' }, to: null, required: false, defaultValue: null },
        ],
        constants: [{ to: { location: 'header', name: 'x-from' }, value: 'gateway' }],
        system: [{ to: { location: 'header', name: 'clientip' }, variable: 'CaClientIp' }],
      });
    });

    it('drops a mapping that changes nothing', () => {
      expect(forwardOf(mapped({ mode: 'PASSTHROUGH' })).mapping).toBeNull();
    });
  });

  describe('two operations for the same requests', () => {
    const twins = (change = {}) =>
      input({ operations: [operation({ path: '/a/{x}' }), operation({ path: '/a/{y}', ...change })] });

    it('takes the first when both do the same', () => {
      expect(matches(twins())).toHaveLength(2);
    });

    it.each([
      ['another backend path', { backendPath: '/b/{y}' }],
      ['another backend method', { backendMethod: 'POST' as const }],
      ['a mock', { mock: { status: 200, headers: [], body: '' } }],
      ['a mapping', { mapping: mapping() }],
    ])('refuses %s and names both', (_what, change) => {
      expect(faultsOf(twins(change))).toEqual([
        {
          code: 'conflicting_operations',
          proxyId: 'p1',
          proxyName: 'shop',
          field: 'operations[1]',
          message: 'GET /a/{y} matches the same requests as operations[0] (GET /a/{x}); change or remove one',
        },
      ]);
    });

    it('sees through several client paths', () => {
      const operations = [operation({ path: '/b/c' }), operation({ path: '/c', backendPath: '/other' })];
      expect(faultsOf(input({ operations, clientRoute: route({ paths: ['/a', '/a/b'] }) }))).toHaveLength(1);
    });

    it('tells segments of different pieces apart', () => {
      const operations = [
        operation({ path: '/{x}.json', backendPath: '/j' }),
        operation({ path: '/{x}.xml', backendPath: '/x' }),
      ];
      expect(faultsOf(input({ operations }))).toEqual([]);
    });
  });

  describe('faults', () => {
    const op = (change: object) => input({ operations: [operation(change)] });
    const to = (text: string, change = {}) => input({ routing: routing({ addresses: [address(text, change)] }) });
    const client = (change: object) => input({ clientRoute: route(change) });
    const constant = (location: string, name: string, value = 'v') =>
      mapped({ constants: [{ to: { location, name }, value }] });
    const query = { location: 'QUERY', name: 'q' };

    it.each<[string, CompileInput, string, string]>([
      ['no client route', input({ clientRoute: null }), 'clientRoute', 'missing_route'],
      ['no client path', client({ paths: [] }), 'clientRoute.paths', 'missing_route'],
      ['only the root', client({ paths: ['/'] }), 'clientRoute.paths[0]', 'invalid_path'],
      ['a client path twice', client({ paths: ['/a', '/a/'] }), 'clientRoute.paths[1]', 'duplicate_path'],
      ['a client path with a parameter', client({ paths: ['/a/{b}'] }), 'clientRoute.paths[0]', 'invalid_path'],
      ['a client path with a tail', client({ paths: ['/a/*'] }), 'clientRoute.paths[0]', 'invalid_path'],
      [
        'a group path that climbs',
        input({}, { context: inGroup({ paths: ['/a/..'] }) }),
        'group.clientRoute.paths[0]',
        'invalid_path',
      ],
      ['a host with a port', client({ hosts: ['a.example:80'] }), 'clientRoute.hosts[0]', 'invalid_host'],
      ['a star inside a host', client({ hosts: ['a', 'a.*.example'] }), 'clientRoute.hosts[1]', 'invalid_host'],
      ['two stars in a host', client({ hosts: ['*.a.*'] }), 'clientRoute.hosts[0]', 'invalid_host'],
      ['a star alone', client({ hosts: ['*'] }), 'clientRoute.hosts[0]', 'invalid_host'],
      [
        'a header name with a space',
        client({ headers: [{ name: 'a b', value: '' }] }),
        'clientRoute.headers[0].name',
        'invalid_header',
      ],
      [
        'a header value with a line break',
        client({ headers: [{ name: 'a', value: 'b\r\nc' }] }),
        'clientRoute.headers[0].value',
        'invalid_header',
      ],
      ['a relative operation path', op({ path: 'items' }), 'operations[0].path', 'invalid_path'],
      ['an empty segment', op({ path: '/a//b' }), 'operations[0].path', 'invalid_path'],
      ['a dot segment', op({ path: '/a/../b' }), 'operations[0].path', 'invalid_path'],
      ['an escaped dot segment', op({ path: '/a/%2e%2e/b' }), 'operations[0].path', 'invalid_path'],
      ['an escaped slash', op({ path: '/a%2Fb' }), 'operations[0].path', 'invalid_path'],
      ['a backslash', op({ path: '/a\\b' }), 'operations[0].path', 'invalid_path'],
      ['a query in a path', op({ path: '/a?b' }), 'operations[0].path', 'invalid_path'],
      ['a line break in a path', op({ path: '/a\nb' }), 'operations[0].path', 'invalid_path'],
      ['unbalanced braces', op({ path: '/{a' }), 'operations[0].path', 'invalid_path'],
      ['empty braces', op({ path: '/{}' }), 'operations[0].path', 'invalid_path'],
      ['a star before the end', op({ path: '/*/a' }), 'operations[0].path', 'invalid_path'],
      ['a parameter twice', op({ path: '/{a}/{a}' }), 'operations[0].path', 'invalid_path'],
      ['a backend parameter from nowhere', op({ backendPath: '/{b}' }), 'operations[0].backendPath', 'invalid_path'],
      ['a backend tail from nowhere', op({ backendPath: '/*' }), 'operations[0].backendPath', 'invalid_path'],
      [
        'text around a backend parameter',
        op({ path: '/{a}', backendPath: '/x-{a}' }),
        'operations[0].backendPath',
        'unsupported_path',
      ],
      ['no address', input({ routing: routing({ addresses: [] }) }), 'routing.addresses', 'missing_address'],
      ['no primary address', to('http://a.example', { role: 'FAILOVER_ONLY' }), 'routing.addresses', 'missing_address'],
      ['all weights zero', to('http://a.example', { weight: 0 }), 'routing.addresses', 'invalid_routing'],
      ['a negative weight', to('http://a.example', { weight: -1 }), 'routing.addresses[0].weight', 'invalid_routing'],
      ['a scheme we do not speak', to('ftp://a.example'), 'routing.addresses[0].address', 'invalid_address'],
      ['no host', to('http:///a'), 'routing.addresses[0].address', 'invalid_address'],
      ['credentials', to('http://u:p@a.example'), 'routing.addresses[0].address', 'invalid_address'],
      ['a query in an address', to('http://a.example/?a=b'), 'routing.addresses[0].address', 'invalid_address'],
      ['a bare question mark', to('http://a.example/?'), 'routing.addresses[0].address', 'invalid_address'],
      ['a fragment', to('http://a.example/#a'), 'routing.addresses[0].address', 'invalid_address'],
      ['port 0', to('http://a.example:0'), 'routing.addresses[0].address', 'invalid_address'],
      ['a port too far', to('http://a.example:65536'), 'routing.addresses[0].address', 'invalid_address'],
      ['metadata', to('http://169.254.169.254/latest'), 'routing.addresses[0].address', 'refused_address'],
      ['metadata as a number', to('http://2852039166/'), 'routing.addresses[0].address', 'refused_address'],
      ['metadata in octal', to('http://0251.0376.0251.0376/'), 'routing.addresses[0].address', 'refused_address'],
      [
        'metadata mapped into IPv6',
        to('http://[::ffff:169.254.169.254]/'),
        'routing.addresses[0].address',
        'refused_address',
      ],
      ['metadata over IPv6', to('http://[fd00:ec2:0::254]/'), 'routing.addresses[0].address', 'refused_address'],
      ['metadata by name', to('http://Metadata.google.internal./'), 'routing.addresses[0].address', 'refused_address'],
      ['a timeout of 0', input({ routing: routing({ readTimeoutMs: 0 }) }), 'routing.readTimeoutMs', 'invalid_routing'],
      ['half a retry', input({ routing: routing({ retryCount: 0.5 }) }), 'routing.retryCount', 'invalid_routing'],
      [
        'a mock status of 100',
        op({ mock: { status: 100, headers: [], body: '' } }),
        'operations[0].mock.status',
        'invalid_mock',
      ],
      [
        'a mock that frames itself',
        op({ mock: { status: 200, headers: [{ name: 'Content-Length', value: '1' }], body: '' } }),
        'operations[0].mock.headers[0].name',
        'invalid_mock',
      ],
      [
        'a line break in a mock header',
        op({ mock: { status: 200, headers: [{ name: 'a', value: '\n' }], body: '' } }),
        'operations[0].mock.headers[0].value',
        'invalid_mock',
      ],
      [
        'a source that is not in the path',
        mapped({
          parameters: [{ from: { location: 'PATH', name: 'x' }, to: null, required: true, defaultValue: null }],
        }),
        'operations[0].mapping.parameters[0].from',
        'invalid_parameter',
      ],
      [
        'a target that is not in the backend path',
        constant('PATH', 'x'),
        'operations[0].mapping.constants[0].to',
        'invalid_parameter',
      ],
      [
        'a target header with a space',
        constant('HEAD', 'a b'),
        'operations[0].mapping.constants[0].to',
        'invalid_parameter',
      ],
      [
        'a target header of the gateway',
        constant('HEAD', 'Transfer-Encoding'),
        'operations[0].mapping.constants[0].to',
        'invalid_parameter',
      ],
      ['a target without a name', constant('QUERY', ''), 'operations[0].mapping.constants[0].to', 'invalid_parameter'],
      [
        'a constant with a line break',
        constant('HEAD', 'a', 'b\r\nc: d'),
        'operations[0].mapping.constants[0].value',
        'invalid_parameter',
      ],
      [
        'a default with a line break',
        mapped({ parameters: [{ from: query, to: query, required: false, defaultValue: '\n' }] }),
        'operations[0].mapping.parameters[0].defaultValue',
        'invalid_parameter',
      ],
      [
        'one target twice',
        mapped({ constants: [{ to: query, value: 'a' }], system: [{ to: query, variable: 'CaDomain' }] }),
        'operations[0].mapping.system[0].to',
        'invalid_parameter',
      ],
    ])('%s', (_what, given, field, code) => {
      expect(faultsOf(given)).toEqual([{ code, proxyId: 'p1', proxyName: 'shop', field, message: expect.any(String) }]);
    });

    it('finds all of them at once', () => {
      const given = input({
        clientRoute: route({ paths: ['/'], hosts: ['a:1'] }),
        operations: [operation({ path: '/{' }), operation({ path: '/a', backendPath: '/{b}' })],
        routing: routing({ addresses: [address('gopher://a')] }),
      });
      expect(faultsOf(given).map(({ field }) => field)).toEqual([
        'clientRoute.paths[0]',
        'clientRoute.hosts[0]',
        'operations[0].path',
        'operations[1].backendPath',
        'routing.addresses[0].address',
      ]);
    });

    it('checks nothing of an inactive operation', () => {
      expect(faultsOf(op({ path: '/{', active: false }))).toEqual([]);
    });
  });

  describe('the result', () => {
    it('is frozen all the way down', () => {
      const { fragment } = compiledOf(input());
      expect(Object.isFrozen(fragment.routes[0]?.match.hosts)).toBe(true);
      expect(Object.isFrozen(fragment.upstreams[0]?.endpoints[0])).toBe(true);
    });

    it('does not freeze what it was given', () => {
      const given = { ...input(), definition: definition({ clientRoute: route({ methods: ['GET'] }) }) };
      compile(given);
      expect(Object.isFrozen(given.definition.clientRoute?.methods)).toBe(false);
      expect(Object.isFrozen(given.definition.operations[0])).toBe(false);
    });

    it('claims its client path', () => {
      expect(compiledOf(input()).claims).toEqual(['*|/shop/**|ANY|', '*|=/shop/items|GET|']);
    });

    it('has one fallback id for all members of a group', () => {
      const ids = [0, 1].map(
        (position) =>
          routesOf(input({}, { proxy: { id: `p${position}`, name: 'n' }, context: inGroup({}, { position }) })).at(-1)
            ?.id,
      );
      expect(ids[0]).toBe(ids[1]);
    });
  });
});
