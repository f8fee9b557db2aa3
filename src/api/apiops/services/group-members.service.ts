import { Injectable } from '@nestjs/common';
import { requireAccess } from '../../../auth/access.js';
import type { Actor } from '../../../model/actor.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';
import { refused } from '../decode/fields.js';
import { MEMBER_TEXTS } from '../http/messages.js';
import type { GroupPath } from './group-calls.service.js';
import { Lookups } from './lookups.service.js';

/** A group with its members, in the order in which they are asked for an endpoint. */
export interface GroupWithMembers {
  readonly group: ProxyGroup;
  readonly members: readonly ApiProxy[];
}

@Injectable()
export class GroupMembers {
  constructor(
    private readonly lookups: Lookups,
    private readonly groups: ProxyGroupsService,
  ) {}

  async view(actor: Actor, path: GroupPath): Promise<GroupWithMembers> {
    const group = await this.lookups.group(actor, path.projectName, path.apiProxyGroupName);
    return { group, members: await this.groups.members(actor, group) };
  }

  async order(actor: Actor, path: GroupPath, names: readonly string[]): Promise<void> {
    const { group, members } = await this.view(actor, path);
    requireAccess(actor, 'group.manage', group.projectId);
    const ids = new Map(members.map(({ id, name }) => [name, id]));
    const ordered = names.map((name) => {
      const id = ids.get(name);
      if (id === undefined) throw refused(MEMBER_TEXTS.notMember(name));
      return id;
    });
    const leftOut = members.find(({ name }) => !names.includes(name));
    if (leftOut !== undefined) throw refused(MEMBER_TEXTS.leftOut(leftOut.name));
    await this.groups.orderMembers(actor, group.projectId, group.id, ordered);
  }
}
