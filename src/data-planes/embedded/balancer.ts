import type { Upstream } from '../../ir/fragment.js';
import { assertNever } from '../../shared/assert-never.js';
import { makeTargets, releaseTarget, type Target } from './target.js';
import type { UpstreamPools } from './upstream-pools.js';

/**
 * Chooses endpoints of one upstream. Endpoints of weight 0 take no traffic; failover ones only after the others; those
 * that are down none as long as one is up. When all are down the verdict may be wrong: all count as up.
 */
export class Balancer {
  readonly #balancing: Upstream['balancing'];
  readonly #primaries: readonly Target[];
  readonly #failovers: readonly Target[];
  readonly #pools: UpstreamPools;
  readonly #random: () => number;
  readonly #isWatched: boolean;
  /** Requests that may still choose an endpoint. */
  #choosing = 0;
  #isReleased = false;

  constructor(upstream: Upstream, pools: UpstreamPools, random: () => number = Math.random) {
    this.#balancing = upstream.balancing;
    this.#pools = pools;
    this.#random = random;
    const targets = makeTargets(
      upstream.endpoints.filter(({ role, weight }) => role !== 'mirror' && weight > 0),
      upstream.connectTimeoutMs,
      pools,
    );
    this.#primaries = targets.filter(({ endpoint }) => endpoint.role !== 'failover');
    this.#failovers = targets.filter(({ endpoint }) => endpoint.role === 'failover');
    this.#isWatched = targets.some(({ health }) => health !== null);
  }

  /** Null when there is none that was not tried yet. */
  next(tried: readonly Target[]): Target | null {
    const first = this.#primaries[0];
    if (first !== undefined && tried.length === 0 && this.#primaries.length === 1 && !this.#isWatched) return first;
    return this.#choose(this.#open(this.#primaries, tried)) ?? this.nextFailover(tried);
  }

  /** The same among failover endpoints, in their order. */
  nextFailover(tried: readonly Target[]): Target | null {
    return this.#open(this.#failovers, tried)[0] ?? null;
  }

  begin(target: Target): void {
    target.active += 1;
    this.#pools.begin(target.shared);
  }

  end(target: Target): void {
    target.active -= 1;
    this.#pools.end(target.shared);
  }

  /** A request comes that may need several endpoints, one after another. */
  enter(): void {
    this.#choosing += 1;
  }

  leave(): void {
    this.#choosing -= 1;
    this.#releaseWhenUnused();
  }

  /** Gives its connections up; requests under way end first. */
  release(): void {
    this.#isReleased = true;
    this.#releaseWhenUnused();
  }

  #releaseWhenUnused(): void {
    if (!this.#isReleased || this.#choosing > 0) return;
    for (const target of [...this.#primaries, ...this.#failovers]) releaseTarget(target, this.#pools);
  }

  /** Those that may take a request which `tried` could not serve. */
  #open(targets: readonly Target[], tried: readonly Target[]): readonly Target[] {
    const untried = tried.length === 0 ? targets : targets.filter((target) => !tried.includes(target));
    return this.#isWatched && this.#isAnyUp() ? untried.filter(isUp) : untried;
  }

  #isAnyUp(): boolean {
    return this.#primaries.some(isUp) || this.#failovers.some(isUp);
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

const isUp = ({ health }: Target): boolean => health === null || health.isUp;

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
