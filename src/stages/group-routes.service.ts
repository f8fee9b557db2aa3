import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import type { Actor } from '../model/actor.js';
import { STAGES } from '../model/environment.js';
import type { GroupSettings, ProxyGroup } from '../model/proxy-group.js';
import { type GroupInput, ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import { digestOf } from '../shared/canonical-json.js';
import type { DomainPlace } from './domains.service.js';
import { StageChanges } from './stage-changes.js';

/** Changes of a group of this dialect: where it is reached, and by which AppCodes, changes at once, in every stage. */
@Injectable()
export class GroupRoutesService {
  constructor(
    private readonly groups: ProxyGroupsService,
    private readonly changes: StageChanges,
  ) {}

  /** Absent members of `change` stay as they are. @throws Problem as a deployment does */
  async change(actor: Actor, place: DomainPlace, change: Partial<GroupInput>): Promise<ProxyGroup> {
    const { projectId, groupId, waitMs } = place;
    requireAccess(actor, 'group.manage', projectId);
    const before = await this.groups.getById(actor, projectId, groupId);
    if (!before.settings.ownHost || !isMoved(before, change)) {
      return this.groups.update(actor, projectId, groupId, change);
    }
    await this.changes.apply(actor, {
      projectId,
      groupId,
      stages: STAGES,
      description: 'Change how the group is called',
      waitMs,
      write: async (tx) => {
        const { name, description, settings } = await this.groups.load(tx, projectId, groupId);
        await this.groups.change(tx, projectId, groupId, change);
        return async (back) => {
          await this.groups.change(back, projectId, groupId, { name, description, settings });
        };
      },
    });
    return this.groups.getById(actor, projectId, groupId);
  }
}

const isMoved = ({ settings }: ProxyGroup, change: Partial<GroupInput>): boolean =>
  change.settings !== undefined && digestOf(calledBy(change.settings)) !== digestOf(calledBy(settings));

const calledBy = ({ clientRoute, appCodes }: GroupSettings) => ({ clientRoute, appCodes });
