import { join } from 'node:path';
import type { Listener, SnapshotChange } from '../data-plane.js';
import { AnswerCache } from './answer-cache.js';
import { EndpointHealth } from './endpoint-health.js';
import { GatewayEnvironment, type SharedParts } from './gateway-environment.js';
import { guardOf } from './guarded-connect.js';
import { ListenersFile } from './listeners-file.js';
import type { GatewayEvents, GatewayStats, Preparation, WorkerSettings } from './messages.js';
import { NonceStore } from './nonces.js';
import { UpstreamPools } from './upstream-pools.js';

const DEFAULT_CACHE_BYTES = 67_108_864;

/** The whole embedded gateway, whatever thread it runs in. */
export class Gateway {
  readonly #settings: WorkerSettings;
  readonly #events: GatewayEvents;
  readonly #pools: UpstreamPools;
  readonly #environments = new Map<string, GatewayEnvironment>();
  readonly #shared: SharedParts;
  /** Listeners that are given up and still end their requests, by environment. */
  readonly #closing = new Map<string, Promise<void>>();
  /** Offered something before a listener was wanted for them. */
  readonly #missed = new Set<string>();
  readonly #file: ListenersFile;
  /** `listen`, `restore` and `stop` run one after another. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(settings: WorkerSettings, events: GatewayEvents) {
    this.#settings = settings;
    this.#events = events;
    const onVerdict = (address: string, isUp: boolean): void => this.#onVerdict(address, isUp);
    const health = new EndpointHealth({ timing: settings.probes, onVerdict });
    this.#pools = new UpstreamPools(health, guardOf(settings.ownPorts ?? []));
    const indexOf = (environmentId: string) => this.#environments.get(environmentId)?.index ?? null;
    const certificatesOf = (environmentId: string) => this.#environments.get(environmentId)?.certificates ?? null;
    const answers = new AnswerCache(settings.cacheBytes ?? DEFAULT_CACHE_BYTES);
    this.#shared = { pools: this.#pools, nonces: new NonceStore(), answers, indexOf, certificatesOf };
    this.#file = new ListenersFile(join(settings.dataDir, 'snapshots'));
  }

  /**
   * Makes these listeners the ones that exist. Each that can be opened is; rejects afterwards with the first that cannot
   * (`code` as the system gave it).
   */
  listen(listeners: readonly Listener[]): Promise<void> {
    return this.#inTurn(async () => {
      const failures = await this.#open(listeners);
      await this.#file.save(listeners).catch((error: unknown) => this.#warn(error, 'the listeners are not stored'));
      if (failures.length > 0) throw failures[0];
    });
  }

  /** Serves what was served last, without any help. What cannot be restored is logged and left to the next offer. */
  restore(): Promise<void> {
    return this.#inTurn(async () => {
      for (const error of await this.#open(await this.#file.load())) this.#warn(error, 'a listener is not restored');
    });
  }

  /**
   * Answers through `onAnswer`; what is held is prepared, says so through `onPrepared`, and waits for `flip`. Nobody answers for an environment that no listener was wanted for.
   */
  offer(change: SnapshotChange, isHeld = false): void {
    const environment = this.#environments.get(change.environmentId);
    if (environment === undefined) {
      this.#missed.add(change.environmentId);
      this.#events.logger.warn({ environmentId: change.environmentId }, 'offered to an environment without a listener');
      return;
    }
    // Not awaited: `take` applies the change before it first waits, and reports every failure itself.
    if (isHeld) environment.hold(change);
    else void environment.take(change);
  }

  /** What becomes of a change that is held. */
  flip(verdict: Preparation): void {
    void this.#environments.get(verdict.environmentId)?.flip(verdict);
  }

  stats(): GatewayStats {
    return { environments: [...this.#environments.values()].map((environment) => environment.stats()) };
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const environments = [...this.#environments.values()];
      this.#environments.clear();
      await Promise.all([...environments.map((environment) => environment.stop()), ...this.#closing.values()]);
      await this.#pools.destroy();
    });
  }

  async #open(listeners: readonly Listener[]): Promise<unknown[]> {
    const wanted = new Set(listeners.map(({ environmentId }) => environmentId));
    const moved = listeners.filter((listener) => !this.#environments.get(listener.environmentId)?.isAt(listener));
    // Ports are given up first: another environment may want one of them. Requests under way end beside.
    for (const [id, environment] of this.#environments) {
      if (wanted.has(id)) continue;
      this.#environments.delete(id);
      this.#closeBeside(id, environment.retire());
    }
    for (const listener of listeners) {
      if (!moved.includes(listener)) this.#environments.get(listener.environmentId)?.welcome(listener);
    }
    for (const { environmentId: id } of moved) {
      const known = this.#environments.get(id);
      if (known !== undefined) this.#closeBeside(id, known.close());
    }
    const failures: unknown[] = [];
    for (const listener of moved) {
      await this.#openOne(listener).catch((error: unknown) => failures.push(error));
    }
    return failures;
  }

  async #openOne(listener: Listener): Promise<void> {
    const { environmentId } = listener;
    const known = this.#environments.get(environmentId);
    // One that comes back must not lose its files to its own retirement.
    if (known === undefined) await this.#closing.get(environmentId);
    const folder = join(this.#settings.dataDir, 'snapshots', environmentId);
    const environment = known ?? new GatewayEnvironment(listener, folder, this.#shared, this.#settings, this.#events);
    // Before it is open: what it is offered while its port is taken must not be lost.
    this.#environments.set(environmentId, environment);
    await environment.open(listener);
    if (this.#missed.delete(environmentId)) environment.askAgain();
  }

  #closeBeside(environmentId: string, closing: Promise<void>): void {
    const before = this.#closing.get(environmentId);
    const closed = Promise.all([before, closing])
      .catch((error: unknown) => this.#warn(error, 'a listener did not close well'))
      .then(() => {
        if (this.#closing.get(environmentId) === closed) this.#closing.delete(environmentId);
      });
    this.#closing.set(environmentId, closed);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    // The caller hears of a failure; the next in turn must not.
    this.#tail = result.then(nothing, nothing);
    return result;
  }

  #onVerdict(address: string, isUp: boolean): void {
    if (isUp) this.#events.logger.info({ address }, 'a backend address is up again');
    else this.#events.logger.warn({ address }, 'a backend address is down');
  }

  #warn(error: unknown, message: string): void {
    this.#events.logger.warn({ err: error instanceof Error ? error.message : String(error) }, message);
  }
}

const nothing = (): void => undefined;
