import type { ConformanceCase, ExpectedAtBackend, TestRequest } from '../conformance-case.js';
import { asks, below, forwarding, saying } from './building.js';

type Headers = NonNullable<TestRequest['headers']>;

/** What a backend receives of these headers. */
const receives = (
  name: string,
  about: string,
  headers: Headers,
  expected: ExpectedAtBackend['headers'],
): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({ p: forwarding(ports) }),
  exchanges: [asks({ target: '/', headers }, { status: 200, received: { headers: expected ?? {} } })],
});

const HOST = { host: 'shop.example:99' };

export const HEADERS: readonly ConformanceCase[] = [
  {
    name: 'HeadersOfTheGatewayChooseNothing',
    about: 'Headers by which a gateway finds routes are its own, whatever a client says under their names',
    serves: (ports) => ({
      p: forwarding(ports, { path: below('/mine') }),
      q: saying({ other: { path: below('/other') } }),
    }),
    exchanges: [
      asks(
        {
          target: '/mine/a',
          headers: { 'gatewright-scope': '/other', 'gatewright-path': '/other', 'gatewright-cluster': 'c' },
        },
        { status: 200, received: { target: '/mine/a' } },
      ),
    ],
  },
  receives('ForwardedFor', 'The backend learns who the client is', HOST, { 'x-forwarded-for': '127.0.0.1' }),
  receives(
    'ForwardedForChain',
    "The client's address is put behind the ones that were named before",
    { ...HOST, 'x-forwarded-for': '192.0.2.7, 198.51.100.3' },
    { 'x-forwarded-for': '192.0.2.7, 198.51.100.3, 127.0.0.1' },
  ),
  receives('ForwardedHost', 'The backend learns which host the client asked for', HOST, {
    'x-forwarded-host': 'shop.example:99',
  }),
  receives('ForwardedProto', 'The backend learns which scheme the client used', HOST, { 'x-forwarded-proto': 'http' }),
  receives(
    'ForwardedIsOurs',
    'A client cannot claim host, scheme or port',
    {
      ...HOST,
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '1',
      'x-forwarded-prefix': '/x',
      forwarded: 'for=1.2.3.4',
    },
    {
      'x-forwarded-host': 'shop.example:99',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': null,
      'x-forwarded-prefix': null,
      forwarded: null,
    },
  ),
  receives(
    'ForwardedWithUnderscores',
    'Underscores do not get a claim through',
    { ...HOST, x_forwarded_proto: 'https', 'X_Forwarded-Host': 'evil.example', proxy_authorization: 'x' },
    { x_forwarded_proto: null, 'x_forwarded-host': null, proxy_authorization: null },
  ),
  receives(
    'HeadersWithUnderscores',
    'Other headers with underscores pass',
    { ...HOST, my_header: '1' },
    { my_header: '1' },
  ),
  receives(
    'HeadersPass',
    'What a client says otherwise passes as it is',
    {
      ...HOST,
      'x-custom': 'a  b; "c"',
      cookie: 'a=1; b=2',
      authorization: 'Bearer x',
      'x-request-id': 'mine',
      accept: '*/*',
      'accept-encoding': 'gzip',
      'user-agent': 'conformance',
      'x-empty': '',
    },
    {
      'x-custom': 'a  b; "c"',
      cookie: 'a=1; b=2',
      authorization: 'Bearer x',
      'x-request-id': 'mine',
      accept: '*/*',
      'accept-encoding': 'gzip',
      'user-agent': 'conformance',
      'x-empty': '',
    },
  ),
  receives(
    'HeadersRepeated',
    'A repeated header keeps all its values',
    { ...HOST, 'x-many': ['1', '2', '3'] },
    {
      'x-many': '1, 2, 3',
    },
  ),
  receives(
    'HopByHop',
    'Headers of the connection end at the gateway, also those that Connection names',
    {
      ...HOST,
      connection: 'close, x-mine',
      'x-mine': '1',
      'keep-alive': 'timeout=5',
      'proxy-authorization': 'Basic x',
      te: 'trailers',
    },
    { 'x-mine': null, 'keep-alive': null, 'proxy-authorization': null, te: null },
  ),
  receives('HeadersNothingAdded', 'The gateway adds nothing of its own kind', HOST, {
    'x-envoy-external-address': null,
    'x-envoy-internal': null,
    'x-envoy-expected-rq-timeout-ms': null,
    'x-request-id': null,
    'gatewright-forwarded-for': null,
    via: null,
  }),
  receives(
    'CorrelationId',
    'Each request gets an id that a client cannot choose',
    {
      ...HOST,
      'apinizer-correlation-id': 'mine',
    },
    { 'apinizer-correlation-id': /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/ },
  ),
  {
    name: 'HostOfBackend',
    about: 'The backend is asked by its own name',
    serves: (ports) => ({ p: forwarding(ports) }),
    exchanges: [asks({ target: '/', headers: HOST }, { received: { headers: { host: /^127\.0\.0\.1:\d+$/ } } })],
  },
  {
    name: 'HeadersMany',
    about: 'Their number alone is no reason to refuse headers',
    serves: (ports) => ({ p: forwarding(ports) }),
    exchanges: [
      asks(
        { target: '/', headers: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x-${index}`, 'v'])) },
        { status: 200, received: { headers: { 'x-0': 'v', 'x-499': 'v' } } },
      ),
    ],
  },
  {
    name: 'HeadersLarge',
    about: 'Headers up to 30 kB pass',
    serves: (ports) => ({ p: forwarding(ports) }),
    exchanges: [
      asks(
        { target: '/', headers: { 'x-large': 'x'.repeat(30_000) } },
        { status: 200, received: { headers: { 'x-large': /^x{30000}$/ } } },
      ),
    ],
  },
  {
    name: 'HeadersTooLarge',
    about: 'Headers beyond 32 KiB are refused',
    serves: (ports) => ({ p: forwarding(ports) }),
    exchanges: [
      {
        kind: 'raw',
        bytes: `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-large: ${'x'.repeat(40_000)}\r\n\r\n`,
        expect: { status: 431 },
      },
    ],
  },
  {
    name: 'TwoHosts',
    about: 'A request with two hosts is refused',
    serves: (ports) => ({ p: forwarding(ports) }),
    exchanges: [
      {
        kind: 'raw',
        bytes: 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
        expect: { status: 400 },
      },
    ],
  },
];
