import { EnvoyDriver } from '../../src/data-planes/envoy/driver.js';
import { entryOf } from './fragments.js';
import { type Layout, loopback } from './proxies.js';
import type { Defer } from './run.js';

const ENVIRONMENT = 'env-1';
/** Nobody binds to it: there are no real Envoys. */
const LISTENER = {
  environmentId: ENVIRONMENT,
  environmentName: 'production',
  host: '127.0.0.1',
  port: 9080,
  guests: [],
};

/** The Envoy driver without a program around it, with proxies live; each offer changes one of them. */
export class Offers {
  readonly #driver: EnvoyDriver;
  #version = 0;

  private constructor(
    private readonly layout: Layout,
    driver: EnvoyDriver,
    readonly port: number,
  ) {
    this.#driver = driver;
  }

  static async start(layout: Layout, live: number, defer: Defer): Promise<Offers> {
    const driver = new EnvoyDriver({ host: '127.0.0.1', port: 0, logger: console });
    await driver.listen([LISTENER]);
    defer(() => driver.stop());
    const offers = new Offers(layout, driver, await driver.port());
    const upserts = Array.from({ length: live }, (_, index) => entryOf(layout, index, addressOf(index, 1)));
    offers.#version = 1;
    driver.offer({ environmentId: ENVIRONMENT, from: null, to: 1, upserts, removals: [] });
    return offers;
  }

  /** Resolves once so many clients serve what is offered. */
  async served(count: number): Promise<void> {
    const all = Promise.withResolvers<void>();
    const look = () => {
      const nodes = this.#driver.nodes().filter(({ version }) => version === this.#version);
      if (nodes.length === count) all.resolve();
    };
    const stops = [this.#driver.onAnswer(look), this.#driver.onPresence(look)];
    look();
    await all.promise;
    for (const stop of stops) stop();
  }

  /** Another backend for one proxy; resolves with the milliseconds until so many clients have accepted it. */
  async change(index: number, count: number): Promise<number> {
    const from = this.#version;
    const to = from + 1;
    const upserts = [entryOf(this.layout, index, addressOf(index, to))];
    const all = Promise.withResolvers<void>();
    const accepted = new Set<string>();
    const stop = this.#driver.onAnswer(({ version, outcome, detail, nodeId }) => {
      if (version !== to) return;
      if (outcome !== 'accepted') all.reject(new Error(`${nodeId} answered ${outcome}: ${detail}`));
      accepted.add(nodeId);
      if (accepted.size === count) all.resolve();
    });
    const start = performance.now();
    this.#version = to;
    this.#driver.offer({ environmentId: ENVIRONMENT, from, to, upserts, removals: [] });
    await all.promise;
    stop();
    return performance.now() - start;
  }

  stop(): void {
    void this.#driver.stop();
  }
}

/** Each proxy has a backend of its own, another one after each change: so both are clusters that no other proxy has. */
const addressOf = (index: number, version: number): string => `http://${loopback(index)}:${version + 1_000}`;
