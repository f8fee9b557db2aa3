import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
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

  /** Long-lived ones, oldest first. */
  async ofUser(tx: Tx, projectId: Id, userId: Id): Promise<AccessKey[]> {
    const where = { projectId, userId, expiresAt: IsNull() };
    const rows = await tx.manager.find(AccessKeyEntity, { where, order: { createdAt: 'ASC', id: 'ASC' } });
    return rows.map(known);
  }

  /** At most `limit`; others' rows in work are skipped, not waited for. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<void> {
    await tx.manager.query(
      `DELETE FROM access_keys WHERE id = ANY (ARRAY(
         SELECT id FROM access_keys WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
      [before, limit],
    );
  }

  async findById(tx: Tx, id: string): Promise<AccessKey | undefined> {
    const row = await tx.manager.findOneBy(AccessKeyEntity, { id });
    return row === null ? undefined : known(row);
  }

  /** @throws Problem `not_found` when the project or the user is gone */
  async insert(tx: Tx, key: SealedAccessKey): Promise<void> {
    try {
      await tx.manager.insert(AccessKeyEntity, { ...key } as object);
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
  expiresAt: row.expiresAt,
});
