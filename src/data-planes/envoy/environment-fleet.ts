import { performance } from 'node:perf_hooks';
import type { NodeAnswer, NodePresence, SnapshotChange } from '../data-plane.js';
import { type FlipGate, OPEN_GATE } from '../flip-gate.js';
import { FleetNode } from './fleet-node.js';
import type { Probe } from './listener-probe.js';
import { namesOf, type Refusals, Rollout, type RolloutResult, type RolloutTiming, within } from './rollout.js';
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

/** A change that is under way to those who were connected when it began. */
interface Taking {
  readonly nodes: readonly FleetNode[];
  readonly next: Snapshot;
  readonly change: SnapshotChange;
  readonly gate: FlipGate;
  readonly startedAt: number;
  /** Whose refusals are answered. */
  readonly told: Set<FleetNode>;
}

/**
 * The Envoys of one environment, and what they serve: its releases, and routes of its guests (Listener.guests), of which they
 * are gateways as well. Changes are taken one after another.
 */
export class EnvironmentFleet {
  readonly #nodes = new Map<string, FleetNode>();
  /**
   * What every node serves or is on its way to; null until the environment and its guests were offered once: nodes keep what
   * they have.
   */
  #current: Snapshot | null = null;
  /** What was offered until then. */
  #gathered: Snapshot | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private place: Place,
    private readonly timing: FleetTiming,
    private readonly events: FleetEvents,
    private readonly probeOf: (client: ConnectedClient) => Probe,
  ) {}

  presences(): NodePresence[] {
    return [...this.#nodes.values()].flatMap((node) => this.#presencesOf(node, true));
  }

  /** Those whose changes concern its nodes. */
  get environmentIds(): readonly string[] {
    return [this.place.environmentId, ...this.place.guests];
  }

  /** Follows the listener's new port, and whom it serves besides. */
  listen(place: Place): void {
    if (isSamePlace(place, this.place)) return;
    const gone = this.place.guests.filter((id) => !place.guests.includes(id));
    for (const node of this.#nodes.values()) this.#tell(node, false, gone);
    this.place = place;
    for (const node of this.#nodes.values()) this.#tell(node, true);
    this.#enqueue(async () => {
      if (this.#gathered !== null) this.#gather(this.#gathered.behind(place));
      if (this.#current !== null) {
        this.#serve(this.#current.behind(place));
        for (const node of this.#nodes.values()) void this.#follow(node);
      }
      const known = this.#current ?? this.#gathered;
      for (const id of place.guests) if (known?.versionOf(id) == null) this.#wantWhole(id);
    });
  }

  /** Nobody flips before the gate is open. Once the change is taken, or passed over, nobody need wait for this fleet. */
  offer(change: SnapshotChange, gate: FlipGate = OPEN_GATE): void {
    this.#enqueue(() => this.#take(change, gate).finally(() => gate.prepared(null)));
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

  async #take(change: SnapshotChange, gate: FlipGate): Promise<void> {
    const { environmentId } = change;
    if (!this.environmentIds.includes(environmentId)) return;
    const known = this.#current ?? this.#gathered;
    const version = known?.versionOf(environmentId) ?? null;
    if (change.from !== null && change.from !== version) return this.#wantWhole(environmentId, change);
    const current = this.#current;
    if (current === null) return this.#gather(Snapshot.after(this.#gathered, change, this.place));
    if (change.to === version) return this.#confirmAgain(environmentId, change.to);
    if (!current.isChangedBy(change)) return this.#renumber(current, change);
    const next = Snapshot.after(current, change, this.place);
    const nodes = [...this.#nodes.values()];
    const taking: Taking = { nodes, next, change, gate, startedAt: performance.now(), told: new Set() };
    const result = await this.#rollOut(taking);
    if (result.refusedBy !== null) return this.#goBack(taking, result);
    this.#serve(next);
    // Those who came meanwhile; a silent one of the rollout is on its way, and may still refuse.
    for (const node of this.#nodes.values()) if (!nodes.includes(node)) void this.#follow(node);
  }

  /** After a start: all this is served already, so nobody waits for anybody. */
  #gather(snapshot: Snapshot): void {
    this.#gathered = snapshot;
    if (!snapshot.isWhole) return;
    this.#gathered = null;
    this.#serve(snapshot);
    for (const node of this.#nodes.values()) void this.#follow(node);
  }

  #serve(snapshot: Snapshot): void {
    this.#current = snapshot;
    this.events.onCurrent(snapshot);
  }

  async #rollOut(taking: Taking): Promise<RolloutResult> {
    const { nodes, next, change, startedAt } = taking;
    const impossible = untranslatable(next, nodes);
    if (impossible !== null) {
      void this.#passGate(taking, impossible);
      return { refusals: impossible, refusedBy: namesOf(impossible) };
    }
    const rollout = new Rollout(nodes, next, {
      mayFlip: (refusals) => this.#passGate(taking, refusals),
      onServing: (node) => this.#answer(node, change, 'accepted', 'serving', startedAt),
      onLateRefusal: (node, reason) => {
        this.#answer(node, change, 'rejected', reason, startedAt);
        this.#retry(node, reason);
      },
      onUnproved: (node, reason) => this.#retry(node, reason),
    });
    return rollout.run(this.timing);
  }

  /** Whoever hears at the gate that somebody refused finds the words already said. */
  #passGate({ change, gate, startedAt, told }: Taking, refusals: Refusals): Promise<string | null> {
    for (const [node, reason] of refusals) {
      told.add(node);
      this.#answer(node, change, 'rejected', reason, startedAt);
    }
    gate.prepared(namesOf(refusals));
    return gate.verdict;
  }

  /**
   * Each node answers in its own words, the others with whose refusal stopped them; once all serve again what they did,
   * or one needs longer for it than a flip may take.
   */
  async #goBack({ nodes, change, startedAt, told }: Taking, { refusals, refusedBy }: RolloutResult): Promise<void> {
    const backs = [...this.#nodes.values()].map((node) => this.#follow(node));
    await within(this.timing.flipMs, Promise.all(backs));
    for (const node of nodes) {
      if (told.has(node)) continue;
      const detail = refusals.get(node) ?? `held back: ${refusedBy} refused`;
      this.#answer(node, change, 'rejected', detail, startedAt);
    }
  }

  #confirmAgain(environmentId: string, to: number): void {
    const now = performance.now();
    for (const node of this.#nodes.values()) {
      if (this.#isCurrent(node)) this.#answer(node, { environmentId, to }, 'accepted', 'already serving', now);
      else void this.#follow(node);
    }
  }

  /** Who serves the content serves the version; who refused the content is asked again at its own pace. */
  #renumber(current: Snapshot, change: SnapshotChange): void {
    const renumbered = current.renumbered(change.environmentId, change.to);
    this.#serve(renumbered);
    const now = performance.now();
    for (const node of this.#nodes.values()) {
      if (node.serves?.hasContentOf(current)) {
        node.serves = renumbered;
        this.#answer(node, change, 'accepted', 'serving', now);
      } else if (node.refusal !== null) this.#answer(node, change, 'rejected', node.refusal, now);
      else void this.#follow(node);
    }
  }

  #wantWhole(environmentId: string, change?: SnapshotChange): void {
    const detail = change === undefined ? 'nothing of it is known' : `the change starts from ${change.from}`;
    const answer = { environmentId, nodeId: '', address: '', version: change?.to ?? 0, detail, durationMs: 0 };
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
    const had = node.serves;
    const startedAt = performance.now();
    const outcome = await node.converge(snapshot);
    if (outcome.kind === 'refused' || outcome.kind === 'unproved') this.#retry(node, outcome.reason);
    if (outcome.kind !== 'held') return;
    for (const environmentId of this.environmentIds) {
      const [before, to] = [had?.versionOf(environmentId) ?? null, snapshot.versionOf(environmentId)];
      // A way back is no news of that version: it was answered when it was taken.
      if (to === null || (before !== null && before >= to)) this.#tell(node, true, [environmentId]);
      else this.#answer(node, { environmentId, to }, 'accepted', 'serving', startedAt);
    }
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
    return node.serves !== null && this.#current?.hasContentOf(node.serves) === true;
  }

  #answer(
    node: FleetNode,
    { environmentId, to: version }: Pick<SnapshotChange, 'environmentId' | 'to'>,
    outcome: 'accepted' | 'rejected',
    detail: string,
    startedAt: number,
  ): void {
    if (this.#nodes.get(node.nodeId) !== node) return;
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

  #tell(node: FleetNode, connected: boolean, environmentIds = this.environmentIds): void {
    if (connected && this.#nodes.get(node.nodeId) !== node) return;
    for (const presence of this.#presencesOf(node, connected, environmentIds)) this.events.onPresence(presence);
  }

  #presencesOf(
    { nodeId, address, serves }: FleetNode,
    connected: boolean,
    environmentIds = this.environmentIds,
  ): NodePresence[] {
    return environmentIds.map((environmentId) => ({
      environmentId,
      nodeId,
      address,
      version: serves?.versionOf(environmentId) ?? null,
      connected,
      isGuest: environmentId !== this.place.environmentId,
    }));
  }
}

const isSamePlace = (one: Place, other: Place): boolean =>
  one.port === other.port &&
  one.httpsPort === other.httpsPort &&
  one.environmentName === other.environmentName &&
  one.guests.length === other.guests.length &&
  one.guests.every((id) => other.guests.includes(id));

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
