import type {
  DataPlaneDriver,
  Listener,
  NodeAnswer,
  NodePresence,
  PlaneRefusal,
  SnapshotChange,
  SnapshotEntry,
} from '../../src/data-planes/data-plane.js';
import { FEATURES, type Feature, type Fragment } from '../../src/ir/fragment.js';

export type Verdict = 'accept' | 'silence' | { readonly reject: string };

/**
 * Several gateways of one plane that do as they are told: the only way to see a refusal, a silence and a late answer on
 * demand. It keeps snapshots by the port's rules, so a test can read what each node would serve.
 */
export class ScriptedDriver implements DataPlaneDriver {
  readonly name = 'embedded';
  readonly supports: ReadonlySet<Feature> = new Set(FEATURES);
  readonly offers: SnapshotChange[] = [];
  /** Asked once per node and offer. */
  verdict: (nodeId: string, change: SnapshotChange) => Verdict = () => 'accept';
  refusals: readonly PlaneRefusal[] = [];
  readonly #answerListeners = new Set<(answer: NodeAnswer) => void>();
  readonly #presenceListeners = new Set<(presence: NodePresence) => void>();
  readonly #serving = new Map<string, { version: number | null; entries: Map<string, SnapshotEntry> }>();

  readonly #names: Set<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  check(_fragment: Fragment): readonly PlaneRefusal[] {
    return this.refusals;
  }

  async listen(listeners: readonly Listener[]): Promise<void> {
    for (const { environmentId } of listeners) {
      for (const name of this.#names) this.join(environmentId, name);
    }
  }

  join(environmentId: string, nodeId: string): void {
    const key = `${environmentId}/${nodeId}`;
    if (this.#serving.has(key)) return;
    this.#names.add(nodeId);
    this.#serving.set(key, { version: null, entries: new Map() });
    this.#tell({ environmentId, nodeId, address: '127.0.0.1', version: null, connected: true, isGuest: false });
  }

  leave(environmentId: string, nodeId: string): void {
    this.#names.delete(nodeId);
    this.#serving.delete(`${environmentId}/${nodeId}`);
    this.#tell({ environmentId, nodeId, address: '127.0.0.1', version: null, connected: false, isGuest: false });
  }

  nodes(): readonly NodePresence[] {
    return [...this.#serving].map(([key, { version }]) => {
      const [environmentId = '', nodeId = ''] = key.split('/');
      return { environmentId, nodeId, address: '127.0.0.1', version, connected: true, isGuest: false };
    });
  }

  offer(change: SnapshotChange): void {
    this.offers.push(change);
    for (const name of this.#names) queueMicrotask(() => this.#take(name, change));
  }

  onAnswer(listener: (answer: NodeAnswer) => void): () => void {
    this.#answerListeners.add(listener);
    return () => this.#answerListeners.delete(listener);
  }

  onPresence(listener: (presence: NodePresence) => void): () => void {
    this.#presenceListeners.add(listener);
    return () => this.#presenceListeners.delete(listener);
  }

  /** Of one that was silent. */
  refuse(nodeId: string, change: SnapshotChange, words: string): void {
    this.#answer(nodeId, change, 'rejected', words);
  }

  async stop(): Promise<void> {
    this.#serving.clear();
  }

  /** Digests by release key of what a node serves. */
  serves(environmentId: string, nodeId: string): Record<string, string> {
    const node = this.#serving.get(`${environmentId}/${nodeId}`);
    return Object.fromEntries([...(node?.entries ?? [])].map(([key, { digest }]) => [key, digest]).sort());
  }

  #take(nodeId: string, change: SnapshotChange): void {
    const node = this.#serving.get(`${change.environmentId}/${nodeId}`);
    const verdict = this.verdict(nodeId, change);
    if (node === undefined || verdict === 'silence') return;
    if (verdict !== 'accept') this.#answer(nodeId, change, 'rejected', verdict.reject);
    else if (change.from !== null && change.from !== node.version) this.#answer(nodeId, change, 'stale', '');
    else this.#apply(nodeId, node, change);
  }

  #apply(
    nodeId: string,
    node: { version: number | null; entries: Map<string, SnapshotEntry> },
    change: SnapshotChange,
  ): void {
    if (change.from === null) node.entries.clear();
    for (const key of change.removals) node.entries.delete(key);
    for (const entry of change.upserts) node.entries.set(entry.key, entry);
    node.version = change.to;
    this.#answer(nodeId, change, 'accepted', '');
  }

  #answer(nodeId: string, change: SnapshotChange, outcome: NodeAnswer['outcome'], detail: string): void {
    const { environmentId, to: version } = change;
    const answer = { environmentId, nodeId, address: '127.0.0.1', version, outcome, detail, durationMs: 1 };
    for (const listener of this.#answerListeners) listener(answer);
  }

  #tell(presence: NodePresence): void {
    for (const listener of this.#presenceListeners) listener(presence);
  }
}
