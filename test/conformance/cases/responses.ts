import type { RespondAction } from '../../../src/ir/fragment.js';
import type { ConformanceCase, Exchange } from '../conformance-case.js';
import { asks, exact, forwarding, saying } from './building.js';

const answers = (name: string, about: string, exchanges: readonly Exchange[]): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({ p: forwarding(ports) }),
  exchanges,
});

const OWN = [
  { name: 'Content-Type', value: 'application/json' },
  { name: 'X-Percent', value: '100%REQ(host)%' },
  { name: 'Set-Cookie', value: 'a=1' },
  { name: 'Set-Cookie', value: 'b=2' },
  { name: 'Transfer-Encoding', value: 'chunked' },
];

const textual = (status: number, headers: RespondAction['headers']): RespondAction => ({
  kind: 'respond',
  status,
  headers,
  body: 'x',
});

export const RESPONSES: readonly ConformanceCase[] = [
  answers('ResponsePasses', "A backend's answer passes with status and headers", [
    asks('/?do=teapot', { status: 418, headers: { 'x-kind': 'pot' }, body: 'tea' }),
  ]),
  answers('ResponseErrorIsTheBackends', "A backend's own error is not reworded", [
    asks('/?do=missing', { status: 404, headers: { 'content-type': 'application/json' }, body: '{"own":"404"}' }),
    asks('/?do=broken', { status: 503, body: 'own 503' }),
  ]),
  answers('ResponseEmpty', 'An answer without a body has none', [asks('/?do=nothing', { status: 204, body: '' })]),
  answers('ResponseHead', 'HEAD brings the headers alone', [
    asks({ target: '/?do=large', method: 'HEAD' }, { status: 200, body: '' }),
  ]),
  answers('ResponseRepeatedHeaders', 'Repeated headers stay apart', [
    asks('/?do=cookies', { headers: { 'set-cookie': 'a=1, b=2' } }),
  ]),
  answers('ResponseRedirect', 'A redirect is not followed and not changed', [
    asks('/?do=redirect', { status: 302, headers: { location: 'http://elsewhere.example/x' } }),
  ]),
  answers('ResponseHopByHop', "Headers of the backend's connection end at the gateway", [
    asks('/?do=hops', { body: 'hops', headers: { 'proxy-authenticate': null, 'keep-alive': /^(?!timeout=9)/ } }),
  ]),
  answers('ResponseConnectionNames', "So do headers that the backend's Connection header names", [
    asks('/?do=hops', { body: 'hops', headers: { 'x-mine': null } }),
    asks('/?do=hop', { body: 'hop', headers: { 'x-mine': null, 'x-other': '2' } }),
    asks('/?do=unnamed', { body: 'unnamed', headers: { 'x-mine': '1' } }),
  ]),
  answers('ResponseLarge', 'A large answer passes whole', [asks('/?do=large', { status: 200, body: /^x{3000000}$/ })]),
  answers('ResponseChunked', 'An answer in chunks passes', [asks('/?do=chunks', { body: 'one,two,three' })]),
  answers('ResponseTrailers', 'Trailers of an answer pass', [
    asks({ target: '/?do=trailers', headers: { te: 'trailers' } }, { body: 'body', trailers: { 'x-sum': '42' } }),
  ]),
  answers('ResponseServerAndDate', 'Server and Date are those of the backend', [
    asks('/?do=server', { headers: { server: 'mine/1', date: 'Thu, 01 Jan 1970 00:00:00 GMT' } }),
  ]),
  answers('ResponseNothingAdded', 'The gateway adds nothing of its own kind', [
    asks('/', {
      headers: { server: null, via: null, 'x-envoy-upstream-service-time': null, 'apinizer-correlation-id': null },
    }),
  ]),
  answers('ResponseStreams', 'What a backend sends arrives before the backend is done', [
    { kind: 'stream', target: '/?do=hold', expect: ['first', 'last'] },
  ]),
  answers('UpgradeWebSocket', 'A WebSocket goes through both ways', [
    { kind: 'tunnel', target: '/socket', message: 'hello' },
  ]),
  {
    name: 'RespondHeaders',
    about: "The gateway's own answer has the headers of its definition, except those of framing",
    serves: () => ({
      p: saying({ own: { action: { kind: 'respond', status: 202, headers: OWN, body: '{}' } } }),
    }),
    exchanges: [
      asks('/', {
        status: 202,
        headers: {
          'content-type': 'application/json',
          'x-percent': '100%REQ(host)%',
          'set-cookie': 'a=1, b=2',
          'content-length': '2',
          'transfer-encoding': null,
        },
        body: '{}',
      }),
    ],
  },
  {
    name: 'RespondWithoutType',
    about: 'An answer without a content type gets none',
    serves: () => ({ p: saying({ plain: {} }) }),
    exchanges: [asks('/', { body: 'plain', headers: { 'content-type': null } })],
  },
  {
    name: 'RespondLarge',
    about: 'An answer may be long',
    serves: () => ({
      p: saying({ own: { action: { kind: 'respond', status: 200, headers: [], body: 'y'.repeat(100_000) } } }),
    }),
    exchanges: [asks('/', { body: /^y{100000}$/ })],
  },
  {
    name: 'RespondLocation',
    about: 'Location is the one of the definition, or none',
    serves: () => ({
      p: saying({
        moved: {
          path: exact('/moved'),
          action: textual(301, [{ name: 'Location', value: 'http://elsewhere.example/' }]),
        },
        nowhere: { path: exact('/nowhere'), action: textual(302, []) },
        created: { path: exact('/created'), action: textual(201, []) },
      }),
    }),
    exchanges: [
      asks('/moved', { status: 301, headers: { location: 'http://elsewhere.example/' }, body: 'x' }),
      asks('/nowhere', { status: 302, headers: { location: null }, body: 'x' }),
      asks('/created', { status: 201, headers: { location: null }, body: 'x' }),
    ],
  },
  {
    name: 'RespondWithoutBody',
    about: 'An answer whose status has no body has none, whatever the definition says',
    serves: () => ({
      p: saying({
        empty: { path: exact('/empty'), action: textual(204, []) },
        same: { path: exact('/same'), action: textual(304, []) },
      }),
    }),
    exchanges: [asks('/empty', { status: 204, body: '' }), asks('/same', { status: 304, body: '' })],
  },
  {
    name: 'RespondStatus',
    about: 'Any status may be answered, with or without a body',
    serves: () => ({
      p: saying({
        gone: { methods: ['GET'], action: { kind: 'respond', status: 410, headers: [], body: '' } },
        none: { methods: ['PUT'], action: { kind: 'respond', status: 204, headers: [], body: '' } },
        broken: { methods: ['POST'], action: { kind: 'respond', status: 503, headers: [], body: 'as told' } },
      }),
    }),
    exchanges: [
      asks('/', { status: 410, body: '' }),
      asks({ target: '/', method: 'PUT' }, { status: 204, body: '' }),
      asks({ target: '/', method: 'POST' }, { status: 503, body: 'as told' }),
    ],
  },
];
