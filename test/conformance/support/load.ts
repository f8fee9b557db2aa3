import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestExchange } from '../conformance-case.js';
import { send } from './exchange.js';
import { faultsOf } from './expectations.js';

const CLIENTS = 2;

interface Client {
  /** Ends with the request under way. */
  round: PromiseWithResolvers<void>;
}

/** Sees connections that end although nobody had said that they would not be kept. */
class WatchfulAgent extends Agent {
  ended = 0;
  readonly #kept = new WeakSet<Duplex>();

  override keepSocketAlive(socket: Duplex) {
    if (!this.#kept.has(socket)) {
      socket.once('end', () => {
        this.ended += 1;
      });
    }
    this.#kept.add(socket);
    return super.keepSocketAlive(socket);
  }
}

/**
 * Clients that keep a connection each and send one request over and over. A client ends with the first answer that is not
 * as expected; a connection must not end unless an answer has said that it would.
 */
export class Load {
  readonly #agent = new WatchfulAgent({ keepAlive: true, maxSockets: CLIENTS });
  readonly #clients: readonly Client[];
  readonly #running: Promise<unknown>;
  readonly #faults: string[] = [];
  #announcedEnds = 0;
  #isOver = false;

  constructor(
    private readonly port: number,
    private readonly exchange: Omit<RequestExchange, 'kind'>,
  ) {
    this.#clients = Array.from({ length: CLIENTS }, () => ({ round: Promise.withResolvers<void>() }));
    this.#running = Promise.all(this.#clients.map((client) => this.#run(client)));
  }

  /** Resolves once every client has the answer to a request that began after this call. */
  async turn(): Promise<void> {
    await Promise.all(
      this.#clients.map(async (client) => {
        await client.round.promise;
        await client.round.promise;
      }),
    );
  }

  /** Lets requests under way end; what was wrong. */
  async stop(): Promise<readonly string[]> {
    this.#isOver = true;
    await this.#running;
    this.#agent.destroy();
    const cut = this.#agent.ended - this.#announcedEnds;
    return cut > 0 ? [...this.#faults, `${cut} connections were cut`] : this.#faults;
  }

  async #run(client: Client): Promise<void> {
    let isWell = true;
    while (isWell && !this.#isOver) {
      isWell = await this.#send();
      const { resolve } = client.round;
      if (isWell) client.round = Promise.withResolvers<void>();
      resolve();
    }
    client.round.resolve();
  }

  async #send(): Promise<boolean> {
    const { request, expect } = this.exchange;
    try {
      const answer = await send(this.port, request, this.#agent);
      if (answer.headers.connection?.toLowerCase() === 'close') this.#announcedEnds += 1;
      const faults = faultsOf(answer, expect);
      this.#faults.push(...faults);
      return faults.length === 0;
    } catch (error) {
      this.#faults.push(`a request failed: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}
