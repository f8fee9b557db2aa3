import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Batch, BatchItem, BatchItemState, BatchTarget } from '../model/batch.js';
import type { Id } from '../shared/ids.js';
import { BatchEntity } from './batch.entity.js';
import { BatchItemEntity } from './batch-item.entity.js';

/** What becomes of one item. */
export interface ItemVerdict {
  readonly position: number;
  readonly state: BatchItemState;
  readonly message: string;
  /** The deployment that goes on to settle it. */
  readonly deploymentId: Id | null;
}

const ITEMS = `
  SELECT i.position, i.group_id AS "groupId", i.proxy_id AS "proxyId", i.environment_id AS "environmentId", i.state,
         i.message, coalesce(g.name, '') AS "groupName", coalesce(p.api_name, '') AS "apiName"
    FROM deployment_batch_items i
    JOIN deployment_batches b ON b.id = i.batch_id
    LEFT JOIN proxy_groups g ON g.id = i.group_id AND g.project_id = b.project_id
    LEFT JOIN api_proxies p ON p.id = i.proxy_id AND p.project_id = b.project_id
   WHERE i.batch_id = $1`;

@Injectable()
export class BatchesRepository {
  async insert(tx: Tx, batch: Omit<Batch, 'items'>, targets: readonly BatchTarget[]): Promise<void> {
    await tx.manager.insert(BatchEntity, { ...batch });
    await tx.manager.insert(
      BatchItemEntity,
      targets.map((target, position) => ({
        ...target,
        ...{ batchId: batch.id, position, state: 'waiting', message: '', deploymentId: null },
      })),
    );
  }

  async find(tx: Tx, id: Id): Promise<Batch | undefined> {
    const row = await tx.manager.findOneBy(BatchEntity, { id });
    if (row === null) return undefined;
    const items: BatchItem[] = await tx.manager.query(`${ITEMS} ORDER BY i.position`, [id]);
    return { ...row, kind: row.kind as Batch['kind'], items };
  }

  /** Batches that nobody has finished, oldest first. */
  async unfinished(tx: Tx): Promise<Id[]> {
    const rows: { id: Id }[] = await tx.manager.query(
      `SELECT b.id FROM deployment_batches b
        WHERE EXISTS (SELECT FROM deployment_batch_items i WHERE i.batch_id = b.id AND i.state = 'waiting')
        ORDER BY b.created_at, b.id`,
    );
    return rows.map(({ id }) => id);
  }

  /** What waits for an environment. Until the transaction ends nobody else decides about it. */
  async claim(tx: Tx, batchId: Id, environmentId: Id): Promise<BatchItem[]> {
    return tx.manager.query(
      `${ITEMS} AND i.environment_id = $2 AND i.state = 'waiting' ORDER BY i.position FOR UPDATE OF i`,
      [batchId, environmentId],
    );
  }

  /** Passes over what does not wait any more. */
  async decide(tx: Tx, batchId: Id, verdicts: readonly ItemVerdict[]): Promise<void> {
    await tx.manager.query(
      `UPDATE deployment_batch_items i SET state = v.state, message = v.message, deployment_id = v."deploymentId"
         FROM jsonb_to_recordset($2::jsonb) AS v(position integer, state text, message text, "deploymentId" text)
        WHERE i.batch_id = $1 AND i.position = v.position AND i.state = 'waiting'`,
      [batchId, JSON.stringify(verdicts)],
    );
  }

  /** Drops what was asked for before `then` and is finished. */
  async forget(tx: Tx, then: Date): Promise<void> {
    await tx.manager.query(
      `DELETE FROM deployment_batches b WHERE b.created_at < $1 AND NOT EXISTS (
         SELECT FROM deployment_batch_items i WHERE i.batch_id = b.id AND i.state IN ('waiting', 'running'))`,
      [then],
    );
  }
}
