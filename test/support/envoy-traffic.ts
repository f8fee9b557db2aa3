import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Fleet, pathsOf } from './fleet.js';
import { PipelineClient, revisionOf } from './pipeline-client.js';

/** That requests go through: an Envoy, or the embedded gateway. */
export interface TrafficGateway {
  readonly id: string;
  readonly address: string;
  readonly port: number;
}

/** What the connections through one gateway saw. */
export interface Seen {
  readonly failures: readonly string[];
  readonly requests: number;
  /**
   * By connection: the revisions in the order of its answers, without repetitions. Whoever asks member after member and
   * sees half a group changes between two revisions with every member.
   */
  readonly revisions: readonly (readonly number[])[];
}

/** Of each gateway: one that writes a burst over all members at once, one that waits for each answer. */
const KINDS = ['burst', 'one by one'] as const;

/** Between two rounds of a connection: what is tested needs the processor, too. */
const PAUSE_MS = 2;

/** Clients that ask every member of a fleet, over and over, through every gateway, on connections that stay open. */
export class EnvoyTraffic {
  readonly #connections: Connection[];

  private constructor(connections: Connection[]) {
    this.#connections = connections;
  }

  /** Resolves once each connection has seen the whole fleet. */
  static async through(gateways: readonly TrafficGateway[], fleet: Fleet): Promise<EnvoyTraffic> {
    const opened = gateways.flatMap((gateway) => KINDS.map((kind) => Connection.open(gateway, fleet, kind)));
    const traffic = new EnvoyTraffic(await Promise.all(opened));
    await traffic.rounds(1);
    return traffic;
  }

  /** Resolves once each connection that has not failed has asked the whole fleet so many times more. */
  async rounds(count: number): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.rounds(count)));
  }

  /** What was seen until now, by the gateway's name; closes the connections once what is under way has ended. */
  async stop(): Promise<Readonly<Record<string, Seen>>> {
    await Promise.all(this.#connections.map((connection) => connection.stop()));
    const names = [...new Set(this.#connections.map(({ gateway }) => gateway.id))];
    return Object.fromEntries(names.map((name) => [name, this.#seenBy(name)]));
  }

  #seenBy(name: string): Seen {
    const own = this.#connections.filter(({ gateway }) => gateway.id === name);
    return {
      failures: own.flatMap(({ failures }) => failures),
      requests: own.reduce((sum, { requests }) => sum + requests, 0),
      revisions: own.map(({ revisions }) => revisions),
    };
  }
}

class Connection {
  readonly revisions: number[] = [];
  readonly failures: string[] = [];
  requests = 0;
  #isOver = false;
  readonly #rounds = new EventEmitter().setMaxListeners(0);
  readonly #running: Promise<void>;

  private constructor(
    readonly gateway: TrafficGateway,
    private readonly client: PipelineClient,
    private readonly paths: readonly string[],
    private readonly kind: (typeof KINDS)[number],
  ) {
    this.#running = this.#run();
  }

  static async open(gateway: TrafficGateway, fleet: Fleet, kind: (typeof KINDS)[number]): Promise<Connection> {
    const { address, port } = gateway;
    return new Connection(gateway, await PipelineClient.open(port, address), pathsOf(fleet), kind);
  }

  async rounds(count: number): Promise<void> {
    for (let round = 0; round < count && this.failures.length === 0; round += 1) await once(this.#rounds, 'round');
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
    this.client.close();
  }

  async #run(): Promise<void> {
    while (!this.#isOver && this.failures.length === 0) {
      try {
        await this.#round();
      } catch (error) {
        this.failures.push(error instanceof Error ? error.message : String(error));
      }
      this.#rounds.emit('round');
      await delay(PAUSE_MS);
    }
  }

  async #round(): Promise<void> {
    if (this.kind === 'burst') {
      for (const reply of await this.client.burst(this.paths)) this.#note(revisionOf(reply));
      return;
    }
    for (const path of this.paths) this.#note(revisionOf(await this.client.get(path)));
  }

  #note(revision: number): void {
    this.requests += 1;
    if (this.revisions.at(-1) !== revision) this.revisions.push(revision);
  }
}
