import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import { AccessTokenEntity } from './access-token.entity.js';
import type { AccessToken } from './auth-types.js';

@Injectable()
export class AccessTokensRepository {
  /** Newest first. */
  async ofUser(tx: Tx, userId: Id): Promise<AccessToken[]> {
    const rows = await tx.manager.find(AccessTokenEntity, {
      where: { userId },
      order: { createdAt: 'DESC', id: 'ASC' },
    });
    return rows.map(known);
  }

  async findById(tx: Tx, id: Id): Promise<AccessToken | undefined> {
    const row = await tx.manager.findOneBy(AccessTokenEntity, { id });
    return row === null ? undefined : known(row);
  }

  /** @throws Problem `not_found` when the user is gone */
  async insert(tx: Tx, token: AccessToken, hash: string): Promise<void> {
    try {
      await tx.manager.insert(AccessTokenEntity, { ...token, hash });
    } catch (error) {
      if (constraintOf(error) === 'fk_tokens_user') throw notFound('user', token.userId);
      throw error;
    }
  }

  /** The first time counts. */
  async revoke(tx: Tx, id: Id, now: Date): Promise<void> {
    await tx.manager.update(AccessTokenEntity, { id, revokedAt: IsNull() }, { revokedAt: now });
  }

  async touch(tx: Tx, id: Id, now: Date): Promise<void> {
    await tx.manager.update(AccessTokenEntity, { id }, { lastUsedAt: now });
  }

  /** Forgets at most `limit` tokens that ended before `before`; others' rows in work are skipped, not waited for. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<void> {
    await tx.manager.query(
      `DELETE FROM tokens WHERE id IN
         (SELECT id FROM tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, limit],
    );
  }
}

const known = (row: AccessTokenEntity): AccessToken => ({
  id: row.id,
  userId: row.userId,
  name: row.name,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
  lastUsedAt: row.lastUsedAt,
});
