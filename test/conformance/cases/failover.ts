import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { Endpoint, Upstream } from '../../../src/ir/fragment.js';
import type { ConformanceCase, Exchange } from '../conformance-case.js';
import type { BackendPorts } from '../support/backends.js';
import { asks, forwarding } from './building.js';

const standby = (port: number) => endpointAt(port, { role: 'failover' });

const from = (name: string, isAnswering: boolean): Exchange =>
  asks('/', isAnswering ? { status: 200, received: { backend: name } } : { status: 503, body: /\[ERR-069\]/ });

interface Spec {
  readonly endpoints: (ports: BackendPorts) => readonly Endpoint[];
  readonly same?: number;
  readonly others?: number;
  readonly balancing?: Upstream['balancing'];
}

const among = (
  name: string,
  about: string,
  { endpoints, same = 0, others = 0, balancing = 'round-robin' }: Spec,
  exchanges: readonly Exchange[],
): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({
    p: forwarding(ports, {
      endpoints: endpoints(ports),
      action: { retries: { same, others } },
      upstream: { balancing },
    }),
  }),
  exchanges,
});

const answers = (name: string, times = 4): readonly Exchange[] => Array.from({ length: times }, () => from(name, true));

export const FAILOVER: readonly ConformanceCase[] = [
  among(
    'Failover',
    'A failover endpoint takes over when the primary cannot be reached',
    { endpoints: ({ dead, b }) => [endpointAt(dead), standby(b)] },
    answers('b'),
  ),
  among(
    'FailoverWaits',
    'A failover endpoint gets nothing while the primary serves',
    { endpoints: ({ a, b }) => [endpointAt(a), standby(b)] },
    answers('a'),
  ),
  among(
    'FailoverInOrder',
    'Failover endpoints are tried in their order',
    { endpoints: ({ dead, b, c }) => [endpointAt(dead), standby(dead), standby(c), standby(b)] },
    answers('c'),
  ),
  among(
    'FailoverOfSeveral',
    'One primary that cannot be reached is enough',
    { endpoints: ({ dead, b }) => [endpointAt(dead), endpointAt(dead), standby(b)] },
    answers('b'),
  ),
  among(
    'FailoverAfterSame',
    'Retries at the primary come first',
    { endpoints: ({ dead, b }) => [endpointAt(dead), standby(b)], same: 2 },
    answers('b'),
  ),
  among(
    'FailoverAfterOthers',
    'Other primaries come first',
    { endpoints: ({ dead, b, c }) => [endpointAt(dead), endpointAt(c), standby(b)], others: 1 },
    answers('c'),
  ),
  among(
    'FailoverAlone',
    'Failover endpoints without a primary serve',
    { endpoints: ({ b, c }) => [standby(c), standby(b)] },
    answers('c'),
  ),
  among(
    'FailoverAllDead',
    'Nobody can be reached',
    { endpoints: ({ dead }) => [endpointAt(dead), standby(dead), standby(dead)] },
    [from('', false)],
  ),
  among('FailoverWithBody', 'A small body goes along', { endpoints: ({ dead, b }) => [endpointAt(dead), standby(b)] }, [
    asks({ target: '/', method: 'POST', body: 'kept' }, { received: { backend: 'b', body: 'kept' } }),
  ]),
  among(
    'FailoverNotOnceSent',
    'What the primary may have seen does not go on',
    { endpoints: ({ a, b }) => [endpointAt(a), standby(b)] },
    [
      asks({ target: '/?do=reset', method: 'POST', body: 'x', headers: { 'x-count': 'over' } }, { status: 503 }),
      { kind: 'seen', count: 'over', expect: 1 },
      asks('/?do=broken', { status: 503, body: 'own 503' }),
    ],
  ),
  among(
    'FailoverGivesBack',
    'The primary serves again as soon as it can be reached',
    { endpoints: ({ primary, b }) => [endpointAt(primary), standby(b)] },
    [
      from('b', true),
      { kind: 'turn', backend: 'primary', isOn: true },
      { kind: 'settle', request: { target: '/' }, inARow: 1, expect: { received: { backend: 'primary' } } },
      { kind: 'turn', backend: 'primary', isOn: false },
      from('b', true),
    ],
  ),
  among(
    'FailoverOfFirst',
    'Where the first endpoint is preferred, the others come before the failover ones',
    {
      endpoints: ({ dead, b, c }) => [endpointAt(dead), endpointAt(c), standby(b)],
      balancing: 'first',
      others: 1,
    },
    answers('c'),
  ),
  among(
    'RetryOfFirst',
    'Where the first endpoint is preferred, a retry goes to the second',
    { endpoints: ({ dead, b, c }) => [endpointAt(dead), endpointAt(c), endpointAt(b)], balancing: 'first', others: 1 },
    answers('c'),
  ),
  among(
    'RetryOfFirstSame',
    'Where the first endpoint is preferred, a request may be repeated there',
    { endpoints: ({ dead, b }) => [endpointAt(dead), endpointAt(b)], balancing: 'first', same: 1 },
    [from('', false)],
  ),
];
