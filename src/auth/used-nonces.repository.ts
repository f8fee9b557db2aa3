import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';

@Injectable()
export class UsedNoncesRepository {
  /** False when the key has used the nonce before, at whichever replica. */
  async claim(tx: Tx, accessKeyId: string, nonce: string, now: Date): Promise<boolean> {
    const rows = await tx.manager.query<unknown[]>(
      `INSERT INTO used_nonces (access_key_id, nonce, seen_at) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT pk_used_nonces DO NOTHING RETURNING 1`,
      [accessKeyId, nonce, now],
    );
    return rows.length === 1;
  }

  /** At most `limit`; others' rows in work are skipped, not waited for. */
  async deleteSeenBefore(tx: Tx, before: Date, limit: number): Promise<void> {
    await tx.manager.query(
      `DELETE FROM used_nonces WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM used_nonces WHERE seen_at < $1 ORDER BY seen_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
      [before, limit],
    );
  }
}
