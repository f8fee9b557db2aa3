import { Injectable } from '@nestjs/common';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import { AccessKeyEntity } from './access-key.entity.js';
import type { AccessKey, SealedAccessKey } from './auth-types.js';

@Injectable()
export class AccessKeysRepository {
  /** Oldest first. */
  async ofProject(tx: Tx, projectId: Id): Promise<AccessKey[]> {
    const rows = await tx.manager.find(AccessKeyEntity, {
      where: { projectId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return rows.map(known);
  }

  async findById(tx: Tx, id: string): Promise<AccessKey | undefined> {
    const row = await tx.manager.findOneBy(AccessKeyEntity, { id });
    return row === null ? undefined : known(row);
  }

  /** @throws Problem `not_found` when the project or the user is gone */
  async insert(tx: Tx, key: SealedAccessKey): Promise<void> {
    try {
      await tx.manager.insert(AccessKeyEntity, { ...key });
    } catch (error) {
      if (constraintOf(error) === 'fk_access_keys_project') throw notFound('project', key.projectId);
      if (constraintOf(error) === 'fk_access_keys_user') throw notFound('user', key.userId);
      throw error;
    }
  }

  async setActive(tx: Tx, id: string, active: boolean): Promise<void> {
    await tx.manager.update(AccessKeyEntity, { id }, { active });
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.manager.delete(AccessKeyEntity, { id });
  }

  async deleteOfMember(tx: Tx, projectId: Id, userId: Id): Promise<void> {
    await tx.manager.delete(AccessKeyEntity, { projectId, userId });
  }
}

const known = (row: AccessKeyEntity): AccessKey => ({
  id: row.id,
  userId: row.userId,
  projectId: row.projectId,
  active: row.active,
  createdAt: row.createdAt,
});
