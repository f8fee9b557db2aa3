import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { ApiProxiesService } from '../api-proxies/api-proxies.service.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import type { DeploymentReport } from '../model/deployment.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import { isProblem } from '../shared/problem.js';
import { ResourceTagsRepository } from '../tags/resource-tags.repository.js';
import {
  type DeleteGroup,
  type DeleteProxy,
  type DeploymentCommand,
  type DeploymentTarget,
  permissionFor,
} from './commands.js';
import { DeploymentRunner } from './deployment-runner.js';
import type { StoredDeployment } from './deployments.repository.js';
import { HistoriesRepository } from './histories.repository.js';
import { RecordsRepository } from './records.repository.js';
import { surroundingsId } from './refreshes.service.js';
import { ReleasePipeline } from './release-pipeline.js';
import { ReleasesRepository } from './releases.repository.js';
import { isAway, TargetLoader } from './target-loader.js';

/** How often a deletion gives way to deployments that come between. */
const MAX_ROUNDS = 5;

/** THE use cases that change what is live. */
@Injectable()
export class DeploymentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly environments: EnvironmentsService,
    private readonly projects: ProjectsService,
    private readonly proxies: ApiProxiesService,
    private readonly proxiesRepository: ApiProxiesRepository,
    private readonly groups: ProxyGroupsService,
    private readonly groupsRepository: ProxyGroupsRepository,
    private readonly targets: TargetLoader,
    private readonly pipeline: ReleasePipeline,
    private readonly runner: DeploymentRunner,
    private readonly releases: ReleasesRepository,
    private readonly records: RecordsRepository,
    private readonly histories: HistoriesRepository,
    private readonly tags: ResourceTagsRepository,
  ) {}

  /** All or nothing. Throws not_compilable (facts.faults), route_conflict, deployment_rejected (facts.report), busy. */
  async deploy(actor: Actor, command: DeploymentCommand): Promise<DeploymentReport> {
    requireAccess(actor, permissionFor(command.target), command.projectId);
    const [environment, project] = await Promise.all([
      this.environments.getById(actor, command.environmentId),
      this.projects.getById(actor, command.projectId),
    ]);
    const report = await this.runner.run(environment, command.waitMs, async (tx) => {
      await this.environments.hold(tx, environment);
      const target = await this.targets.load(tx, project, environment.id, command.target);
      return this.pipeline.run(tx, { ...requestOf(actor, command), ...target, kind: 'deploy' });
    });
    if (report === null) throw new Error('a deployment always has a report');
    return report;
  }

  /** Null when nothing of the target is live or recorded as deployed there. */
  async undeploy(actor: Actor, command: DeploymentCommand): Promise<DeploymentReport | null> {
    requireAccess(actor, permissionFor(command.target), command.projectId);
    return this.#undeploy(actor, command);
  }

  /** `refuse`: in_use while live anywhere. `undeploy`: undeploys everywhere first; one report each. */
  async deleteProxy(actor: Actor, command: DeleteProxy): Promise<DeploymentReport[]> {
    const { projectId, proxyId } = command;
    requireAccess(actor, 'proxy.manage', projectId);
    if (command.whenLive === 'undeploy') requireAccess(actor, 'proxy.deploy', projectId);
    const proxy = await this.proxies.getById(actor, projectId, proxyId);
    const erase = async (tx: Tx): Promise<void> => {
      await this.proxiesRepository.delete(tx, proxy);
      await this.records.removeAll(tx, proxyId);
      await this.histories.forget(tx, proxyId);
      await this.tags.remove(tx, 'api', [proxyId], null);
    };
    if (command.whenLive === 'undeploy') {
      return this.#deleteOnceFree(() => this.#undeployEverywhere(actor, command), erase);
    }
    await this.unitOfWork.run(erase);
    return [];
  }

  /** Undeploys the group everywhere, then deletes it; its members stay in the project. One report an environment. */
  async deleteGroup(actor: Actor, command: DeleteGroup): Promise<DeploymentReport[]> {
    const { projectId, groupId } = command;
    requireAccess(actor, 'group.manage', projectId);
    const group = await this.groups.getById(actor, projectId, groupId);
    return this.#deleteOnceFree(
      () => this.#undeployGroupEverywhere(actor, command),
      async (tx) => {
        await this.groupsRepository.delete(tx, group);
        await this.tags.remove(tx, 'apiGroup', [groupId], null);
        for (const id of [groupId, surroundingsId(groupId)]) {
          await this.records.removeAll(tx, id);
          await this.histories.forget(tx, id);
        }
      },
    );
  }

  /** After a start: settles what the process before this one left pending. */
  recover(): Promise<void> {
    return this.runner.recover();
  }

  /** Somebody may deploy again between the last undeployment and the deletion: then it begins anew. */
  async #deleteOnceFree(
    undeploy: () => Promise<DeploymentReport[]>,
    erase: (tx: Tx) => Promise<void>,
  ): Promise<DeploymentReport[]> {
    const reports: DeploymentReport[] = [];
    for (let round = 1; ; round += 1) {
      reports.push(...(await undeploy()));
      try {
        await this.unitOfWork.run(erase);
        return reports;
      } catch (error) {
        if (round === MAX_ROUNDS || !isProblem(error) || error.code !== 'in_use') throw error;
      }
    }
  }

  async #undeployEverywhere(actor: Actor, command: DeleteProxy): Promise<DeploymentReport[]> {
    const { proxyId } = command;
    const live = await this.unitOfWork.read((tx) => this.releases.everyOfProxy(tx, proxyId));
    const reports: DeploymentReport[] = [];
    for (const { environmentId, groupId } of live) {
      const target = { kind: 'proxy', proxyId, groupId } as const;
      reports.push(...listed(await this.#undeploy(actor, consequence(command, environmentId, target))));
    }
    return reports;
  }

  async #undeployGroupEverywhere(actor: Actor, command: DeleteGroup): Promise<DeploymentReport[]> {
    const { groupId } = command;
    const records = await this.unitOfWork.read((tx) => this.records.ofObject(tx, groupId));
    const reports: DeploymentReport[] = [];
    for (const { environmentId } of records.filter((record) => record.deployed)) {
      const target = { kind: 'group', groupId } as const;
      reports.push(...listed(await this.#undeploy(actor, consequence(command, environmentId, target))));
    }
    return reports;
  }

  async #undeploy(actor: Actor, command: DeploymentCommand): Promise<DeploymentReport | null> {
    const [environment, project] = await Promise.all([
      this.environments.getById(actor, command.environmentId),
      this.projects.getById(actor, command.projectId),
    ]);
    return this.runner.run(environment, command.waitMs, async (tx) => {
      await this.environments.hold(tx, environment);
      return this.#takeAway(tx, actor, command, project.id);
    });
  }

  async #takeAway(tx: Tx, actor: Actor, command: DeploymentCommand, projectId: Id): Promise<StoredDeployment | null> {
    const target = await this.targets.loadLive(tx, projectId, command.environmentId, command.target);
    const record = await this.records.find(tx, command.environmentId, target.record.id);
    if (isAway(target, record)) return null;
    return this.pipeline.run(tx, { ...requestOf(actor, command), ...target, kind: 'undeploy' });
  }
}

const requestOf = (actor: Actor, command: DeploymentCommand) => ({
  actor,
  environmentId: command.environmentId,
  projectId: command.projectId,
  description: command.description,
  persistent: command.persistent,
});

/** An undeployment that follows from a deletion. */
const consequence = (
  command: { readonly projectId: Id; readonly waitMs: number },
  environmentId: Id,
  target: DeploymentTarget,
): DeploymentCommand => ({
  ...command,
  environmentId,
  target,
  description: 'Undeployed by deletion',
  persistent: false,
});

const listed = (report: DeploymentReport | null): DeploymentReport[] => (report === null ? [] : [report]);
