import { performance } from 'node:perf_hooks';
import type { NodeAnswer, NodePresence, SnapshotChange } from '../data-plane.js';
import { FleetNode } from './fleet-node.js';
import type { Probe } from './listener-probe.js';
import { type Refusals, Rollout, type RolloutTiming, within } from './rollout.js';
import { type Place, Snapshot } from './snapshot.js';
import type { ConnectedClient } from './xds/ads.server.js';

export interface FleetTiming extends RolloutTiming {
  /** How long what is out of use stays, for requests under way and for a way back. */
  readonly drainMs: number;
  /** After how long a node that refused what everybody serves is asked again. */
  readonly retryMs: number;
}

export interface FleetEvents {
  readonly onAnswer: (answer: NodeAnswer) => void;
  readonly onPresence: (presence: NodePresence) => void;
  readonly warn: (facts: object, message: string) => void;
  /** What the environment serves from now on: no deployment that is under way, nor one that was refused. */
  readonly onCurrent: (snapshot: Snapshot) => void;
}

/** The Envoys of one environment, and what they serve. Changes are taken one after another. */
export class EnvironmentFleet {
  readonly #nodes = new Map<string, FleetNode>();
  /** What every node serves or is on its way to; null until the first offer: nodes keep what they have. */
  #current: Snapshot | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private place: Place,
    private readonly timing: FleetTiming,
    private readonly events: FleetEvents,
    private readonly probeOf: (client: ConnectedClient) => Probe,
  ) {}

  presences(): NodePresence[] {
    return [...this.#nodes.values()].map((node) => this.#presenceOf(node, true));
  }

  /** Follows the listener's new port, if it has one. */
  listen(place: Place): void {
    if (place.port === this.place.port && place.environmentName === this.place.environmentName) return;
    this.place = place;
    this.#enqueue(async () => {
      if (this.#current !== null) this.#serve(this.#current.behind(place));
      for (const node of this.#nodes.values()) void this.#follow(node);
    });
  }

  offer(change: SnapshotChange): void {
    this.#enqueue(() => this.#take(change));
  }

  /** A node of the same name replaces the one before: the old connection is dead, or two processes claim one name. */
  join(client: ConnectedClient): () => void {
    const node = new FleetNode(client, this.probeOf(client), this.timing.drainMs);
    const before = this.#nodes.get(node.nodeId);
    this.#nodes.set(node.nodeId, node);
    before?.close();
    before?.client.end(`another connection came as ${node.nodeId}`);
    this.#tell(node, true);
    void this.#follow(node);
    return () => this.#leave(node);
  }

  close(reason: string): void {
    for (const node of this.#nodes.values()) node.client.end(reason);
  }

  #leave(node: FleetNode): void {
    node.close();
    if (this.#nodes.get(node.nodeId) !== node) return;
    this.#nodes.delete(node.nodeId);
    this.#tell(node, false);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: Error) => {
      this.events.warn({ environment: this.place.environmentName, err: error.message }, 'a change was not taken');
    });
  }

  async #take(change: SnapshotChange): Promise<void> {
    const current = this.#current;
    if (change.to === current?.version) return this.#confirmAgain(change.to);
    if (change.from !== null && change.from !== (current?.version ?? null)) return this.#stale(change);
    if (current !== null && !current.isChangedBy(change)) {
      this.#renumber(current, change.to);
      return;
    }
    const next = Snapshot.after(current, change, this.place);
    if (current === null) {
      this.#begin(next);
      return;
    }
    const nodes = [...this.#nodes.values()];
    const startedAt = performance.now();
    const refusals = untranslatable(next, nodes) ?? (await this.#rollOut(nodes, next, startedAt));
    if (refusals.size > 0) return this.#goBack(nodes, next.version, refusals, startedAt);
    this.#serve(next);
    // Those who came meanwhile; a silent one of the rollout is on its way, and may still refuse.
    for (const node of this.#nodes.values()) if (!nodes.includes(node)) void this.#follow(node);
  }

  /** After a start: this is what is served already, so nobody waits for anybody. */
  #begin(snapshot: Snapshot): void {
    this.#serve(snapshot);
    for (const node of this.#nodes.values()) void this.#follow(node);
  }

  #serve(snapshot: Snapshot): void {
    this.#current = snapshot;
    this.events.onCurrent(snapshot);
  }

  #rollOut(nodes: readonly FleetNode[], next: Snapshot, startedAt: number): Promise<Refusals> {
    const rollout = new Rollout(nodes, next, {
      onServing: (node) => this.#answer(node, next.version, 'accepted', 'serving', startedAt),
      onLateRefusal: (node, reason) => {
        this.#answer(node, next.version, 'rejected', reason, startedAt);
        this.#retry(node, reason);
      },
      onUnproved: (node, reason) => this.#retry(node, reason),
    });
    return rollout.run(this.timing);
  }

  /**
   * Each node answers in its own words, the others with whose refusal stopped them; once all serve again what they did,
   * or one needs longer for it than a flip may take.
   */
  async #goBack(nodes: readonly FleetNode[], version: number, refusals: Refusals, startedAt: number): Promise<void> {
    const backs = [...this.#nodes.values()].map((node) => this.#follow(node));
    await within(this.timing.flipMs, Promise.all(backs));
    const names = [...refusals.keys()].map(({ nodeId }) => nodeId).join(', ');
    for (const node of nodes) {
      const detail = refusals.get(node) ?? `held back: ${names} refused`;
      this.#answer(node, version, 'rejected', detail, startedAt);
    }
  }

  #confirmAgain(version: number): void {
    const now = performance.now();
    for (const node of this.#nodes.values()) {
      if (this.#isCurrent(node)) this.#answer(node, version, 'accepted', 'already serving', now);
      else void this.#follow(node);
    }
  }

  /** Who serves the content serves the version; who refused the content is asked again at its own pace. */
  #renumber(current: Snapshot, version: number): void {
    this.#serve(current.renumbered(version));
    const now = performance.now();
    for (const node of this.#nodes.values()) {
      if (node.version === current.version) {
        node.version = version;
        this.#answer(node, version, 'accepted', 'serving', now);
      } else if (node.refusal !== null) this.#answer(node, version, 'rejected', node.refusal, now);
      else void this.#follow(node);
    }
  }

  #stale({ environmentId, to, from }: SnapshotChange): void {
    const detail = `the change starts from ${from}`;
    const answer = { environmentId, nodeId: '', address: '', version: to, detail, durationMs: 0 };
    this.events.onAnswer({ ...answer, outcome: 'stale' });
  }

  /** Brings one node to what the others serve. */
  async #follow(node: FleetNode): Promise<void> {
    const snapshot = this.#current;
    if (snapshot === null) return;
    const impossible = untranslatable(snapshot, [node])?.get(node);
    if (impossible !== undefined) {
      node.client.end(impossible);
      return;
    }
    const hadVersion = node.version;
    const startedAt = performance.now();
    const outcome = await node.converge(snapshot);
    if (outcome.kind === 'refused' || outcome.kind === 'unproved') this.#retry(node, outcome.reason);
    if (outcome.kind !== 'held') return;
    // A way back is no news of that version: it was answered when it was taken.
    if (hadVersion !== null && hadVersion >= snapshot.version) this.#tell(node, true);
    else this.#answer(node, snapshot.version, 'accepted', 'serving', startedAt);
  }

  #retry(node: FleetNode, reason: string): void {
    const { nodeId } = node;
    const { environmentName } = this.place;
    this.events.warn(
      { environment: environmentName, node: nodeId, reason },
      'an Envoy does not take what the others serve',
    );
    this.#tell(node, true);
    node.retryIn(this.timing.retryMs, () =>
      // Not in the middle of a rollout, which asks it as well.
      this.#enqueue(async () => {
        // Who serves the routes may still lack the listener's new port.
        if (!this.#isCurrent(node) || node.refusal !== null) void this.#follow(node);
      }),
    );
  }

  #isCurrent(node: FleetNode): boolean {
    return node.version !== null && node.version === this.#current?.version;
  }

  #answer(node: FleetNode, version: number, outcome: 'accepted' | 'rejected', detail: string, startedAt: number): void {
    if (this.#nodes.get(node.nodeId) !== node) return;
    const { environmentId } = this.place;
    const durationMs = Math.round(performance.now() - startedAt);
    this.events.onAnswer({
      environmentId,
      nodeId: node.nodeId,
      address: node.address,
      version,
      outcome,
      detail,
      durationMs,
    });
  }

  #tell(node: FleetNode, connected: boolean): void {
    if (this.#nodes.get(node.nodeId) === node || !connected) this.events.onPresence(this.#presenceOf(node, connected));
  }

  #presenceOf({ nodeId, address, version }: FleetNode, connected: boolean): NodePresence {
    return { environmentId: this.place.environmentId, nodeId, address, version, connected };
  }
}

/** The reason for every node when the snapshot cannot be said in Envoy's terms. */
function untranslatable(snapshot: Snapshot, nodes: readonly FleetNode[]): Refusals | null {
  try {
    for (const node of nodes) snapshot.resourcesAt(node.address);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Map(nodes.map((node) => [node, reason]));
  }
}
