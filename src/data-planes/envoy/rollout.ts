import type { FleetNode, StepOutcome } from './fleet-node.js';
import type { Snapshot } from './snapshot.js';

export interface RolloutTiming {
  /** How long the nodes that are ready wait for the others before they flip without them. */
  readonly prepareMs: number;
  /** How long a flip may take before the rollout counts as over; slower nodes are late. */
  readonly flipMs: number;
}

/** Its words by node; empty: nobody refused. */
export type Refusals = ReadonlyMap<FleetNode, string>;

export interface RolloutResult {
  readonly refusals: Refusals;
  /** Names of those who refused, here or elsewhere; null: nobody. */
  readonly refusedBy: string | null;
}

/** Null: nobody. */
export const namesOf = (refusals: Refusals): string | null =>
  refusals.size === 0 ? null : [...refusals.keys()].map(({ nodeId }) => nodeId).join(', ');

export interface RolloutEvents {
  /** All that answer have prepared, or these refused. Resolves with who refused elsewhere; null: they may flip. */
  readonly mayFlip: (refusals: Refusals) => Promise<string | null>;
  readonly onServing: (node: FleetNode) => void;
  /** After the rollout was over: this node alone did not take it. */
  readonly onLateRefusal: (node: FleetNode, reason: string) => void;
  /** It accepted, but is not seen to serve. */
  readonly onUnproved: (node: FleetNode, reason: string) => void;
}

/**
 * Takes all nodes to a snapshot, or none: everything new is everywhere before anything flips, and a refusal on the way
 * ends it; the caller then takes every node back. A silent node holds nobody up for longer than the timing says and
 * follows by itself.
 */
export class Rollout {
  readonly #refusals = new Map<FleetNode, string>();
  #isOver = false;
  readonly #refused = Promise.withResolvers<void>();
  readonly #prepared = new Map<FleetNode, Promise<StepOutcome>>();

  constructor(
    private readonly nodes: readonly FleetNode[],
    private readonly snapshot: Snapshot,
    private readonly events: RolloutEvents,
  ) {}

  /** Unless somebody refused, all that answered in time serve the snapshot. */
  async run({ prepareMs, flipMs }: RolloutTiming): Promise<RolloutResult> {
    const punctual = this.nodes.filter((node) => !node.isLate);
    for (const node of this.nodes) this.#prepared.set(node, this.#prepare(node));
    await within(prepareMs, this.#allOrRefused(punctual.map((node) => this.#prepared.get(node))));
    const { doubtful, sure } = flipRounds(this.nodes);
    const roundMs = doubtful.length > 0 && sure.length > 0 ? flipMs / 2 : flipMs;
    await this.#flipAll(doubtful, roundMs);
    const refusedElsewhere = await this.events.mayFlip(this.#refusals);
    if (refusedElsewhere === null) await this.#flipAll(sure, roundMs);
    this.#isOver = true;
    const refusedBy = namesOf(this.#refusals) ?? refusedElsewhere;
    if (refusedBy === null) {
      for (const node of this.nodes) node.isLate = node.serves !== this.snapshot;
    }
    return { refusals: this.#refusals, refusedBy };
  }

  async #flipAll(nodes: readonly FleetNode[], flipMs: number): Promise<void> {
    if (nodes.length === 0 || this.#refusals.size > 0) return;
    const flips = new Map(nodes.map((node) => [node, this.#flip(node)]));
    const awaited = nodes.filter((node) => !node.isLate).map((node) => flips.get(node));
    await within(flipMs, this.#allOrRefused(awaited));
  }

  #allOrRefused(work: readonly unknown[]): Promise<unknown> {
    return Promise.race([Promise.all(work), this.#refused.promise]);
  }

  async #prepare(node: FleetNode): Promise<StepOutcome> {
    const outcome = await node.prepare(this.snapshot, true);
    this.#hear(node, outcome);
    return outcome;
  }

  async #flip(node: FleetNode): Promise<void> {
    const prepared = await this.#prepared.get(node);
    if (prepared?.kind !== 'held') return;
    const outcome = await node.flip(this.snapshot);
    this.#hear(node, outcome);
    if (outcome.kind === 'held') this.events.onServing(node);
    if (outcome.kind === 'unproved') this.events.onUnproved(node, outcome.reason);
  }

  #hear(node: FleetNode, outcome: StepOutcome): void {
    if (outcome.kind !== 'refused') return;
    if (this.#isOver) {
      this.events.onLateRefusal(node, outcome.reason);
      return;
    }
    this.#refusals.set(node, outcome.reason);
    this.#refused.resolve();
  }
}

/** Who still refuses what the others serve goes first: should it refuse again, nobody else has shown anything. */
const flipRounds = (nodes: readonly FleetNode[]) => ({
  doubtful: nodes.filter(({ refusal }) => refusal !== null),
  sure: nodes.filter(({ refusal }) => refusal === null),
});

/** Until the work has ended or the time is over. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const deadline = Promise.withResolvers<void>();
  const timer = setTimeout(deadline.resolve, ms);
  await Promise.race([work, deadline.promise]);
  clearTimeout(timer);
}
