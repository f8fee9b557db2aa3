import type { ResourceType, XdsResource } from './resources.js';
import type { Snapshot } from './snapshot.js';
import type { ConnectedClient } from './xds/ads.server.js';

/** How far a node came. `refused`: with its own words. */
export type StepOutcome =
  | { readonly kind: 'held' | 'superseded' | 'closed' }
  | { readonly kind: 'refused'; readonly reason: string };

const SUPERSEDED: StepOutcome = { kind: 'superseded' };
const LABELS: Readonly<Record<ResourceType, string>> = {
  cluster: 'clusters',
  endpoint: 'endpoints',
  listener: 'listeners',
  route: 'routes',
};

/** One connected Envoy, taken from snapshot to snapshot over the barriers of a deployment. The newest call wins. */
export class FleetNode {
  /** Version whose routes it has accepted; null: none, or not known. */
  version: number | null = null;
  /** It let a deployment pass without an answer: the next ones do not wait for it before they flip. */
  isLate = false;
  /** Its words when it last refused something; null since it took something whole. */
  refusal: string | null = null;
  #target: Snapshot | null = null;
  #retry: NodeJS.Timeout | null = null;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    readonly client: ConnectedClient,
    private readonly drainMs: number,
  ) {}

  get nodeId(): string {
    return this.client.identity.nodeId;
  }

  get address(): string {
    return this.client.identity.address;
  }

  /** Barriers A and B: what the routes will need, beside what they need now. Nothing of it is visible. */
  async prepare(snapshot: Snapshot): Promise<StepOutcome> {
    this.#target = snapshot;
    const { clusters, listeners } = snapshot.resourcesAt(this.address);
    const added = await this.#push('cluster', clusters, snapshot);
    return added.kind === 'held' ? this.#push('listener', listeners, snapshot) : added;
  }

  /**
   * Barrier C, the commit point of this node; only after it was prepared for the same. What is out of use then goes after
   * the drain time (barrier D).
   */
  async flip(snapshot: Snapshot): Promise<StepOutcome> {
    if (this.#target !== snapshot) return SUPERSEDED;
    const flipped = await this.#push('route', snapshot.resourcesAt(this.address).routes, snapshot);
    if (flipped.kind === 'refused') this.version = null;
    if (flipped.kind !== 'held') return flipped;
    this.version = snapshot.version;
    this.isLate = false;
    this.refusal = null;
    this.#drain();
    return flipped;
  }

  /** By itself, without regard to the others. */
  async converge(snapshot: Snapshot): Promise<StepOutcome> {
    const prepared = await this.prepare(snapshot);
    return prepared.kind === 'held' ? this.flip(snapshot) : prepared;
  }

  /** Unless the connection ends before; puts off what was to be tried earlier. */
  retryIn(ms: number, work: () => void): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = this.#later(ms, work);
  }

  #later(ms: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
    return timer;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #push(
    type: ResourceType,
    resources: ReadonlyMap<string, XdsResource>,
    snapshot: Snapshot,
  ): Promise<StepOutcome> {
    const outcome = await this.client.stream.push(type, resources);
    if (this.#target !== snapshot) return SUPERSEDED;
    if (outcome.kind !== 'refused') return outcome;
    this.refusal = `Envoy refused the ${LABELS[type]}: ${outcome.reason.trim()}`;
    return { kind: 'refused', reason: this.refusal };
  }

  #drain(): void {
    const names = this.client.stream.superfluous();
    if (Object.values(names).every((list) => list.length === 0)) return;
    this.#later(this.drainMs, () => this.client.stream.release(names));
  }
}
