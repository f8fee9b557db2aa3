import { Injectable } from '@nestjs/common';
import { DeploymentsService } from '../../../deployments/deployments.service.js';
import { LiveService } from '../../../deployments/live.service.js';
import type { ReleasePreview } from '../../../deployments/previews.service.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import type { DeploymentRecord } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';
import { type DeploymentNote, defaultNote } from '../decode/deployment-note.decode.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import { Lookups } from './lookups.service.js';
import { type Rollout, Rollouts, undeployments, WAIT_MS } from './rollouts.service.js';

/** Where a call about one group is addressed. */
export interface GroupPath {
  readonly projectName: string;
  readonly apiProxyGroupName: string;
}

export interface GroupEnvironmentPath extends GroupPath {
  readonly environmentName: string;
}

@Injectable()
export class GroupCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly groups: ProxyGroupsService,
    private readonly environments: EnvironmentsService,
    private readonly deployments: DeploymentsService,
    private readonly live: LiveService,
    private readonly rollouts: Rollouts,
  ) {}

  /** Ordered by name. */
  async list(actor: Actor, projectName: string): Promise<readonly ProxyGroup[]> {
    const project = await this.lookups.project(actor, projectName);
    return (await this.groups.search(actor, project.id, { order: 'name' })).items;
  }

  /** Undeploys it wherever it is live, then deletes it; its members stay. */
  async delete(actor: Actor, path: GroupPath): Promise<DeploymentOutcome[]> {
    const { id, projectId } = await this.#group(actor, path);
    return undeployments(await this.deployments.deleteGroup(actor, { projectId, groupId: id, waitMs: WAIT_MS }));
  }

  async deploy(actor: Actor, path: GroupEnvironmentPath, note: DeploymentNote): Promise<DeploymentOutcome> {
    return this.rollouts.deploy(actor, await this.#rollout(actor, path, note));
  }

  /** Succeeds where the group is not deployed, too. */
  async undeploy(actor: Actor, path: GroupEnvironmentPath, note: DeploymentNote): Promise<DeploymentOutcome> {
    return this.rollouts.undeploy(actor, await this.#rollout(actor, path, note));
  }

  preview(actor: Actor, path: GroupEnvironmentPath, kind: 'deploy' | 'undeploy'): Promise<ReleasePreview> {
    return this.#rollout(actor, path, defaultNote(kind)).then((rollout) => this.rollouts.preview(actor, rollout, kind));
  }

  async records(
    actor: Actor,
    path: GroupPath,
  ): Promise<{ readonly records: readonly DeploymentRecord[]; readonly environments: readonly Environment[] }> {
    const { id, projectId } = await this.#group(actor, path);
    const records = await this.live.recordsOfGroup(actor, projectId, id);
    return { records, environments: await this.environments.list(actor) };
  }

  async #rollout(actor: Actor, path: GroupEnvironmentPath, note: DeploymentNote): Promise<Rollout> {
    const { id, projectId } = await this.#group(actor, path);
    const environment = await this.lookups.environment(actor, path.environmentName);
    return { projectId, environment, note, target: { kind: 'group', groupId: id } };
  }

  #group(actor: Actor, { projectName, apiProxyGroupName }: GroupPath): Promise<ProxyGroup> {
    return this.lookups.group(actor, projectName, apiProxyGroupName);
  }
}
