import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { Member } from '../model/project.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import { requireAccess } from './access.js';
import { AccessKeysRepository } from './access-keys.repository.js';
import { MembershipsRepository } from './memberships.repository.js';
import { RamPoliciesRepository } from './ram-policies.repository.js';
import { checkGrants, type Grants } from './roles.js';
import { UsersRepository } from './users.repository.js';

/** Who may do what in a project. Every method needs `project.administer` there. */
@Injectable()
export class MembersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly memberships: MembershipsRepository,
    private readonly users: UsersRepository,
    private readonly keys: AccessKeysRepository,
    private readonly policies: RamPoliciesRepository,
  ) {}

  async list(actor: Actor, projectId: Id): Promise<Member[]> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.read((tx) => this.memberships.ofProject(tx, projectId));
  }

  /** Adds the user or replaces its grants. @throws Problem `invalid_argument` naming an unknown role or permission */
  async set(actor: Actor, projectId: Id, username: string, grants: Grants): Promise<Member> {
    requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.run((tx) => this.put(tx, projectId, username, grants));
  }

  /** The user's keys and policies of the project go too, so that a later return starts from nothing. */
  async remove(actor: Actor, projectId: Id, username: string): Promise<void> {
    requireAccess(actor, 'project.administer', projectId);
    await this.unitOfWork.run(async (tx) => {
      const user = await this.users.findByUsername(tx, username);
      const removed = user !== undefined && (await this.memberships.delete(tx, projectId, user.id));
      if (!removed) throw notFound('member', username);
      await this.keys.deleteOfMember(tx, projectId, user.id);
      await this.policies.detachMember(tx, projectId, user.id);
    });
  }

  /** For the first start and for `set`; checks no permission. */
  async put(tx: Tx, projectId: Id, username: string, { roles, permissions }: Grants): Promise<Member> {
    checkGrants({ roles, permissions });
    const user = await this.users.findByUsername(tx, username);
    if (user === undefined) throw notFound('user', username);
    const grants = { roles: [...new Set(roles)], permissions: [...new Set(permissions)] };
    await this.memberships.put(tx, projectId, user.id, grants);
    return { userId: user.id, username, ...grants };
  }
}
