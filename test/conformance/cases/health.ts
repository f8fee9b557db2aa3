import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { Endpoint } from '../../../src/ir/fragment.js';
import type { ConformanceCase, Exchange, Expected, SettleExchange } from '../conformance-case.js';
import type { BackendPorts, SwitchedName } from '../support/backends.js';
import { forwarding } from './building.js';

const checked = (port: number, change: Partial<Endpoint> = {}) => endpointAt(port, { healthCheck: true, ...change });

const settles = (expect: Expected, inARow: number): SettleExchange => ({
  kind: 'settle',
  request: { target: '/' },
  inARow,
  expect,
});

const turn = (backend: SwitchedName, isOn: boolean): Exchange => ({ kind: 'turn', backend, isOn });

const among = (
  name: string,
  about: string,
  endpoints: (ports: BackendPorts) => readonly Endpoint[],
  exchanges: readonly Exchange[],
): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({ p: forwarding(ports, { endpoints: endpoints(ports) }) }),
  exchanges,
});

const REFUSED: Expected = { status: 503, body: /\[ERR-069\]/ };

export const HEALTH: readonly ConformanceCase[] = [
  among('HealthUp', 'Checked endpoints serve while they are up', ({ a, b }) => [checked(a), checked(b)], [
    { kind: 'spread', request: { target: '/' }, count: 6, within: 0, expect: { a: 3, b: 3 } },
  ]),
  among('HealthDown', 'An endpoint that is down gets nothing', ({ dead, b }) => [checked(dead), checked(b)], [
    settles({ received: { backend: 'b' } }, 8),
  ]),
  among(
    'HealthUnchecked',
    'An endpoint that nobody checks counts as up',
    ({ dead, b }) => [checked(dead), endpointAt(b)],
    [settles({ received: { backend: 'b' } }, 8)],
  ),
  among(
    'HealthReturns',
    'An endpoint that is up again serves again',
    ({ returning, b }) => [checked(returning), checked(b)],
    [
      settles({ received: { backend: 'b' } }, 8),
      turn('returning', true),
      settles({ received: { backend: 'returning' } }, 1),
      settles({ status: 200 }, 8),
    ],
  ),
  among('HealthLeaves', 'An endpoint that goes down is left out', ({ leaving, b }) => [checked(leaving), checked(b)], [
    turn('leaving', true),
    settles({ received: { backend: 'leaving' } }, 1),
    turn('leaving', false),
    settles({ received: { backend: 'b' } }, 8),
  ]),
  among('HealthAllDown', 'When all are down, all are tried', ({ alone, dead }) => [checked(alone), checked(dead)], [
    settles(REFUSED, 8),
    turn('alone', true),
    settles({ received: { backend: 'alone' } }, 8),
  ]),
  among(
    'HealthFailover',
    'A failover endpoint serves when all others are down',
    ({ dead, b }) => [checked(dead), checked(dead), checked(b, { role: 'failover' })],
    [settles({ received: { backend: 'b' } }, 8)],
  ),
  among(
    'HealthOneIsEnough',
    'A failover endpoint gets nothing while one of the others is up',
    ({ dead, a, b }) => [checked(dead), checked(dead), checked(dead), checked(a), checked(b, { role: 'failover' })],
    [settles({ received: { backend: 'a' } }, 12)],
  ),
  among(
    'HealthTls',
    'An endpoint with TLS may be checked',
    ({ right, dead }) => [
      checked(right, { scheme: 'https', host: 'localhost' }),
      checked(dead, { scheme: 'https', host: 'localhost' }),
    ],
    [settles({ status: 200, received: { backend: 'right' } }, 8)],
  ),
];
