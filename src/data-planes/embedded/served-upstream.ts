import type { Upstream } from '../../ir/fragment.js';
import { Balancer } from './balancer.js';
import { Mirror } from './mirror.js';
import type { UpstreamPools } from './upstream-pools.js';

/** One upstream of a release, with its connections. Give it back with `release`. */
export interface ServedUpstream {
  readonly balancer: Balancer;
  readonly mirror: Mirror;
}

/** Throws when an address cannot be used; nothing is held then. */
export function openUpstream(upstream: Upstream, pools: UpstreamPools): ServedUpstream {
  const balancer = new Balancer(upstream, pools);
  try {
    return { balancer, mirror: new Mirror(upstream, pools) };
  } catch (error) {
    balancer.release();
    throw error;
  }
}

export function releaseUpstream({ balancer, mirror }: ServedUpstream): void {
  balancer.release();
  mirror.release();
}
