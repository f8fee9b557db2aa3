import { Injectable } from '@nestjs/common';
import { requireAccess } from '../../../auth/access.js';
import type { Actor } from '../../../model/actor.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';
import type { Id } from '../../../shared/ids.js';
import { alreadyExists, isProblem } from '../../../shared/problem.js';
import type { GroupSaveRequest } from '../decode/group.decode.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import { Lookups } from './lookups.service.js';
import { Rollouts } from './rollouts.service.js';

/** Creates and replaces groups, and deploys them if asked. Everything a request names is checked before any write. */
@Injectable()
export class GroupSaving {
  constructor(
    private readonly lookups: Lookups,
    private readonly groups: ProxyGroupsService,
    private readonly rollouts: Rollouts,
  ) {}

  async create(actor: Actor, projectName: string, request: GroupSaveRequest): Promise<DeploymentOutcome[]> {
    const projectId = await this.#project(actor, projectName, request);
    if (await this.#exists(actor, projectId, request.name)) throw alreadyExists('group', request.name);
    const environments = await this.#environments(actor, request);
    const group = await this.groups.create(actor, projectId, {
      name: request.name,
      description: request.description,
      settings: { clientRoute: request.clientRoute, ownHost: false, extensions: {} },
    });
    return this.#deploy(actor, group, environments);
  }

  /** The name says which; everything else is replaced. What another dialect keeps in the settings stays. */
  async replace(actor: Actor, projectName: string, request: GroupSaveRequest): Promise<DeploymentOutcome[]> {
    const projectId = await this.#project(actor, projectName, request);
    const before = await this.groups.getByName(actor, projectId, request.name);
    const environments = await this.#environments(actor, request);
    const group = await this.groups.update(actor, projectId, before.id, {
      description: request.description,
      settings: { ...before.settings, clientRoute: request.clientRoute },
    });
    return this.#deploy(actor, group, environments);
  }

  async #project(actor: Actor, projectName: string, request: GroupSaveRequest): Promise<Id> {
    const project = await this.lookups.project(actor, projectName);
    requireAccess(actor, 'group.manage', project.id);
    if (request.environmentName !== undefined) requireAccess(actor, 'group.deploy', project.id);
    return project.id;
  }

  async #exists(actor: Actor, projectId: Id, name: string): Promise<boolean> {
    try {
      await this.groups.getByName(actor, projectId, name);
      return true;
    } catch (error) {
      if (isProblem(error) && error.code === 'not_found' && error.facts.resource === 'group') return false;
      throw error;
    }
  }

  #environments(actor: Actor, { environmentName }: GroupSaveRequest): Promise<Environment[]> {
    return this.lookups.everyEnvironment(actor, environmentName === undefined ? [] : [environmentName]);
  }

  #deploy(actor: Actor, group: ProxyGroup, environments: readonly Environment[]): Promise<DeploymentOutcome[]> {
    const target = { kind: 'group', groupId: group.id } as const;
    return this.rollouts.deployEach(actor, environments, { projectId: group.projectId, target });
  }
}
