import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { RecordedKind } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';

/** A deployment record as stored, and as kept beside a deployment for the way back. */
export interface RecordRow {
  readonly environmentId: Id;
  readonly objectKind: RecordedKind;
  readonly objectId: Id;
  readonly deployed: boolean;
  readonly number: number;
  /** ISO 8601; null: never deployed. */
  readonly lastDeployedAt: string | null;
}

const COLUMNS = `environment_id AS "environmentId", object_kind AS "objectKind", object_id AS "objectId", deployed, number,
  to_char(last_deployed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "lastDeployedAt"`;

@Injectable()
export class RecordsRepository {
  async find(tx: Tx, environmentId: Id, objectId: Id): Promise<RecordRow | null> {
    const [row] = await tx.manager.query(
      `SELECT ${COLUMNS} FROM deployment_records WHERE environment_id = $1 AND object_id = $2`,
      [environmentId, objectId],
    );
    return row ?? null;
  }

  async ofObject(tx: Tx, objectId: Id): Promise<RecordRow[]> {
    return tx.manager.query(
      `SELECT ${COLUMNS} FROM deployment_records WHERE object_id = $1
        ORDER BY (SELECT ordinal FROM environments WHERE id = environment_id)`,
      [objectId],
    );
  }

  async put(tx: Tx, record: RecordRow): Promise<void> {
    await tx.manager.query(
      `INSERT INTO deployment_records (environment_id, object_kind, object_id, deployed, number, last_deployed_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (object_id, environment_id) DO UPDATE
         SET deployed = excluded.deployed, number = excluded.number, last_deployed_at = excluded.last_deployed_at`,
      [record.environmentId, record.objectKind, record.objectId, record.deployed, record.number, record.lastDeployedAt],
    );
  }

  async remove(tx: Tx, environmentId: Id, objectId: Id): Promise<void> {
    await tx.manager.query('DELETE FROM deployment_records WHERE environment_id = $1 AND object_id = $2', [
      environmentId,
      objectId,
    ]);
  }

  async removeAll(tx: Tx, objectId: Id): Promise<void> {
    await tx.manager.query('DELETE FROM deployment_records WHERE object_id = $1', [objectId]);
  }
}
