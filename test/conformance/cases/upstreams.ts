import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { ConformanceCase } from '../conformance-case.js';
import { asks, forwarding } from './building.js';

const spread = (count: number, expect: Readonly<Record<string, number>>, within = 0) =>
  ({ kind: 'spread', request: { target: '/' }, count, within, expect }) as const;

export const UPSTREAMS: readonly ConformanceCase[] = [
  {
    name: 'BalanceRoundRobin',
    about: 'Endpoints take turns',
    serves: (ports) => ({
      p: forwarding(ports, { endpoints: [endpointAt(ports.a), endpointAt(ports.b), endpointAt(ports.c)] }),
    }),
    exchanges: [spread(9, { a: 3, b: 3, c: 3 })],
  },
  {
    name: 'BalanceWeights',
    about: 'Weights share the traffic out',
    serves: (ports) => ({
      p: forwarding(ports, {
        upstream: { balancing: 'weighted' },
        endpoints: [endpointAt(ports.a, { weight: 3 }), endpointAt(ports.b, { weight: 1, role: 'canary' })],
      }),
    }),
    exchanges: [spread(40, { a: 30, b: 10 }, 1)],
  },
  {
    name: 'BalanceWeightZero',
    about: 'An endpoint of weight 0 takes no traffic',
    serves: (ports) => ({
      p: forwarding(ports, { endpoints: [endpointAt(ports.a, { weight: 0 }), endpointAt(ports.b)] }),
    }),
    exchanges: [spread(4, { b: 4 })],
  },
  {
    name: 'BalanceFirst',
    about: 'Only the first endpoint is used',
    serves: (ports) => ({
      p: forwarding(ports, { upstream: { balancing: 'first' }, endpoints: [endpointAt(ports.b), endpointAt(ports.a)] }),
    }),
    exchanges: [spread(4, { b: 4 })],
  },
  {
    name: 'RetryElsewhere',
    about: 'A request that one endpoint does not take goes to another',
    serves: (ports) => ({
      p: forwarding(ports, {
        action: { retries: { same: 0, others: 1 } },
        endpoints: [endpointAt(ports.dead), endpointAt(ports.b)],
      }),
    }),
    exchanges: [spread(4, { b: 4 })],
  },
  {
    name: 'RetryWithBody',
    about: 'A request with a small body that reached nobody goes to another endpoint with its body',
    serves: (ports) => ({
      p: forwarding(ports, {
        action: { retries: { same: 0, others: 1 } },
        endpoints: [endpointAt(ports.dead), endpointAt(ports.b)],
      }),
    }),
    exchanges: [1, 2].map(() =>
      asks({ target: '/', method: 'POST', body: 'kept' }, { status: 200, received: { backend: 'b', body: 'kept' } }),
    ),
  },
  {
    name: 'RetryNotPost',
    about: 'A POST that a backend may have seen is not repeated',
    serves: (ports) => ({ p: forwarding(ports, { action: { retries: { same: 2, others: 0 } } }) }),
    exchanges: [
      asks({ target: '/?do=reset', method: 'POST', body: 'x', headers: { 'x-count': 'post' } }, { status: 503 }),
      { kind: 'seen', count: 'post', expect: 1 },
    ],
  },
  {
    name: 'RetryNone',
    about: 'Without retries a request is sent once',
    serves: (ports) => ({ p: forwarding(ports) }),
    exchanges: [
      asks({ target: '/?do=reset', headers: { 'x-count': 'once' } }, { status: 503 }),
      { kind: 'seen', count: 'once', expect: 1 },
    ],
  },
  {
    name: 'TimeoutOfResponse',
    about: 'A backend that says nothing in time is given up',
    serves: (ports) => ({ p: forwarding(ports, { action: { responseTimeoutMs: 200 } }) }),
    exchanges: [asks('/?do=silence', { status: 408, body: /\[ERR-066\],\[Backend did not answer in time!\],\[408\]/ })],
  },
  {
    name: 'TimeoutNotRepeated',
    about: 'A request that took too long is not sent again when there are no retries',
    serves: (ports) => ({ p: forwarding(ports, { action: { responseTimeoutMs: 200 } }) }),
    exchanges: [
      asks({ target: '/?do=silence', headers: { 'x-count': 'slow' } }, { status: 408 }),
      { kind: 'seen', count: 'slow', expect: 1 },
    ],
  },
];
