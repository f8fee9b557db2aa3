import { Worker } from 'node:worker_threads';
import type { Fragment } from '../../ir/fragment.js';
import type {
  DataPlaneDriver,
  Listener,
  NodeAnswer,
  NodePresence,
  PlaneRefusal,
  SnapshotChange,
} from '../data-plane.js';
import { type FlipGate, OPEN_GATE } from '../flip-gate.js';
import { checkFragment, SUPPORTED } from './features.js';
import type {
  FromWorker,
  GatewayLogger,
  GatewayStats,
  Preparation,
  ToWorker,
  WorkerCall,
  WorkerSettings,
} from './messages.js';

export interface EmbeddedDriverOptions
  extends Pick<WorkerSettings, 'probes' | 'authorities' | 'groupDomain' | 'cacheBytes'> {
  /** Absolute; last good snapshots live in `<dataDir>/snapshots`. */
  readonly dataDir: string;
  readonly logger?: GatewayLogger;
  /** How long `stop` and a closed listener wait for requests under way. */
  readonly graceMs?: number;
  /** Ports of the control plane, which nobody may reach through the gateway. */
  readonly ownPorts?: readonly number[];
}

interface PendingCall {
  readonly resolve: (value: GatewayStats | null) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that died this often within the window is not started again. */
const MAX_DEATHS = 5;
const DEATHS_WINDOW_MS = 60_000;

/**
 * The embedded gateway as the main thread sees it. All traffic is served by one worker thread, so that nothing in the
 * control plane can hold it up. A worker that dies is started again and serves the last good snapshots.
 */
export class EmbeddedDriver implements DataPlaneDriver {
  readonly name = 'embedded';
  readonly supports = SUPPORTED;
  readonly #settings: WorkerSettings;
  readonly #logger: GatewayLogger;
  readonly #answerListeners = new Set<(answer: NodeAnswer) => void>();
  readonly #presenceListeners = new Set<(presence: NodePresence) => void>();
  readonly #nodes = new Map<string, NodePresence>();
  readonly #calls = new Map<number, PendingCall>();
  /** That the newest change of an environment waits at. */
  readonly #gates = new Map<string, { readonly version: number; readonly gate: FlipGate }>();
  #callNumber = 0;
  #worker: Worker | null = null;
  #isStopped = false;
  #deaths: number[] = [];

  constructor({ logger = SILENT, graceMs = 5_000, ownPorts = [], ...settings }: EmbeddedDriverOptions) {
    this.#settings = { ...settings, graceMs, ownPorts };
    this.#logger = logger;
  }

  check(fragment: Fragment): readonly PlaneRefusal[] {
    return checkFragment(fragment);
  }

  /** Rejects with the system's `code` (EADDRINUSE); the message names environment and port. */
  async listen(listeners: readonly Listener[]): Promise<void> {
    await this.#call({ name: 'listen', listeners });
  }

  /** Serves the last good snapshots of the last known listeners; needs no database. */
  async restore(): Promise<void> {
    await this.#call({ name: 'restore' });
  }

  nodes(): readonly NodePresence[] {
    return [...this.#nodes.values()];
  }

  offer(change: SnapshotChange, gate: FlipGate = OPEN_GATE): void {
    if (gate.isAlone) gate.prepared(null);
    else this.#gates.set(change.environmentId, { version: change.to, gate });
    this.#post({ kind: 'offer', change, isHeld: !gate.isAlone });
  }

  onAnswer(listener: (answer: NodeAnswer) => void): () => void {
    this.#answerListeners.add(listener);
    return () => this.#answerListeners.delete(listener);
  }

  onPresence(listener: (presence: NodePresence) => void): () => void {
    this.#presenceListeners.add(listener);
    return () => this.#presenceListeners.delete(listener);
  }

  /** Answers by environment and status class since its listener opened. */
  async stats(): Promise<GatewayStats> {
    return (await this.#call({ name: 'stats' })) ?? { environments: [] };
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    const worker = this.#worker;
    if (worker !== null) await this.#call({ name: 'stop' });
    this.#isStopped = true;
    await worker?.terminate();
  }

  #call(call: WorkerCall): Promise<GatewayStats | null> {
    this.#callNumber += 1;
    const number = this.#callNumber;
    return new Promise((resolve, reject) => {
      this.#calls.set(number, { resolve, reject });
      this.#post({ kind: 'call', number, call });
    });
  }

  #post(message: ToWorker): void {
    if (this.#isStopped) throw new Error('the embedded gateway is stopped');
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: this.#settings });
    worker.on('message', (message: FromWorker) => this.#hear(message));
    worker.on('error', (error) => this.#logger.error({ err: error.message }, 'the gateway worker failed'));
    worker.on('exit', () => this.#onExit());
    return worker;
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'answer':
        for (const listener of this.#answerListeners) listener(message.answer);
        return;
      case 'presence':
        this.#tellPresence(message.presence);
        return;
      case 'prepared':
        void this.#prepared(message);
        return;
      case 'log':
        this.#logger[message.level](message.facts, message.message);
        return;
      case 'reply':
        this.#take(message.number)?.resolve(message.value);
        return;
      case 'failure': {
        const error = new Error(message.message);
        this.#take(message.number)?.reject(
          message.code === null ? error : Object.assign(error, { code: message.code }),
        );
      }
    }
  }

  async #prepared({ environmentId, version, refusedBy }: Preparation): Promise<void> {
    const waiting = this.#gates.get(environmentId);
    if (waiting?.version !== version) return;
    waiting.gate.prepared(refusedBy);
    const verdict = await waiting.gate.verdict;
    if (!this.#isStopped) this.#post({ kind: 'flip', environmentId, version, refusedBy: verdict });
  }

  #take(number: number): PendingCall | undefined {
    const call = this.#calls.get(number);
    this.#calls.delete(number);
    return call;
  }

  #tellPresence(presence: NodePresence): void {
    if (presence.connected) this.#nodes.set(presence.environmentId, presence);
    else this.#nodes.delete(presence.environmentId);
    for (const listener of this.#presenceListeners) listener(presence);
  }

  #onExit(): void {
    this.#worker = null;
    for (const presence of this.nodes()) this.#tellPresence({ ...presence, connected: false });
    for (const { reject } of this.#calls.values()) reject(new Error('the gateway worker ended'));
    this.#calls.clear();
    if (this.#isStopped) return;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((death) => now - death < DEATHS_WINDOW_MS), now];
    if (this.#deaths.length > MAX_DEATHS) {
      this.#logger.error({ deaths: this.#deaths.length }, 'the gateway worker keeps failing and stays down');
      return;
    }
    this.restore().catch((error: unknown) => this.#logger.error({ err: String(error) }, 'the gateway is not restored'));
  }
}

const nothing = (): void => undefined;
const SILENT: GatewayLogger = { info: nothing, warn: nothing, error: nothing };
