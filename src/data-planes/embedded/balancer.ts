import type { Endpoint, Upstream } from '../../ir/fragment.js';
import { assertNever } from '../../shared/assert-never.js';
import type { SharedPool, UpstreamPools } from './upstream-pools.js';

/** One endpoint with its connections and what the balancing remembers of it. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly shared: SharedPool;
  active: number;
  /** Of the smooth weighted round robin. */
  credit: number;
}

/** Chooses endpoints of one upstream. Endpoints of weight 0 take no traffic; failover ones only after the others. */
export class Balancer {
  readonly #balancing: Upstream['balancing'];
  readonly #primaries: readonly Target[];
  readonly #failovers: readonly Target[];
  readonly #pools: UpstreamPools;
  readonly #random: () => number;

  constructor(upstream: Upstream, pools: UpstreamPools, random: () => number = Math.random) {
    this.#balancing = upstream.balancing;
    this.#pools = pools;
    this.#random = random;
    const usable = upstream.endpoints.filter(({ role, weight }) => role !== 'mirror' && weight > 0);
    const targets: Target[] = [];
    try {
      for (const endpoint of usable) {
        targets.push({ endpoint, shared: pools.acquire(endpoint, upstream.connectTimeoutMs), active: 0, credit: 0 });
      }
    } catch (error) {
      for (const { shared } of targets) pools.release(shared);
      throw error;
    }
    this.#primaries = targets.filter(({ endpoint }) => endpoint.role !== 'failover');
    this.#failovers = targets.filter(({ endpoint }) => endpoint.role === 'failover');
  }

  /** Null when there is none that was not tried yet. */
  next(tried: readonly Target[]): Target | null {
    if (tried.length === 0 && this.#primaries.length === 1) return this.#primaries[0] ?? null;
    return this.#choose(untried(this.#primaries, tried)) ?? untried(this.#failovers, tried)[0] ?? null;
  }

  begin(target: Target): void {
    target.active += 1;
    this.#pools.begin(target.shared);
  }

  end(target: Target): void {
    target.active -= 1;
    this.#pools.end(target.shared);
  }

  /** Gives its connections up; requests under way end first. */
  release(): void {
    for (const { shared } of [...this.#primaries, ...this.#failovers]) this.#pools.release(shared);
  }

  #choose(targets: readonly Target[]): Target | null {
    switch (this.#balancing) {
      case 'first':
        return targets[0] ?? null;
      case 'random':
        return this.#chooseRandom(targets);
      case 'least-request':
        return chooseLeastBusy(targets);
      case 'round-robin':
      case 'weighted':
        return chooseSmoothly(targets);
      default:
        return assertNever(this.#balancing);
    }
  }

  #chooseRandom(targets: readonly Target[]): Target | null {
    let point = this.#random() * totalWeight(targets);
    for (const target of targets) {
      point -= target.endpoint.weight;
      if (point < 0) return target;
    }
    return targets.at(-1) ?? null;
  }
}

const untried = (targets: readonly Target[], tried: readonly Target[]): readonly Target[] =>
  tried.length === 0 ? targets : targets.filter((target) => !tried.includes(target));

const totalWeight = (targets: readonly Target[]): number =>
  targets.reduce((sum, { endpoint }) => sum + endpoint.weight, 0);

/** Smooth weighted round robin: each gains its weight, the richest serves and pays the total. Deterministic. */
function chooseSmoothly(targets: readonly Target[]): Target | null {
  let best: Target | null = null;
  for (const target of targets) {
    target.credit += target.endpoint.weight;
    if (best === null || target.credit > best.credit) best = target;
  }
  if (best !== null) best.credit -= totalWeight(targets);
  return best;
}

/** Fewest requests under way for its weight; equals take turns. */
function chooseLeastBusy(targets: readonly Target[]): Target | null {
  const load = ({ active, endpoint }: Target): number => active / endpoint.weight;
  const least = Math.min(...targets.map(load));
  return chooseSmoothly(targets.filter((target) => load(target) === least));
}
