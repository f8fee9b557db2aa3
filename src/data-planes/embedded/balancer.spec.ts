import type { Endpoint, Upstream } from '../../ir/fragment.js';
import { Balancer } from './balancer.js';
import { EndpointHealth } from './endpoint-health.js';
import type { Target } from './target.js';
import { endpointAt } from './testing/fixture.js';
import { UpstreamPools } from './upstream-pools.js';

describe('Balancer', () => {
  const pools = new UpstreamPools();
  afterAll(() => pools.destroy());

  const balancer = (endpoints: Endpoint[], balancing: Upstream['balancing'] = 'weighted', random?: () => number) =>
    new Balancer({ name: 'u', balancing, endpoints, connectTimeoutMs: 100 }, pools, random);

  const ports = (sut: Balancer, count: number): (number | undefined)[] =>
    Array.from({ length: count }, () => sut.next([])?.endpoint.port);

  it('spreads by weight, smoothly, and gives weight 0 nothing', () => {
    const sut = balancer([endpointAt(1, { weight: 3 }), endpointAt(2), endpointAt(3, { weight: 0 })]);
    expect(ports(sut, 8)).toEqual([1, 1, 2, 1, 1, 1, 2, 1]);
  });

  it('gives a canary its share', () => {
    const sut = balancer([endpointAt(1, { weight: 9 }), endpointAt(2, { weight: 1, role: 'canary' })]);
    expect(ports(sut, 100).filter((port) => port === 2)).toHaveLength(10);
  });

  it('takes the first, always', () => {
    expect(ports(balancer([endpointAt(1), endpointAt(2)], 'first'), 3)).toEqual([1, 1, 1]);
  });

  it('takes at random by weight', () => {
    const points = [0, 0.74, 0.76];
    const sut = balancer([endpointAt(1, { weight: 3 }), endpointAt(2)], 'random', () => points.shift() ?? 0);
    expect(ports(sut, 3)).toEqual([1, 1, 2]);
  });

  it('takes the least busy', () => {
    const sut = balancer([endpointAt(1), endpointAt(2)], 'least-request');
    const first = sut.next([]) as Target;
    sut.begin(first);
    expect(ports(sut, 3)).toEqual([2, 2, 2]);
    sut.end(first);
    expect(new Set(ports(sut, 2))).toEqual(new Set([1, 2]));
  });

  it('comes to failover endpoints when all others were tried', () => {
    const sut = balancer([endpointAt(3, { role: 'failover' }), endpointAt(1), endpointAt(2)]);
    const tried: Target[] = [];
    for (let target = sut.next(tried); target !== null; target = sut.next(tried)) tried.push(target);
    expect(tried.map(({ endpoint }) => endpoint.port)).toEqual([1, 2, 3]);
  });

  describe('with health checks', () => {
    const timing = { intervalMs: 1_000, timeoutMs: 100, failuresUntilDown: 1, successesUntilUp: 1 };
    // Verdicts come from `observe` alone: the probe never ends.
    const health = new EndpointHealth({ timing, probe: () => new Promise<boolean>(() => undefined) });
    const watched = new UpstreamPools(health);
    afterAll(() => watched.destroy());

    const checked = (port: number, change: Partial<Endpoint> = {}): Endpoint =>
      endpointAt(port, { healthCheck: true, ...change });
    const open = (endpoints: Endpoint[]): Balancer =>
      new Balancer({ name: 'u', balancing: 'round-robin', endpoints, connectTimeoutMs: 100 }, watched);
    const mark = (...verdicts: [port: number, isUp: boolean][]): void => {
      for (const [port, isUp] of verdicts) health.observe(endpointAt(port), isUp);
    };

    it('gives those that are down nothing, until all are', () => {
      const sut = open([checked(1), checked(2), checked(3)]);
      mark([2, false]);
      expect(ports(sut, 4)).toEqual([1, 3, 1, 3]);
      mark([1, false], [3, false]);
      expect(new Set(ports(sut, 3))).toEqual(new Set([1, 2, 3]));
      mark([2, true]);
      expect(ports(sut, 2)).toEqual([2, 2]);
      sut.release();
    });

    it('takes what nobody checks for up', () => {
      const sut = open([checked(1), endpointAt(2)]);
      mark([1, false]);
      expect(ports(sut, 2)).toEqual([2, 2]);
      expect(sut.next([sut.next([]) as Target])).toBeNull();
      sut.release();
    });

    it('comes to failover while all others are down, and back', () => {
      const sut = open([checked(1), checked(9, { role: 'failover' }), checked(8, { role: 'failover' })]);
      mark([1, false]);
      expect(ports(sut, 2)).toEqual([9, 9]);
      mark([9, false]);
      expect(ports(sut, 1)).toEqual([8]);
      mark([8, false]);
      expect(ports(sut, 2)).toEqual([1, 1]);
      mark([8, true], [1, true]);
      expect(ports(sut, 1)).toEqual([1]);
      sut.release();
    });

    it('watches as long as it lasts', () => {
      const before = open([checked(1)]);
      const after = open([checked(1), checked(2)]);
      before.release();
      expect(health.size).toBe(2);
      after.release();
      expect(health.size).toBe(0);
    });
  });

  it('shares connections, and gives them up with the last user and the last request', () => {
    const own = new UpstreamPools();
    const upstream: Upstream = { name: 'u', balancing: 'first', endpoints: [endpointAt(1)], connectTimeoutMs: 100 };
    const before = new Balancer(upstream, own);
    const after = new Balancer(upstream, own);
    expect(own.size).toBe(1);
    const target = before.next([]) as Target;
    before.begin(target);
    before.release();
    after.release();
    expect(own.size).toBe(1);
    before.end(target);
    expect(own.size).toBe(0);
  });
});
