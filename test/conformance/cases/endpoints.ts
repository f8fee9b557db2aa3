import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { ConformanceCase, TestRequest } from '../conformance-case.js';
import { asks, below, forwarding } from './building.js';

const until = (backend: string, request: TestRequest, target: string) =>
  ({ kind: 'settle', request, inARow: 1, expect: { received: { backend, target } } }) as const;

export const ENDPOINTS: readonly ConformanceCase[] = [
  {
    name: 'BasePathsDiffer',
    about: 'Each endpoint has the request below its own base path',
    serves: (ports) => ({
      p: forwarding(ports, {
        path: below('/in'),
        action: { rewrite: { kind: 'replace-prefix', prefix: '/in', replacement: '' } },
        endpoints: [
          endpointAt(ports.a, { basePath: '/one' }),
          endpointAt(ports.b, { basePath: '/two/%C3' }),
          endpointAt(ports.c),
        ],
      }),
    }),
    exchanges: [
      until('a', { target: '/in/x?y=z' }, '/one/x?y=z'),
      until('b', { target: '/in/x?y=z' }, '/two/%C3/x?y=z'),
      until('c', { target: '/in/x?y=z' }, '/x?y=z'),
      until('a', { target: '/in?y=z' }, '/one?y=z'),
      until('b', { target: '/in/' }, '/two/%C3/'),
      until('c', { target: '/in?y=z' }, '/?y=z'),
      until('a', { target: '/in/x', headers: { 'gatewright-base': '/elsewhere' } }, '/one/x'),
      until('c', { target: '/in/x', headers: { 'gatewright-base': '/elsewhere' } }, '/x'),
    ],
  },
  {
    name: 'BasePathsDifferAfterRetry',
    about: 'A request that goes on to another endpoint goes below that one’s base path',
    serves: (ports) => ({
      p: forwarding(ports, {
        action: { retries: { same: 0, others: 1 } },
        endpoints: [
          endpointAt(ports.dead, { basePath: '/dead' }),
          endpointAt(ports.b, { basePath: '/b' }),
          endpointAt(ports.a, { basePath: '/mirrored', role: 'mirror' }),
        ],
      }),
    }),
    exchanges: [1, 2, 3, 4].flatMap((turn) => [
      asks(
        { target: `/x${turn}`, headers: { 'x-count': `based-${turn}` } },
        { received: { backend: 'b', target: `/b/x${turn}` } },
      ),
      { kind: 'copy', at: 'a', count: `based-${turn}`, expect: { target: `/mirrored/x${turn}` } } as const,
    ]),
  },
  {
    name: 'MethodRewrite',
    about: 'A route may call its backend with another method',
    serves: (ports) => ({
      p: forwarding(ports, {
        action: { method: 'PUT' },
        endpoints: [endpointAt(ports.a), endpointAt(ports.b, { role: 'mirror' })],
      }),
    }),
    exchanges: [
      asks('/', { received: { method: 'PUT', body: '' } }),
      asks(
        { target: '/x', method: 'POST', body: 'text', headers: { 'x-count': 'method' } },
        { received: { method: 'PUT', target: '/x', body: 'text' } },
      ),
      { kind: 'copy', at: 'b', count: 'method', expect: { method: 'PUT', target: '/x', body: 'text' } },
    ],
  },
  {
    name: 'MethodRewriteOfHead',
    about: 'Who asks by HEAD gets no body, whatever the backend is asked by',
    serves: (ports) => ({ p: forwarding(ports, { action: { method: 'GET' } }) }),
    exchanges: [
      asks({ target: '/?do=teapot', method: 'HEAD' }, { status: 418, body: '' }),
      asks({ target: '/?do=chunks', method: 'HEAD' }, { status: 200, body: '' }),
      asks({ target: '/?do=large', method: 'HEAD' }, { status: 200, body: '' }),
      asks({ target: '/?do=teapot', method: 'POST' }, { status: 418, body: 'tea' }),
    ],
  },
  {
    name: 'MethodRewriteToHead',
    about: 'A backend that is asked by HEAD brings no body',
    serves: (ports) => ({ p: forwarding(ports, { action: { method: 'HEAD' } }) }),
    exchanges: [asks('/?do=nothing', { status: 204, body: '' })],
  },
];
