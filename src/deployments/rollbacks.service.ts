import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import type { DeploymentReport } from '../model/deployment.js';
import type { Project } from '../model/project.js';
import { ProjectsService } from '../projects/projects.service.js';
import type { Id } from '../shared/ids.js';
import { isProblem, type Problem } from '../shared/problem.js';
import type { RollbackCommand } from './commands.js';
import { DeploymentRunner } from './deployment-runner.js';
import { FrozenTargets, type Restoration } from './frozen-targets.js';
import { ReleasePipeline } from './release-pipeline.js';
import { type Loaded, TargetLoader } from './target-loader.js';

/** What became of the deployment that was asked for with a rollback; both null: none was. */
export interface RollbackOutcome {
  readonly report: DeploymentReport | null;
  /** Why it did not go live. What was saved is back all the same. */
  readonly failure: Problem | null;
}

/**
 * Back to what a deployment froze: first what is saved, then, if asked, what is live, both in one transaction. Another
 * "what is wanted"; how it becomes live, or is refused and undone, is as for any deployment.
 */
@Injectable()
export class RollbacksService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly environments: EnvironmentsService,
    private readonly projects: ProjectsService,
    private readonly frozen: FrozenTargets,
    private readonly targets: TargetLoader,
    private readonly pipeline: ReleasePipeline,
    private readonly runner: DeploymentRunner,
  ) {}

  /** Throws not_found (proxy, group, revision) and invalid_argument (of the revision): then nothing has changed. */
  async rollback(actor: Actor, command: RollbackCommand): Promise<RollbackOutcome> {
    requireRollback(actor, command);
    const project = await this.projects.getById(actor, command.projectId);
    if (command.environmentId === null) {
      await this.#saveOnly(command);
      return { report: null, failure: null };
    }
    try {
      return { report: await this.#deploy(actor, project, command, command.environmentId), failure: null };
    } catch (error) {
      if (!isProblem(error)) throw error;
      // A gateway's refusal comes after the commit; anything else took what was saved back with it.
      if (error.code !== 'deployment_rejected') await this.#saveOnly(command);
      return { report: null, failure: error };
    }
  }

  async #saveOnly(command: RollbackCommand): Promise<void> {
    await this.unitOfWork.run((tx) => this.#restore(tx, command));
  }

  async #deploy(
    actor: Actor,
    project: Project,
    command: RollbackCommand,
    environmentId: Id,
  ): Promise<DeploymentReport | null> {
    const environment = await this.environments.getById(actor, environmentId);
    return this.runner.run(environment, command.waitMs, async (tx) => {
      await this.environments.hold(tx, environment);
      const target = await restoredTarget(tx, this.targets, project, environmentId, await this.#restore(tx, command));
      const { projectId, description, persistent } = command;
      return this.pipeline.run(tx, {
        ...{ actor, environmentId, projectId, description, persistent },
        ...target,
        kind: 'rollback',
      });
    });
  }

  async #restore(tx: Tx, { projectId, of, number }: RollbackCommand): Promise<Restoration> {
    await this.frozen.hold(tx, of, number);
    const restoration = await this.frozen.read(tx, projectId, of, number);
    await this.frozen.write(tx, restoration);
    return restoration;
  }
}

/** A group's members change with it, so both rights are needed. */
export function requireRollback(actor: Actor, { projectId, of, environmentId }: RollbackCommand): void {
  requireAccess(actor, 'proxy.manage', projectId);
  if (of.kind === 'group') requireAccess(actor, 'group.manage', projectId);
  if (environmentId !== null) requireAccess(actor, of.kind === 'group' ? 'group.deploy' : 'proxy.deploy', projectId);
}

/** What is wanted: the target as it was frozen. */
export async function restoredTarget(
  tx: Tx,
  targets: TargetLoader,
  project: Project,
  environmentId: Id,
  { after: { group, proxies } }: Restoration,
): Promise<Loaded> {
  if (group !== null) return targets.ofGroup(tx, project, environmentId, group, proxies);
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error('a proxy that was brought back is not there');
  return targets.ofProxy(tx, project, environmentId, proxy, null);
}
