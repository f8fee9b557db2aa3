import type { ParameterCheck, ParameterLocation } from '../model/api-proxy.js';
import type { CompileInput } from './compile.js';
import { faultsOf } from './testdata/look.js';
import { address, inGroup, input, mapped, operation, route, routing } from './testdata/samples.js';

describe('compile: faults', () => {
  const op = (change: object) => input({ operations: [operation(change)] });
  const to = (text: string, change = {}) => input({ routing: routing({ addresses: [address(text, change)] }) });
  const client = (change: object) => input({ clientRoute: route(change) });
  const constant = (location: ParameterLocation, name: string, value = 'v') =>
    mapped({ constants: [{ to: { location, name }, value }] });
  const query = { location: 'QUERY', name: 'q' } as const;

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
    [
      'a query in a path that no description wrote',
      input({ source: 'EMPTY_API', operations: [operation({ path: '/a?b' })] }),
      'operations[0].path',
      'invalid_path',
    ],
    ['a query in a path of the backend', op({ backendPath: '/a?b' }), 'operations[0].backendPath', 'invalid_path'],
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
      'a header constant beyond Latin-1',
      constant('HEAD', 'a', '\u4e2d'),
      'operations[0].mapping.constants[0].value',
      'invalid_parameter',
    ],
    [
      'a default with a line break',
      mapped({ parameters: [{ from: query, to: query, required: false, defaultValue: '\n' }] }),
      'operations[0].mapping.parameters[0].defaultValue',
      'invalid_parameter',
    ],
    ['a pattern that is none', checking({ type: 'STRING', pattern: '[' }), inCheck('pattern'), 'invalid_parameter'],
    [
      'bounds of no length',
      checking({ type: 'STRING', minLength: 2, maxLength: 1 }),
      inCheck('minLength'),
      'invalid_parameter',
    ],
    [
      'bounds of no number',
      checking({ type: 'INT', minValue: 2, maxValue: 1 }),
      inCheck('minValue'),
      'invalid_parameter',
    ],
    ['no value to be one of', checking({ type: 'STRING', values: [] }), inCheck('values'), 'invalid_parameter'],
    [
      'a content type with a line break',
      mapped({ contentType: { kind: 'CUSTOM', value: 'a\nb: c' } }),
      'operations[0].mapping.contentType.value',
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

function inCheck(member: string): string {
  return `operations[0].mapping.parameters[0].check.${member}`;
}

function checking(check: ParameterCheck): CompileInput {
  return mapped({
    parameters: [{ from: { location: 'QUERY', name: 'q' }, to: null, required: false, defaultValue: null, check }],
  });
}
