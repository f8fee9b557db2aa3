import { EventEmitter, once } from 'node:events';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataPlaneDriver, NodeAnswer, NodePresence } from '../data-planes/data-plane.js';
import { DATA_PLANES } from '../data-planes/data-planes.token.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { NodeResult } from '../model/deployment.js';
import { ANSWER_CHANNEL, type VersionNotice } from './channels.js';
import { FlipGates } from './flip-gates.js';
import { NodesRepository } from './nodes.repository.js';
import { resultsOf, rolloutOf } from './rollout.js';
import { SnapshotFeed } from './snapshot-feed.js';

/** Collects the nodes' answers, stores them where every replica sees them, and tells how far a version has come. */
@Injectable()
export class RolloutsService {
  readonly #logger = new Logger('Rollouts');
  readonly #answers = new EventEmitter().setMaxListeners(0);
  /** Last version each of this process's nodes answered, whatever the answer. */
  readonly #lastAnswers = new Map<string, number>();
  /** What is stored of each of them. */
  readonly #presences = new Map<string, string>();
  readonly #unsubscribe: (() => void)[] = [];
  /** Writes run one after another, so that a later presence never loses to an earlier one. */
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly nodes: NodesRepository,
    private readonly feed: SnapshotFeed,
    private readonly gates: FlipGates,
    @Inject(DATA_PLANES) private readonly drivers: readonly DataPlaneDriver[],
  ) {}

  /**
   * Starts listening to the drivers and stores the nodes that are connected now. Nodes of dead processes go first: often
   * this process is the successor of one, and must not wait for answers of its gateways.
   */
  async start(): Promise<void> {
    await this.unitOfWork.read((tx) => this.nodes.forgetDead(tx, this.gates.replicaId));
    for (const driver of this.drivers) {
      this.#unsubscribe.push(
        driver.onAnswer((answer) => this.#answered(driver, answer)),
        driver.onPresence((presence) => this.#present(driver, presence)),
      );
    }
    // After the answers before it: whoever hears of a refusal finds its words.
    this.#unsubscribe.push(
      this.gates.onPrepared((notice) =>
        this.#write(() => this.unitOfWork.read((tx) => this.nodes.prepared(tx, notice))),
      ),
    );
    this.announce();
    await this.#writing;
  }

  /** Says again which nodes are connected: another replica may have taken this one for dead. */
  announce(): void {
    this.#presences.clear();
    for (const driver of this.drivers) {
      for (const presence of driver.nodes()) this.#present(driver, presence);
    }
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#writing;
    await this.unitOfWork.read((tx) => this.nodes.leave(tx, this.gates.replicaId));
  }

  async heartbeat(): Promise<void> {
    await this.unitOfWork.read((tx) => this.nodes.heartbeat(tx, this.gates.replicaId));
    await this.unitOfWork.read((tx) => this.nodes.forgetDead(tx, this.gates.replicaId));
  }

  /** Another replica stored an answer. */
  heard(notice: VersionNotice): void {
    this.#answers.emit(notice.environmentId);
  }

  /**
   * Waits until every connected node of the environment has taken `version`, one has refused it, or `waitMs` is over.
   * Never throws for a silent node: it is in the result as `silent`.
   */
  async confirm(environmentId: string, version: number, waitMs: number): Promise<NodeResult[]> {
    const deadline = AbortSignal.timeout(Math.max(1, waitMs));
    await this.#ownAnswers(environmentId, version, deadline);
    for (let round = 0; ; round++) {
      const news = this.#nextAnswer(environmentId, deadline);
      const nodes = await this.unitOfWork.read((tx) => this.nodes.view(tx, environmentId, version));
      if (rolloutOf(nodes, version) !== 'waiting' || deadline.aborted) {
        news.forget();
        return resultsOf(nodes, version);
      }
      // Before waiting for others: some of them may be gateways of a process that has just been killed.
      if (round === 0) await this.unitOfWork.read((tx) => this.nodes.forgetDead(tx, this.gates.replicaId));
      else await news.arrived;
      news.forget();
    }
  }

  /** Resolves once this process's nodes have answered and the answers are stored, so that they are read once. */
  async #ownAnswers(environmentId: string, version: number, deadline: AbortSignal): Promise<void> {
    while (!deadline.aborted && this.#owesAnswer(environmentId, version)) {
      await this.#nextAnswer(environmentId, deadline).arrived;
    }
    await this.#writing;
  }

  #owesAnswer(environmentId: string, version: number): boolean {
    return this.drivers
      .flatMap((driver) => driver.nodes())
      .filter((node) => node.environmentId === environmentId && node.connected)
      .some(({ nodeId, version: serving }) => {
        const answered = this.#lastAnswers.get(`${environmentId}/${nodeId}`) ?? 0;
        return Math.max(answered, serving ?? 0) < version;
      });
  }

  #nextAnswer(environmentId: string, deadline: AbortSignal): { arrived: Promise<void>; forget: () => void } {
    const stop = new AbortController();
    const signal = AbortSignal.any([deadline, stop.signal]);
    const arrived = once(this.#answers, environmentId, { signal }).then(
      () => undefined,
      () => undefined,
    );
    return { arrived, forget: () => stop.abort() };
  }

  #answered(driver: DataPlaneDriver, answer: NodeAnswer): void {
    if (answer.outcome === 'stale') {
      this.feed.restart(driver, answer.environmentId);
      return;
    }
    if (answer.outcome === 'rejected') {
      this.#logger.warn(`${answer.nodeId} refused version ${answer.version}: ${answer.detail}`);
      const node = driver.nodes().find(({ environmentId }) => environmentId === answer.environmentId);
      this.feed.rewind(driver, answer.environmentId, answer.version, node?.version ?? null);
    }
    this.#write(() => this.#store(answer));
    this.#lastAnswers.set(`${answer.environmentId}/${answer.nodeId}`, answer.version);
    void this.#writing.then(() => this.#answers.emit(answer.environmentId));
  }

  /** Once more on another connection: one that was cut must not turn an answer into a silence. */
  async #store(answer: NodeAnswer): Promise<void> {
    const write = () =>
      this.unitOfWork.read((tx) => this.nodes.answered(tx, this.gates.replicaId, answer, ANSWER_CHANNEL));
    await write().catch((error: Error) => {
      this.#logger.warn(`cannot store the answer of ${answer.nodeId}: ${error.message}; trying again`);
      return write();
    });
  }

  /** A node that only moved to another version says so in its answer. */
  #present(driver: DataPlaneDriver, presence: NodePresence): void {
    const key = `${presence.environmentId}/${presence.nodeId}`;
    const state = `${presence.connected} ${presence.address}`;
    if (this.#presences.get(key) === state) return;
    this.#presences.set(key, state);
    this.#write(() => this.unitOfWork.read((tx) => this.nodes.saw(tx, this.gates.replicaId, driver.name, presence)));
    // Whoever waits for a node that has left must not wait until the deadline.
    void this.#writing.then(() => this.#answers.emit(presence.environmentId));
  }

  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing
      .then(work)
      .catch((error: Error) => this.#logger.error(`cannot store a node's answer: ${error.message}`));
  }
}
