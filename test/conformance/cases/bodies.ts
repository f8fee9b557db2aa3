import type { ConformanceCase, Exchange } from '../conformance-case.js';
import { asks, forwarding } from './building.js';

const bodies = (name: string, about: string, exchanges: readonly Exchange[]): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({ p: forwarding(ports) }),
  exchanges,
});

const posts = (
  body: string,
  change: { readonly chunked?: boolean; readonly target?: string; readonly method?: string } = {},
) => ({
  target: '/',
  method: 'POST',
  headers: { 'content-type': 'text/plain' },
  body,
  ...change,
});

export const BODIES: readonly ConformanceCase[] = [
  bodies('BodyWithLength', 'A body of known length passes', [
    asks(posts('hello'), {
      received: { body: 'hello', headers: { 'content-length': '5', 'content-type': 'text/plain' } },
    }),
  ]),
  bodies('BodyChunked', 'A body in chunks passes', [
    asks(posts('hello', { chunked: true }), { received: { body: 'hello' } }),
  ]),
  bodies('BodyEmpty', 'An empty body stays empty', [asks(posts(''), { received: { method: 'POST', body: '' } })]),
  bodies('BodyOfEveryMethod', 'PUT, PATCH and DELETE may have a body', [
    asks(posts('1', { method: 'PUT' }), { received: { method: 'PUT', body: '1' } }),
    asks(posts('2', { method: 'PATCH' }), { received: { method: 'PATCH', body: '2' } }),
    asks(posts('3', { method: 'DELETE' }), { received: { method: 'DELETE', body: '3' } }),
  ]),
  bodies('BodyLarge', 'A body of two megabytes passes', [
    asks(posts('x'.repeat(2_000_000), { target: '/?do=length' }), { status: 200, body: '2000000' }),
    asks(posts('x'.repeat(2_000_000), { target: '/?do=length', chunked: true }), { status: 200, body: '2000000' }),
  ]),
  bodies('BodyUtf8', 'Bytes of a body are not touched', [asks(posts('é€😀'), { received: { body: 'é€😀' } })]),
  bodies('BodyTwoLengths', 'A body with a length and chunks is refused', [
    {
      kind: 'raw',
      bytes:
        'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      expect: { status: 400 },
    },
  ]),
  bodies('BodyExpectContinue', 'A client that waits for leave to send gets it', [
    {
      kind: 'raw',
      bytes:
        'POST /?do=length HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok',
      expect: { status: 100 },
    },
  ]),
];
