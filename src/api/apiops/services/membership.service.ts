import { Injectable } from '@nestjs/common';
import { ApiProxiesService } from '../../../api-proxies/api-proxies.service.js';
import type { Actor } from '../../../model/actor.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';
import type { GroupPath } from './group-calls.service.js';
import { Lookups } from './lookups.service.js';

export interface GroupMemberPath extends GroupPath {
  readonly apiProxyName: string;
}

/** Who is in a group. Both calls are idempotent; what is live stays until the next deployment. */
@Injectable()
export class Membership {
  constructor(
    private readonly lookups: Lookups,
    private readonly groups: ProxyGroupsService,
    private readonly proxies: ApiProxiesService,
  ) {}

  async add(actor: Actor, path: GroupMemberPath): Promise<void> {
    const { projectId, groupId, proxyId } = await this.#find(actor, path);
    await this.groups.addMember(actor, projectId, groupId, proxyId);
  }

  async remove(actor: Actor, path: GroupMemberPath): Promise<void> {
    const { projectId, groupId, proxyId } = await this.#find(actor, path);
    await this.groups.removeMember(actor, projectId, groupId, proxyId);
  }

  async #find(actor: Actor, path: GroupMemberPath) {
    const { id: groupId, projectId } = await this.lookups.group(actor, path.projectName, path.apiProxyGroupName);
    const { id: proxyId } = await this.proxies.getByName(actor, projectId, path.apiProxyName);
    return { projectId, groupId, proxyId };
  }
}
