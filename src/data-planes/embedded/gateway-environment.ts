import type { SecureContext } from 'node:tls';
import type { Listener, NodeAnswer, NodePresence, SnapshotChange } from '../data-plane.js';
import type { AnswerCache } from './answer-cache.js';
import { type Certificates, chooseCertificate } from './certificates.js';
import { type Applied, EnvironmentState, type PreparedChange } from './environment.js';
import type { Exchange } from './exchange.js';
import { Guests, type IndexOf } from './guests.js';
import { handle } from './handler.js';
import { LastGood } from './last-good.js';
import { EnvironmentListener } from './listener.js';
import type { EnvironmentStats, GatewayEvents, Preparation, WorkerSettings } from './messages.js';
import type { NonceStore } from './nonces.js';
import type { RouteIndex } from './route-index.js';
import type { ServingContext } from './serving-context.js';
import type { ServedRoute } from './translate.js';
import type { UpstreamPools } from './upstream-pools.js';

/** What all environments of a gateway have in common. */
export interface SharedParts {
  readonly pools: UpstreamPools;
  readonly nonces: NonceStore;
  readonly answers: AnswerCache;
  readonly indexOf: IndexOf;
  /** Null: no such environment. */
  readonly certificatesOf: (environmentId: string) => Certificates | null;
}

interface HeldChange {
  readonly change: SnapshotChange;
  readonly prepared: PreparedChange;
  /** By the clock of `performance`. */
  readonly begun: number;
}

/** One environment of the gateway: what it serves, where it listens, what it keeps on disk. */
export class GatewayEnvironment {
  readonly #state: EnvironmentState;
  readonly #lastGood: LastGood;
  readonly #settings: WorkerSettings;
  readonly #events: GatewayEvents;
  readonly #shared: SharedParts;
  #listener: Listener;
  #context: ServingContext;
  #open: EnvironmentListener | null = null;
  #isLoaded = false;
  /** What is served was offered to this process. The last good snapshot may be of a history that is no more. */
  #isOffered = false;
  #held: HeldChange | null = null;

  constructor(
    listener: Listener,
    folder: string,
    shared: SharedParts,
    settings: WorkerSettings,
    events: GatewayEvents,
  ) {
    this.#listener = listener;
    this.#shared = shared;
    this.#state = new EnvironmentState(shared.pools, shared.answers);
    this.#lastGood = new LastGood(folder);
    this.#settings = settings;
    this.#events = events;
    this.#context = this.#contextFor(listener);
  }

  get listener(): Listener {
    return this.#listener;
  }

  get index(): RouteIndex<ServedRoute> {
    return this.#state.index;
  }

  get certificates(): Certificates {
    return this.#state.certificates;
  }

  /** Whose routes are served here besides, from now on. */
  welcome(listener: Listener): void {
    this.#listener = listener;
    this.#context = this.#contextFor(listener);
  }

  /** Listens just so. */
  isAt({ host, port, httpsPort, environmentName }: Listener): boolean {
    const now = this.#listener;
    const isSamePlace = now.host === host && now.port === port && now.httpsPort === httpsPort;
    return this.#open !== null && isSamePlace && now.environmentName === environmentName;
  }

