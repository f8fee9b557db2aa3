import type { Endpoint, Upstream } from '../../../ir/fragment.js';
import { endpointAt } from '../../embedded/testing/fixture.js';
import { attemptsOf } from './retries.js';

type Roles = readonly Endpoint['role'][];
type Balancing = Upstream['balancing'];

/** Roles, balancing, retries on the same and on others; attempts at one level, retries in all, whether it goes on. */
const CASES: readonly (readonly [Roles, Balancing, number, number, number, number, boolean])[] = [
  [['primary'], 'random', 0, 0, 1, 0, false],
  [['primary'], 'random', 2, 0, 3, 2, false],
  // There are no others.
  [['primary'], 'random', 0, 2, 1, 0, false],
  [['primary', 'canary'], 'random', 0, 5, 2, 1, false],
  [['primary', 'failover'], 'random', 0, 0, 1, 1, true],
  [['primary', 'failover'], 'random', 2, 0, 3, 3, true],
  // The failover one is an other.
  [['primary', 'failover'], 'random', 0, 1, 1, 1, true],
  [['primary', 'failover', 'failover'], 'random', 0, 0, 1, 2, true],
  [['primary', 'primary', 'failover'], 'random', 0, 0, 1, 1, true],
  [['primary', 'primary', 'failover'], 'random', 0, 1, 2, 2, true],
  [['primary', 'primary', 'primary'], 'first', 0, 0, 1, 0, false],
  [['primary', 'primary', 'primary'], 'first', 1, 0, 2, 1, false],
  [['primary', 'primary', 'primary'], 'first', 0, 1, 1, 1, true],
  [['primary', 'primary', 'primary'], 'first', 0, 9, 1, 2, true],
  [['primary', 'primary', 'failover'], 'first', 0, 1, 1, 2, true],
  [['failover', 'failover'], 'random', 0, 0, 1, 1, true],
];

describe('attemptsOf', () => {
  it.each(CASES)('%j, %s, same %d, others %d', (roles, balancing, same, others, perLevel, retries, goesOn) => {
    const endpoints = roles.map((role, index) => endpointAt(index + 1, { role }));
    const upstream = { name: 'backend', balancing, endpoints, connectTimeoutMs: 1_000 };
    expect(attemptsOf(upstream, { same, others })).toEqual({ perLevel, retries, goesOn });
  });
});
