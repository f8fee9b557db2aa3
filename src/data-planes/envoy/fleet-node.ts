import { Leftovers } from './leftovers.js';
import type { Probe } from './listener-probe.js';
import { scopesAfter, scopesBesides, tablesBesides } from './passage.js';
import { refusalWords } from './refusal-words.js';
import type { EnvironmentResources, ResourceSet, ResourceType } from './resources.js';
import type { Snapshot } from './snapshot.js';
import type { ConnectedClient } from './xds/ads.server.js';

/** How far a node came. `refused`: with its own words. `unproved`: it accepted, but is not seen to serve. */
export type StepOutcome =
  | { readonly kind: 'held' | 'superseded' | 'closed' }
  | { readonly kind: 'refused' | 'unproved'; readonly reason: string };

const HELD: StepOutcome = { kind: 'held' };
const SUPERSEDED: StepOutcome = { kind: 'superseded' };
const LABELS: Readonly<Record<ResourceType, string>> = {
  cluster: 'clusters',
  secret: 'certificates',
  endpoint: 'endpoints',
  listener: 'listeners',
  extension: 'filters',
  route: 'routes',
  scope: 'scopes',
};

/** One connected Envoy, taken from snapshot to snapshot over the barriers of a deployment. The newest call wins. */
export class FleetNode {
  /** What it was seen to serve; null: nothing, or not known. */
  serves: Snapshot | null = null;
  /** It let a deployment pass without an answer: the next ones do not wait for it before they flip. */
  isLate = false;
  /** Its words when it last refused something; null since it took something whole. */
  refusal: string | null = null;
  /** Null: not known yet. */
  #isAnswering: boolean | null = null;
  #target: Snapshot | null = null;
  /** What it has flipped to over this connection. */
  #current: EnvironmentResources | null = null;
  /** Its scopes since then. */
  #scopes: ResourceSet | null = null;
  /** Scopes of a flip that was sent and not answered: it may have them. */
  #doubtful: ResourceSet | null = null;
  /** Scopes that were out of use for the drain time, and are there only because a deployment was under way then. */
  readonly #expired = new Set<string>();
  #retry: NodeJS.Timeout | null = null;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #leftovers = new Leftovers();

  constructor(
    readonly client: ConnectedClient,
    private readonly probe: Probe,
    private readonly drainMs: number,
  ) {}

  get nodeId(): string {
    return this.client.identity.nodeId;
  }

  get address(): string {
    return this.client.identity.address;
  }

