import type { Endpoint } from '../../ir/fragment.js';
import type { WatchedAddress } from './endpoint-health.js';
import type { SharedPool, UpstreamPools } from './upstream-pools.js';

/** One endpoint with its connections, its health and what the balancing remembers of it. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly shared: SharedPool;
  /** Null when nobody asked for health checks. */
  readonly health: WatchedAddress | null;
  active: number;
  /** Of the smooth weighted round robin. */
  credit: number;
}

/** All or, with an error, none. Each is undone by `releaseTarget`. */
export function makeTargets(
  endpoints: readonly Endpoint[],
  connectTimeoutMs: number,
  pools: UpstreamPools,
): readonly Target[] {
  const targets: Target[] = [];
  try {
    for (const endpoint of endpoints) {
      const shared = pools.acquire(endpoint, connectTimeoutMs);
      const health = endpoint.healthCheck ? pools.health.watch(endpoint) : null;
      targets.push({ endpoint, shared, health, active: 0, credit: 0 });
    }
  } catch (error) {
    for (const target of targets) releaseTarget(target, pools);
    throw error;
  }
  return targets;
}

export function releaseTarget({ shared, health }: Target, pools: UpstreamPools): void {
  pools.release(shared);
  if (health !== null) pools.health.release(health);
}
