import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Session, type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { DeploymentReport, DeploymentState, NodeResult } from '../model/deployment.js';
import { Publisher } from '../publishing/publisher.service.js';
import { RolloutsService } from '../publishing/rollouts.service.js';
import { SnapshotsRepository } from '../publishing/snapshots.repository.js';
import { Clock } from '../shared/clock.js';
import { FaultPoints } from '../shared/fault-points.js';
import type { Id } from '../shared/ids.js';
import { isProblem, Problem } from '../shared/problem.js';
import { DeploymentReversal } from './deployment-reversal.js';
import { DeploymentsRepository, type StoredDeployment } from './deployments.repository.js';
import { HistoriesRepository } from './histories.repository.js';
import { TurnQueue } from './turn-queue.js';

/** How long a deployment waits for the ones before it in the same environment. */
const QUEUE_MS = 30_000;
/** How long the way back may take after a refusal. */
const REVERSAL_MS = 5_000;

/**
 * One deployment at a time in an environment, over all replicas: commit, hear the gateways, settle. What a dead process
 * left pending is settled first, so every deployment starts from a settled state.
 */
@Injectable()
export class DeploymentRunner {
  readonly #logger = new Logger('Deployments');
  readonly #queue = new TurnQueue();
  readonly #listeners: ((report: DeploymentReport) => void)[] = [];

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsRepository,
    private readonly histories: HistoriesRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly reversal: DeploymentReversal,
    private readonly rollouts: RolloutsService,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
    private readonly faultPoints: FaultPoints,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * `commit` writes the change in one transaction and returns its deployment, or null when there is nothing to do.
   * Throws deployment_rejected, with the report, when a gateway refused: then what served before serves on.
   */
  run(
    environment: { readonly id: Id; readonly name: string },
    waitMs: number,
    commit: (tx: Tx) => Promise<StoredDeployment | null>,
  ): Promise<DeploymentReport | null> {
    return this.#alone(environment.id, async (session) => {
      const started = performance.now();
      await this.#settleLeftovers(session, environment.id);
      this.faultPoints.reach('deployment.begun');
      const deployment = await session.run(commit).catch((error: unknown) => this.#unsure(error));
      if (deployment === null) return null;
      const heard = await this.#hear(deployment, waitMs);
      this.faultPoints.reach('deployment.confirmed');
      const settled = await this.#settle(session, deployment, heard);
      this.faultPoints.reach('deployment.settled');
      const durationMs = performance.now() - started;
      const nodes = isRefused(settled.state) ? heard.map(takenBack) : heard;
      const report = { deployment: settled, environmentName: environment.name, nodes, durationMs };
      for (const listener of this.#listeners) listener(report);
      if (isRefused(settled.state)) throw new Problem('deployment_rejected', settled.message, { report });
      return report;
    });
  }

  /** Called for each deployment of this process once it is settled, also when it was refused. Must not throw. */
  onSettled(listener: (report: DeploymentReport) => void): void {
    this.#listeners.push(listener);
  }

  /** After a start: settles what the process before this one left pending. */
  async recover(): Promise<void> {
    const environments = await this.unitOfWork.read((tx) => this.deployments.environmentsWithPending(tx));
    for (const environmentId of environments) {
      await this.#alone(environmentId, (session) => this.#settleLeftovers(session, environmentId));
    }
  }

  /** Takes turns inside this process first, so that waiting costs no connection. */
  #alone<T>(environmentId: Id, work: (session: Session) => Promise<T>): Promise<T> {
    return this.#queue.take(environmentId, () =>
      this.unitOfWork.exclusive(`deploy:${environmentId}`, QUEUE_MS, work, () => {
        throw new Problem('busy', 'another deployment to this environment is still running: try again', {
          resource: 'environment',
          name: environmentId,
          retryAfterMs: 3_000,
        });
      }),
    );
  }

  /** A commit whose answer was lost may have happened: then the gateways must hear of it, though this call fails. */
  #unsure(error: unknown): never {
    if (!isProblem(error)) this.publisher.catchUp();
    throw error;
  }

  async #settleLeftovers(session: Session, environmentId: Id): Promise<void> {
    const left = await this.unitOfWork.read((tx) => this.deployments.pending(tx, environmentId));
    for (const deployment of left) {
      this.#logger.warn(`settling deployment ${deployment.id}, left pending by a process that ended`);
      await this.#settle(session, deployment, await this.#hear(deployment, REVERSAL_MS));
    }
  }

  /** A deployment that changed nothing is confirmed by the nodes that already serve the current version. */
  async #hear(deployment: StoredDeployment, waitMs: number): Promise<NodeResult[]> {
    const { environmentId } = deployment;
    const version =
      deployment.version ?? (await this.unitOfWork.read((tx) => this.snapshots.version(tx, environmentId))) ?? 0;
    return this.rollouts.confirm(environmentId, version, waitMs);
  }

  async #settle(
    session: Session,
    deployment: StoredDeployment,
    nodes: readonly NodeResult[],
  ): Promise<StoredDeployment> {
    const refusals = nodes.filter((node) => node.outcome === 'rejected');
    if (refusals.length > 0 && deployment.version !== null) return this.#goBack(session, deployment, refusals);
    const silent = nodes.filter((node) => node.outcome === 'silent');
    if (silent.length === 0) return this.#mark(deployment, 'succeeded', nodes.length === 0 ? NOBODY : '');
    const names = silent.map((node) => node.nodeId).join(', ');
    return this.#mark(deployment, 'unconfirmed', `no answer yet from ${names}; it converges when it returns`);
  }

  async #goBack(
    session: Session,
    deployment: StoredDeployment,
    refusals: readonly NodeResult[],
  ): Promise<StoredDeployment> {
    const words = refusals.map((node) => `${node.nodeId}: ${node.detail}`).join('; ');
    const version = await session.run((tx) => this.reversal.run(tx, deployment));
    const nodes = await this.rollouts.confirm(deployment.environmentId, version, REVERSAL_MS);
    const stuck = nodes.filter((node) => node.outcome === 'rejected');
    if (stuck.length === 0) {
      return this.#mark(deployment, 'rejected', `refused by ${words}; what served before serves on`);
    }
    const names = stuck.map((node) => `${node.nodeId}: ${node.detail}`).join('; ');
    this.#logger.error(`deployment ${deployment.id} could not be undone at ${names}`);
    return this.#mark(deployment, 'rollback_failed', `refused by ${words}; the way back was refused by ${names}`);
  }

  async #mark(deployment: StoredDeployment, state: DeploymentState, message: string): Promise<StoredDeployment> {
    const settledAt = this.clock.now();
    await this.unitOfWork.read(async (tx) => {
      await this.deployments.settle(tx, deployment.id, state, message, settledAt);
      await this.histories.prune(tx, deployment.id, this.config.historyLength);
    });
    return { ...deployment, state, message, settledAt };
  }
}

const NOBODY = 'no gateway is connected to this environment: nothing serves it yet';

const isRefused = (state: DeploymentState): boolean => state === 'rejected' || state === 'rollback_failed';

/** What a gateway had taken and another refused is no longer served there. */
const takenBack = (node: NodeResult): NodeResult =>
  node.outcome === 'accepted' ? { ...node, outcome: 'rejected', detail: 'taken back: another gateway refused' } : node;