  /**
   * Barriers A and B: what the flip will need, beside what is needed now. Nothing of it is visible. `mustReach`: a new
   * backend whose name has no address is a refusal.
   */
  async prepare(snapshot: Snapshot, mustReach = false): Promise<StepOutcome> {
    this.#target = snapshot;
    const next = snapshot.resourcesAt(this.address);
    this.#leftovers.used('cluster', next.clusters);
    this.#leftovers.used('listener', next.listeners);
    this.#leftovers.used('scope', next.scopes);
    const clusters = await this.#push('cluster', next.clusters, snapshot);
    if (clusters.kind !== 'held') return clusters;
    const isFresh = await this.#isFresh();
    const steps = [
      () => (mustReach ? this.#reach(snapshot, next) : HELD),
      () => this.#pushListeners(next, snapshot),
      // Before the flip nobody may miss the filter; a listener that is new waits for it.
      () => (isFresh || next.needsRestFilter ? this.#push('extension', next.extensions, snapshot) : HELD),
      () => (isFresh ? HELD : this.#keepAtHand(next, snapshot)),
    ];
    for (const step of steps) {
      const outcome = await step();
      if (outcome.kind !== 'held') return outcome;
    }
    return HELD;
  }

  /**
   * Barrier C, the commit point of this node; only after it was prepared for the same. Ends when its listener was seen to
   * serve the snapshot. What is out of use then goes after the drain time (barrier D).
   */
  async flip(snapshot: Snapshot): Promise<StepOutcome> {
    if (this.#target !== snapshot) return SUPERSEDED;
    const next = snapshot.resourcesAt(this.address);
    const { scopes, abandoned } = scopesAfter(this.#scopesBeside(next), next);
    this.#doubtful = scopes;
    // From here until it answers it may serve either: nobody may take it for one that was never asked.
    this.serves = null;
    this.#isAnswering = true;
    const flipped = await this.#pushBoth(scopes, next.routes, snapshot);
    if (flipped.kind !== 'held') return flipped;
    this.#current = next;
    this.#scopes = scopes;
    this.#doubtful = null;
    this.#removeScopes(
      snapshot,
      abandoned.filter((name) => this.#expired.has(name)),
    );
    this.#expired.clear();
    this.#drain(snapshot, abandoned);
    void this.#push('extension', next.extensions, snapshot);
    return this.#prove(snapshot, next);
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

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.probe.close();
  }

  /** Names of scopes that it has or may have, and that differ in `next`. */
  #scopesBeside({ scopes }: EnvironmentResources): ReadonlySet<string> {
    const known = this.#scopes?.differences(scopes) ?? this.client.stream.held('scope');
    return new Set([...known, ...(this.#doubtful?.differences(scopes) ?? [])]);
  }

  /** Whether it answers no request yet: it came without a listener, and one that it has got waits for its first scopes. */
  async #isFresh(): Promise<boolean> {
    if (this.#isAnswering === null) {
      await this.client.stream.asked('listener');
      this.#isAnswering ??= hasSome(this.client.stream.held('listener'));
    }
    return !this.#isAnswering;
  }

  async #reach(snapshot: Snapshot, next: EnvironmentResources): Promise<StepOutcome> {
    const names = this.#current === null ? [] : [...next.clusters.differences(this.#current.clusters)];
    const clusters = names.flatMap((name) => next.clusters.get(name) ?? []);
    const unknown = clusters.filter(({ hostNames }) => hostNames !== undefined);
    const answers = await Promise.all(unknown.map(({ name }) => this.probe.reaches(snapshot.probePlace, name)));
    if (this.#target !== snapshot) return SUPERSEDED;
    const faults = unknown.flatMap(({ hostNames }, index) => {
      const why = answers[index];
      return typeof why === 'string' ? [`the backend ${(hostNames ?? []).join(', ')}: ${why}`] : [];
    });
    return faults.length === 0 ? HELD : this.#refused(`Envoy cannot reach ${faults.join('; ')}`);
  }

  #keepAtHand(next: EnvironmentResources, snapshot: Snapshot): Promise<StepOutcome> {
    const tables = tablesBesides(this.#current?.routes ?? null, next.routes);
    return this.#pushBoth(scopesBesides(this.#scopes, next), tables, snapshot);
  }

  /** Certificates are asked for once a listener has their hosts; where there are none, nobody asks. */
  async #pushListeners({ listeners, secrets }: EnvironmentResources, snapshot: Snapshot): Promise<StepOutcome> {
    const certificates = this.#push('secret', secrets, snapshot);
    const outcome = await this.#push('listener', listeners, snapshot);
    return outcome.kind === 'held' && secrets.size > 0 ? certificates : outcome;
  }

  /** Route tables are asked for once a scope leads to them: without the scopes nobody need wait for the tables. */
  async #pushBoth(scopes: ResourceSet, routes: ResourceSet, snapshot: Snapshot): Promise<StepOutcome> {
    const tables = this.#push('route', routes, snapshot);
    const outcome = await this.#push('scope', scopes, snapshot);
    return outcome.kind === 'held' ? tables : outcome;
  }

  async #prove(snapshot: Snapshot, next: EnvironmentResources): Promise<StepOutcome> {
    const why = await this.probe.serves(snapshot.probePlace, next.proof);
    if (this.#target !== snapshot) return SUPERSEDED;
    if (why !== null) return { kind: 'unproved', reason: `Envoy accepted the change, but ${why}` };
    this.serves = snapshot;
    this.isLate = false;
    this.refusal = null;
    return HELD;
  }

  async #push(type: ResourceType, resources: ResourceSet, snapshot: Snapshot): Promise<StepOutcome> {
    const outcome = await this.client.stream.push(type, resources);
    if (this.#target !== snapshot) return SUPERSEDED;
    return outcome.kind === 'refused'
      ? this.#refused(`Envoy refused the ${LABELS[type]}: ${refusalWords(outcome.reason)}`)
      : outcome;
  }

  #refused(reason: string): StepOutcome {
    this.refusal = reason;
    return { kind: 'refused', reason };
  }

  #drain(snapshot: Snapshot, abandoned: readonly string[]): void {
    const names = new Map(this.client.stream.superfluous());
    names.set('scope', [...(names.get('scope') ?? []), ...abandoned]);
    const wait = this.#leftovers.begin(names);
    if (wait === null) return;
    this.#later(this.drainMs, () => {
      const left = this.#leftovers.end(wait);
      const scopes = left.get('scope') ?? [];
      if (this.#target === snapshot) this.#removeScopes(snapshot, scopes);
      // Under a deployment it is the next flip that does it.
      else for (const name of scopes) this.#expired.add(name);
      this.client.stream.release(left);
    });
  }

  #removeScopes(snapshot: Snapshot, names: readonly string[]): void {
    if (names.length === 0 || this.#scopes === null) return;
    this.#scopes = this.#scopes.after([], names);
    void this.#push('scope', this.#scopes, snapshot);
    this.client.stream.release(new Map([['scope', names]]));
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
}

function hasSome(names: Iterable<string>): boolean {
  for (const _ of names) return true;
  return false;
}
