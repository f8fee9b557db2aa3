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

/** Where a deployment goes. */
interface EnvironmentName {
  readonly id: Id;
  readonly name: string;
}

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
  async run(
    environment: EnvironmentName,
    waitMs: number,
    commit: (tx: Tx) => Promise<StoredDeployment | null>,
  ): Promise<DeploymentReport | null> {
    const reports = await this.runAll(environment, waitMs, async (tx) => {
      const deployment = await commit(tx);
      return deployment === null ? [] : [deployment];
    });
    return reports[0] ?? null;
  }

  /** The same for several that are one version: what becomes of one becomes of all. */
  runAll(
    environment: EnvironmentName,
    waitMs: number,
    commit: (tx: Tx) => Promise<readonly StoredDeployment[]>,
  ): Promise<DeploymentReport[]> {
    return this.#alone(environment.id, async (session) => {
      const started = performance.now();
      await this.#settleLeftovers(session, environment.id);
      this.faultPoints.reach('deployment.begun');
      const deployments = await session.run(commit).catch((error: unknown) => this.#unsure(error));
      if (deployments.length === 0) return [];
      const heard = await this.#hear(deployments, waitMs);
      this.faultPoints.reach('deployment.confirmed');
      const settled = await this.#settle(session, deployments, heard);
      this.faultPoints.reach('deployment.settled');
      // Of a refusal the first one was enough; the others have said meanwhile what became of them.
      const nodes = isRefused(first(settled).state) ? await this.#hear(deployments, 0) : heard;
      return this.#report(environment, settled, nodes, performance.now() - started);
    });
  }

  #report(
    environment: EnvironmentName,
    settled: readonly StoredDeployment[],
    heard: readonly NodeResult[],
    durationMs: number,
  ): DeploymentReport[] {
    const reports = settled.map((deployment) => ({
      deployment,
      environmentName: environment.name,
      nodes: isRefused(deployment.state) ? heard.map(takenBack) : heard,
      durationMs,
    }));
    for (const report of reports) {
      for (const listener of this.#listeners) listener(report);
    }
    const refused = reports.find(({ deployment }) => isRefused(deployment.state));
    if (refused === undefined) return reports;
    throw new Problem('deployment_rejected', refused.deployment.message, { report: refused });
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
    for (const deployments of Map.groupBy(left, ({ version }) => version).values()) {
      const ids = deployments.map(({ id }) => id).join(', ');
      this.#logger.warn(`settling deployment ${ids}, left pending by a process that ended`);
      await this.#settle(session, deployments, await this.#hear(deployments, REVERSAL_MS));
    }
  }

  /** A deployment that changed nothing is confirmed by the nodes that already serve the current version. */
  async #hear(deployments: readonly StoredDeployment[], waitMs: number): Promise<NodeResult[]> {
    const { environmentId, version } = first(deployments);
    const current = version ?? (await this.unitOfWork.read((tx) => this.snapshots.version(tx, environmentId))) ?? 0;
    return this.rollouts.confirm(environmentId, current, waitMs);
  }

  async #settle(
    session: Session,
    deployments: readonly StoredDeployment[],
    nodes: readonly NodeResult[],
  ): Promise<StoredDeployment[]> {
    const refusals = nodes.filter((node) => node.outcome === 'rejected');
    if (refusals.length > 0 && first(deployments).version !== null) return this.#goBack(session, deployments, refusals);
    const silent = nodes.filter((node) => node.outcome === 'silent');
    if (silent.length === 0) return this.#mark(deployments, 'succeeded', nodes.length === 0 ? NOBODY : '');
    const names = silent.map((node) => node.nodeId).join(', ');
    return this.#mark(deployments, 'unconfirmed', `no answer yet from ${names}; it converges when it returns`);
  }

  async #goBack(
    session: Session,
    deployments: readonly StoredDeployment[],
    refusals: readonly NodeResult[],
  ): Promise<StoredDeployment[]> {
    const { environmentId } = first(deployments);
    const words = refusals.map((node) => `${node.nodeId}: ${node.detail}`).join('; ');
    const version = await session.run((tx) => this.reversal.run(tx, environmentId, deployments));
    const nodes = await this.rollouts.confirm(environmentId, version, REVERSAL_MS);
    const stuck = nodes.filter((node) => node.outcome === 'rejected');
    if (stuck.length === 0) {
      return this.#mark(deployments, 'rejected', `refused by ${words}; what served before serves on`);
    }
    const names = stuck.map((node) => `${node.nodeId}: ${node.detail}`).join('; ');
    this.#logger.error(`deployment ${deployments.map(({ id }) => id).join(', ')} could not be undone at ${names}`);
    return this.#mark(deployments, 'rollback_failed', `refused by ${words}; the way back was refused by ${names}`);
  }

  async #mark(
    deployments: readonly StoredDeployment[],
    state: DeploymentState,
    message: string,
  ): Promise<StoredDeployment[]> {
    const settledAt = this.clock.now();
    const ids = deployments.map(({ id }) => id);
    await this.unitOfWork.read(async (tx) => {
      await this.deployments.settle(tx, ids, state, message, settledAt);
      for (const id of ids) await this.histories.prune(tx, id, this.config.historyLength);
    });
    return deployments.map((deployment) => ({ ...deployment, state, message, settledAt }));
  }
}

/** What went live together agrees in environment and version. */
function first(deployments: readonly StoredDeployment[]): StoredDeployment {
  const [deployment] = deployments;
  if (deployment === undefined) throw new Error('no deployment is settled');
  return deployment;
}

const NOBODY = 'no gateway is connected to this environment: nothing serves it yet';

const isRefused = (state: DeploymentState): boolean => state === 'rejected' || state === 'rollback_failed';

/** What a gateway had taken and another refused is no longer served there. */
const takenBack = (node: NodeResult): NodeResult =>
  node.outcome === 'accepted' ? { ...node, outcome: 'rejected', detail: 'taken back: another gateway refused' } : node;