  /** Serves the last good snapshot from the first connection on. */
  async open(listener: Listener): Promise<void> {
    await this.#load();
    this.#open = await EnvironmentListener.open(
      listener,
      (exchange) => this.#serve(exchange),
      (name) => this.#secureContext(name),
    );
    this.welcome(listener);
    this.#events.onPresence(this.#presence(true));
  }

  /** Applies the change at once; answers when it is on disk too. Never rejects. */
  async take(change: SnapshotChange): Promise<void> {
    const begun = performance.now();
    this.#letGo();
    await this.#answer(change, this.#state.apply(change), begun);
  }

  /** Applies the change once `flip` says so. A newer one takes its place. */
  hold(change: SnapshotChange): void {
    const begun = performance.now();
    this.#letGo();
    const prepared = this.#state.prepare(change);
    if ('outcome' in prepared) void this.#answer(change, prepared, begun);
    else this.#held = { change, prepared, begun };
    const isRefused = 'outcome' in prepared && prepared.outcome === 'rejected';
    const { environmentId } = this.#listener;
    const refusedBy = isRefused ? this.#node().nodeId : null;
    this.#events.onPrepared({ environmentId, version: change.to, refusedBy });
  }

  /** What becomes of the change that is held, if it is still this one. */
  async flip({ version, refusedBy }: Preparation): Promise<void> {
    const held = this.#held;
    if (held?.change.to !== version) return;
    this.#held = null;
    const { change, prepared, begun } = held;
    if (refusedBy === null) return this.#answer(change, prepared.serve(), begun);
    prepared.drop();
    const detail = `held back: ${refusedBy} refused`;
    await this.#answer(change, { outcome: 'rejected', detail, isChanged: false }, begun);
  }

  #letGo(): void {
    this.#held?.prepared.drop();
    this.#held = null;
  }

  async #answer(change: SnapshotChange, { outcome, detail, isChanged }: Applied, begun: number): Promise<void> {
    const isNews = isChanged || (outcome === 'accepted' && !this.#isOffered);
    if (outcome === 'accepted') this.#isOffered = true;
    if (isChanged) await this.#store(change);
    const { environmentId } = this.#listener;
    const durationMs = performance.now() - begun;
    const version = change.to;
    this.#events.onAnswer({ ...this.#node(), environmentId, version, outcome, detail, durationMs });
    // Without a listener it keeps up, so that it serves the newest from the listener's first connection on.
    if (isNews && this.#open !== null) this.#events.onPresence(this.#presence(true));
  }

  /** It missed an offer: says that it is behind, and is offered the whole. */
  askAgain(): void {
    const { environmentId } = this.#listener;
    const version = this.#state.version ?? 0;
    const detail = 'it was offered a change before it had a listener';
    this.#events.onAnswer({ ...this.#node(), environmentId, version, outcome: 'stale', detail, durationMs: 0 });
  }

  /** Stops listening; what is served stays for a listener to come. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    this.#events.onPresence({ ...this.#presence(false), address: open.address });
    await open.close(this.#settings.graceMs);
  }

  async stop(): Promise<void> {
    await this.close();
    this.#letGo();
    await this.#lastGood.flush();
    this.#state.clear();
  }

  /** The environment is gone for good. */
  async retire(): Promise<void> {
    await this.stop();
    await this.#lastGood.remove();
  }

  stats(): EnvironmentStats {
    const { environmentId, environmentName } = this.#listener;
    const answers = this.#open?.counts.byClass ?? { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 };
    return { environmentId, environmentName, version: this.#state.version, answers };
  }

  #serve(exchange: Exchange): void {
    try {
      handle(exchange, this.#context);
    } catch (error) {
      this.#log('error', error, 'a request failed inside the gateway');
      exchange.res.destroy();
    }
  }

  #secureContext(name: string): SecureContext | null {
    const guests = this.#listener.guests.flatMap((id) => this.#shared.certificatesOf(id) ?? []);
    return chooseCertificate(name, [this.#state.certificates, ...guests])?.context ?? null;
  }

  #contextFor({ guests, httpsPort }: Listener): ServingContext {
    const { nonces, indexOf } = this.#shared;
    const groupDomain = this.#settings.groupDomain ?? null;
    return {
      own: this.#state.index,
      guests: new Guests(guests, indexOf),
      nonces,
      groupDomain,
      httpsPort: httpsPort ?? null,
    };
  }

  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    try {
      const snapshot = await this.#lastGood.load();
      if (snapshot === null) return;
      const { environmentId } = this.#listener;
      const { version, entries } = snapshot;
      const whole = { environmentId, from: null, to: version, upserts: entries, removals: [] };
      const { outcome, detail } = this.#state.apply(whole);
      if (outcome !== 'accepted') this.#log('error', detail, 'the last good snapshot is not served');
    } catch (error) {
      this.#log('error', error, 'the last good snapshot cannot be read');
    }
  }

  /** A full disk must not undo what is served: the next start then begins from an older snapshot. */
  async #store(change: SnapshotChange): Promise<void> {
    try {
      await this.#lastGood.record(change, () => ({
        version: this.#state.version ?? change.to,
        entries: this.#state.entries(),
      }));
    } catch (error) {
      this.#log('error', error, 'the snapshot is served but not stored');
    }
  }

  #node(): Pick<NodeAnswer, 'nodeId' | 'address'> {
    const { environmentName, host, port } = this.#listener;
    return { nodeId: `embedded-${environmentName}`, address: this.#open?.address ?? `${host}:${port}` };
  }

  #presence(connected: boolean): NodePresence {
    const { environmentId } = this.#listener;
    const version = this.#isOffered ? this.#state.version : null;
    return { ...this.#node(), environmentId, version, connected, isGuest: false };
  }

  #log(level: 'warn' | 'error', error: unknown, message: string): void {
    const { environmentName } = this.#listener;
    const err = error instanceof Error ? error.message : String(error);
    this.#events.logger[level]({ environment: environmentName, err }, message);
  }
}
