import { Injectable } from '@nestjs/common';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Member } from '../model/project.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import { MembershipEntity } from './membership.entity.js';
import type { Grants } from './roles.js';

@Injectable()
export class MembershipsRepository {
  /** By username. */
  ofProject(tx: Tx, projectId: Id): Promise<Member[]> {
    return tx.manager.query<Member[]>(
      `SELECT u.id AS "userId", u.username, m.roles, m.permissions
       FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE m.project_id = $1 ORDER BY u.username`,
      [projectId],
    );
  }

  /** Whether the user may hold keys and policies of the project. */
  exists(tx: Tx, projectId: Id, userId: Id): Promise<boolean> {
    return tx.manager.existsBy(MembershipEntity, { projectId, userId });
  }

  /** Creates or replaces. @throws Problem `not_found` when the project or the user is gone */
  async put(tx: Tx, projectId: Id, userId: Id, { roles, permissions }: Grants): Promise<void> {
    try {
      await tx.manager.upsert(
        MembershipEntity,
        { projectId, userId, roles: [...roles], permissions: [...permissions] },
        ['projectId', 'userId'],
      );
    } catch (error) {
      if (constraintOf(error) === 'fk_memberships_project') throw notFound('project', projectId);
      if (constraintOf(error) === 'fk_memberships_user') throw notFound('user', userId);
      throw error;
    }
  }

  async delete(tx: Tx, projectId: Id, userId: Id): Promise<boolean> {
    const { affected } = await tx.manager.delete(MembershipEntity, { projectId, userId });
    return affected === 1;
  }
}
