import { Injectable, Logger } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import type { Batch, BatchKind } from '../model/batch.js';
import type { Environment } from '../model/environment.js';
import { ProjectsService } from '../projects/projects.service.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import { isProblem, notFound } from '../shared/problem.js';
import { BatchTargets } from './batch-targets.js';
import { begun, refused } from './batch-verdicts.js';
import { BatchesRepository } from './batches.repository.js';
import type { BatchCommand } from './commands.js';
import { DeploymentRunner } from './deployment-runner.js';
import type { StoredDeployment } from './deployments.repository.js';
import { ReleasePipeline } from './release-pipeline.js';

/** Nobody waits for the answer, so gateways have longer than in a call. */
const WAIT_MS = 5_000;
/** How long it can be asked what became of a batch. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Many deployments at once, answered before they are done. In each environment they are one transaction. How far they have
 * come is in the database and changes with them, so that any replica can tell, and go on after another has died.
 */
@Injectable()
export class BatchesService {
  readonly #logger = new Logger('Batches');
  readonly #running = new Map<Id, Promise<void>>();
  #stopping = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly environments: EnvironmentsService,
    private readonly projects: ProjectsService,
    private readonly targets: BatchTargets,
    private readonly batches: BatchesRepository,
    private readonly pipeline: ReleasePipeline,
    private readonly runner: DeploymentRunner,
    private readonly clock: Clock,
  ) {}

  /** Returns the id under which `get` tells how far it is. What is wrong with single items is told there too. */
  async begin(actor: Actor, { projectId, kind, description, targets }: BatchCommand): Promise<Id> {
    requireAccess(actor, 'proxy.deploy', projectId);
    const now = this.clock.now();
    const { userId, username } = actor;
    const batch = { id: newId(), projectId, kind, userId, username, description, createdAt: now };
    await this.unitOfWork.run(async (tx) => {
      await this.batches.forget(tx, new Date(now.getTime() - KEPT_MS));
      await this.batches.insert(tx, batch, targets);
    });
    this.#start(batch.id);
    return batch.id;
  }

  async get(actor: Actor, projectId: Id, kind: BatchKind, id: Id): Promise<Batch> {
    requireAccess(actor, 'proxy.view', projectId);
    const batch = await this.unitOfWork.snapshot((tx) => this.batches.find(tx, id));
    if (batch === undefined || batch.projectId !== projectId || batch.kind !== kind) throw notFound('batch', id);
    return batch;
  }

  /** Goes on with what a process that ended left undone. What another does meanwhile is passed over when its turn comes. */
  async resume(): Promise<void> {
    for (const id of await this.unitOfWork.read((tx) => this.batches.unfinished(tx))) this.#start(id);
  }

  /** Lets what is being committed be settled; what waits, waits for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running.values());
  }

  #start(id: Id): void {
    if (this.#stopping || this.#running.has(id)) return;
    const run = this.#run(id)
      .catch((error: Error) => this.#logger.warn(`batch ${id}: ${error.message}; trying again`))
      .finally(() => this.#running.delete(id));
    this.#running.set(id, run);
  }

  async #run(id: Id): Promise<void> {
    const batch = await this.unitOfWork.snapshot((tx) => this.batches.find(tx, id));
    const waiting = batch?.items.filter(({ state }) => state === 'waiting') ?? [];
    for (const environmentId of new Set(waiting.map((item) => item.environmentId))) {
      if (batch !== undefined) await this.#runIn(batch, environmentId);
    }
  }

  async #runIn(batch: Batch, environmentId: Id): Promise<void> {
    const actor = actorOf(batch);
    const environment = await this.environments.getById(actor, environmentId);
    try {
      await this.runner.runAll(environment, WAIT_MS, (tx) => this.#commit(tx, actor, batch, environment));
    } catch (error) {
      // Its turn has not come: the next sweep asks again.
      if (isProblem(error) && error.code === 'busy') return;
      if (!isProblem(error)) this.#logger.error({ err: error }, `batch ${batch.id} failed`);
      // What was committed is settled as any deployment, and does not wait any more.
      await this.unitOfWork.run(async (tx) => {
        const items = await this.batches.claim(tx, batch.id, environmentId);
        await this.batches.decide(tx, batch.id, refused(batch.kind, items, error));
      });
    }
  }

  async #commit(tx: Tx, actor: Actor, batch: Batch, environment: Environment): Promise<StoredDeployment[]> {
    if (this.#stopping) return [];
    await this.environments.hold(tx, environment);
    const items = await this.batches.claim(tx, batch.id, environment.id);
    if (items.length === 0) return [];
    const { projectId, kind, description } = batch;
    const project = await this.projects.getById(actor, projectId);
    const targets = await this.targets.load(tx, project, environment.id, kind, items);
    const asked = { actor, environmentId: environment.id, projectId, kind, description, persistent: false };
    const requests = targets.map((target) => ({ ...asked, ...target }));
    const deployments = await this.pipeline.runAll(tx, environment.id, requests);
    await this.batches.decide(tx, batch.id, begun(items, deployments));
    return deployments;
  }
}

/** Whoever asked, with what the call needed: whether it was allowed was decided then. */
const actorOf = ({ userId, username, projectId }: Batch): Actor => ({
  userId,
  username,
  via: 'system',
  admin: false,
  grants: new Map([[projectId, new Set(['proxy.deploy'] as const)]]),
});
