import { type Fleet, pathsOf } from './fleet.js';
import { PipelineClient, type Reply, revisionOf } from './pipeline-client.js';

/** What clients saw that no client may see, in words; and how much they saw. */
export interface Observations {
  readonly violations: readonly string[];
  readonly requests: number;
  readonly newest: number;
}

/**
 * Clients that hold a connection each and send bursts over all members of a fleet, one burst in one segment, the next
 * one request after another. They watch for three things: a request that fails, a segment that is answered from two
 * revisions, and an answer from a revision older than one that any client had seen before this request began.
 */
export class Traffic {
  readonly #paths: readonly string[];
  readonly #violations: string[] = [];
  #clients: PipelineClient[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #requests = 0;
  #newest = 0;
  #isOver = false;

  private constructor(fleet: Fleet) {
    this.#paths = pathsOf(fleet);
  }

  static async start(port: number, fleet: Fleet, clients: number): Promise<Traffic> {
    const traffic = new Traffic(fleet);
    traffic.#clients = await Promise.all(Array.from({ length: clients }, () => PipelineClient.open(port)));
    traffic.#running = Promise.all(traffic.#clients.map((client, index) => traffic.#run(client, index % 2 === 0)));
    return traffic;
  }

  /** Lets bursts under way end. */
  async stop(): Promise<Observations> {
    this.#isOver = true;
    await this.#running;
    for (const client of this.#clients) client.close();
    return { violations: this.#violations, requests: this.#requests, newest: this.#newest };
  }

  async #run(client: PipelineClient, pipelinesFirst: boolean): Promise<void> {
    try {
      for (let pipelines = pipelinesFirst; !this.#isOver; pipelines = !pipelines) {
        if (pipelines) await this.#pipelined(client);
        else await this.#oneByOne(client);
      }
    } catch (error) {
      this.#violations.push(`failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #pipelined(client: PipelineClient): Promise<void> {
    const floor = this.#newest;
    const revisions = await Promise.all(client.send(this.#paths).map((reply) => this.#observe(reply, floor)));
    const distinct = [...new Set(revisions)];
    if (distinct.length > 1) this.#violations.push(`one segment was answered from revisions ${distinct.join(', ')}`);
  }

  async #oneByOne(client: PipelineClient): Promise<void> {
    for (const path of this.#paths) {
      const floor = this.#newest;
      for (const reply of client.send([path])) await this.#observe(reply, floor);
    }
  }

  async #observe(reply: Promise<Reply>, floor: number): Promise<number> {
    const revision = revisionOf(await reply);
    this.#requests += 1;
    if (revision < floor) this.#violations.push(`revision ${revision} after ${floor} had been seen`);
    this.#newest = Math.max(this.#newest, revision);
    return revision;
  }
}
