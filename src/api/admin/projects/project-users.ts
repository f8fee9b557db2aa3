import { Injectable } from '@nestjs/common';
import { MembersService } from '../../../auth/members.service.js';
import { UsersService } from '../../../auth/users.service.js';
import type { Actor } from '../../../model/actor.js';
import type { Id } from '../../../shared/ids.js';
import { notFound } from '../../../shared/problem.js';

/** Names and ids of the users of a project, as far as the actor may know them: its members; for an administrator all. */
@Injectable()
export class ProjectUsers {
  constructor(
    private readonly members: MembersService,
    private readonly users: UsersService,
  ) {}

  /** @throws Problem `not_found` */
  async idOf(actor: Actor, projectId: Id, username: string): Promise<Id> {
    const members = await this.members.list(actor, projectId);
    const member = members.find((candidate) => candidate.username === username);
    if (member !== undefined) return member.userId;
    if (!actor.admin) throw notFound('member', username);
    return (await this.users.getByUsername(actor, username)).id;
  }

  /** Leaves out whom the actor may not know: an administrator who is no member. */
  async namesOf(actor: Actor, projectId: Id, ids: readonly Id[]): Promise<ReadonlyMap<Id, string>> {
    const members = await this.members.list(actor, projectId);
    const names = new Map(members.map(({ userId, username }) => [userId, username]));
    if (!actor.admin) return names;
    for (const id of ids) if (!names.has(id)) names.set(id, (await this.users.get(actor, id)).username);
    return names;
  }
}
