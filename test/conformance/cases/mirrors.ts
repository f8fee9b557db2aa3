import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { Endpoint } from '../../../src/ir/fragment.js';
import type { ConformanceCase, Exchange, ExpectedAtBackend, TestRequest } from '../conformance-case.js';
import type { BackendPorts } from '../support/backends.js';
import { asks, below, type ForwardSpec, forwarding } from './building.js';

const mirror = (port: number, change: Partial<Endpoint> = {}) => endpointAt(port, { role: 'mirror', ...change });

const counted = (count: string, request: TestRequest): TestRequest => ({
  ...request,
  headers: { ...request.headers, 'x-count': count },
});

const copy = (at: 'a' | 'b' | 'c' | 'right', count: string, expect: ExpectedAtBackend): Exchange => ({
  kind: 'copy',
  at,
  count,
  expect,
});

const among = (
  name: string,
  about: string,
  endpoints: (ports: BackendPorts) => readonly Endpoint[],
  exchanges: readonly Exchange[],
  spec: ForwardSpec = {},
): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({ p: forwarding(ports, { ...spec, endpoints: endpoints(ports) }) }),
  exchanges,
});

const FROM_A = { status: 200, received: { backend: 'a' } };

export const MIRRORS: readonly ConformanceCase[] = [
  among('Mirror', 'A mirror gets a copy and does not answer', ({ a, b }) => [endpointAt(a), mirror(b)], [
    asks(counted('copy', { target: '/x?y=z', headers: { 'x-forwarded-for': '10.1.1.1', 'x-mine': '1' } }), FROM_A),
    copy('b', 'copy', {
      method: 'GET',
      target: '/x?y=z',
      headers: {
        host: /^127\.0\.0\.1:\d+$/,
        'x-mine': '1',
        'x-forwarded-for': '10.1.1.1, 127.0.0.1',
        'x-envoy-internal': null,
        'apinizer-correlation-id': /^[0-9a-f-]{36}$/,
      },
    }),
  ]),
  among('MirrorBody', 'A copy has the body', ({ a, b }) => [endpointAt(a), mirror(b)], [
    asks(counted('body', { target: '/', method: 'POST', body: 'both' }), {
      received: { backend: 'a', method: 'POST', body: 'both' },
    }),
    copy('b', 'body', { method: 'POST', body: 'both' }),
    asks(counted('chunks', { target: '/', method: 'PUT', body: 'x'.repeat(20_000), chunked: true }), FROM_A),
    copy('b', 'chunks', { method: 'PUT', body: 'x'.repeat(20_000) }),
  ]),
  among(
    'MirrorRewritten',
    'A copy goes below the base path of the mirror',
    ({ a, b, c }) => [
      endpointAt(a, { basePath: '/one' }),
      mirror(b, { basePath: '/two/long' }),
      mirror(c, { basePath: '/one' }),
    ],
    [
      asks(counted('based', { target: '/in/x?y=z' }), { received: { backend: 'a', target: '/one/out/x?y=z' } }),
      copy('b', 'based', { target: '/two/long/out/x?y=z' }),
      copy('c', 'based', { target: '/one/out/x?y=z' }),
    ],
    { path: below('/in'), action: { rewrite: { kind: 'replace-prefix', prefix: '/in', replacement: '/out' } } },
  ),
  among(
    'MirrorEmptyPath',
    'A copy of the base path itself is that of the mirror, without a slash',
    ({ a, b, c }) => [endpointAt(a, { basePath: '/one' }), mirror(b, { basePath: '/two' }), mirror(c)],
    [
      asks(counted('empty', { target: '/in?y=z' }), { received: { backend: 'a', target: '/one?y=z' } }),
      copy('b', 'empty', { target: '/two?y=z' }),
      copy('c', 'empty', { target: '/?y=z' }),
    ],
    { path: below('/in'), action: { rewrite: { kind: 'replace-prefix', prefix: '/in', replacement: '' } } },
  ),
  among('MirrorDead', 'Nobody notices that the mirror is not there', ({ a, dead }) => [endpointAt(a), mirror(dead)], [
    asks('/', FROM_A),
    asks({ target: '/', method: 'POST', body: 'x' }, FROM_A),
  ]),
  among('MirrorFails', 'What the mirror answers does not matter', ({ a, b }) => [endpointAt(a), mirror(b)], [
    asks(counted('fails', { target: '/?do=teapot' }), { status: 418, body: 'tea' }),
    copy('b', 'fails', { target: '/?do=teapot' }),
    asks('/', FROM_A),
  ]),
  among(
    'MirrorOfDead',
    'A mirror gets a copy when no backend can be reached, but never answers',
    ({ dead, b }) => [endpointAt(dead), mirror(b)],
    [
      asks(counted('orphan', { target: '/' }), { status: 503, body: /\[ERR-069\]/ }),
      copy('b', 'orphan', { target: '/' }),
    ],
  ),
  among(
    'MirrorTls',
    'A mirror may speak TLS',
    (ports) => [endpointAt(ports.a), mirror(ports.right, { scheme: 'https', host: 'localhost' })],
    [asks(counted('sealed', { target: '/s' }), FROM_A), copy('right', 'sealed', { target: '/s' })],
  ),
  among(
    'MirrorChecked',
    'A mirror may be checked',
    ({ a, b }) => [endpointAt(a, { healthCheck: true }), mirror(b, { healthCheck: true })],
    [
      { kind: 'settle', request: { target: '/' }, inARow: 1, expect: FROM_A },
      asks(counted('checked', { target: '/' }), FROM_A),
      copy('b', 'checked', { target: '/' }),
    ],
  ),
  among('MirrorNoTunnel', 'A WebSocket is not copied', ({ a, b }) => [endpointAt(a), mirror(b)], [
    { kind: 'tunnel', target: '/socket?count=tunnel', message: 'once' },
    asks(counted('after', { target: '/' }), FROM_A),
    copy('b', 'after', { target: '/' }),
    { kind: 'seen', count: 'tunnel', expect: 1 },
  ]),
];
