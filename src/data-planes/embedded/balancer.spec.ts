import type { Endpoint, Upstream } from '../../ir/fragment.js';
import { Balancer, type Target } from './balancer.js';
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
