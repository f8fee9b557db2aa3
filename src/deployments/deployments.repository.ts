import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Deployment, DeploymentState } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';
import { DeploymentEntity } from './deployment.entity.js';
import type { RecordRow } from './records.repository.js';
import type { ReleaseRow } from './releases.repository.js';

/** What a deployment did to one release, with what was there before it. */
export interface DeploymentItemRow {
  readonly proxyId: Id;
  readonly groupId: Id | null;
  readonly action: 'put' | 'remove' | 'keep';
  readonly revisionId: Id | null;
  readonly previous: ReleaseRow | null;
}

/** A deployment with what the way back needs. */
export interface StoredDeployment extends Deployment {
  readonly groupId: Id | null;
  readonly userId: Id;
  readonly previousRecord: RecordRow | null;
}

@Injectable()
export class DeploymentsRepository {
  /** The object's next deployment number; holds its counter until the transaction ends. */
  async nextNumber(tx: Tx, objectId: Id): Promise<number> {
    const [row] = await tx.manager.query(
      `INSERT INTO object_counters (object_id, number) VALUES ($1, 1)
       ON CONFLICT (object_id) DO UPDATE SET number = object_counters.number + 1 RETURNING number`,
      [objectId],
    );
    return row.number;
  }

  async insert(tx: Tx, deployment: StoredDeployment, items: readonly DeploymentItemRow[]): Promise<void> {
    await tx.manager.query(
      `WITH made AS (
         INSERT INTO deployments (id, environment_id, project_id, kind, object_kind, object_id, object_name, group_id,
                                  number, user_id, username, description, persistent, state, version, message,
                                  previous_record, created_at, settled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17::jsonb, $18, $19)
         RETURNING id
       )
       INSERT INTO deployment_items (deployment_id, proxy_id, group_key, action, revision_id, previous)
       SELECT made.id, i."proxyId", coalesce(i."groupId", ''), i.action, i."revisionId", i.previous
         FROM made, jsonb_to_recordset($20::jsonb)
              AS i("proxyId" text, "groupId" text, action text, "revisionId" text, previous jsonb)`,
      [...columnsOf(deployment), JSON.stringify(items)],
    );
  }

  async find(tx: Tx, id: Id): Promise<StoredDeployment | undefined> {
    const row = await tx.manager.findOneBy(DeploymentEntity, { id });
    return row === null ? undefined : toDeployment(row);
  }

  async items(tx: Tx, deploymentId: Id): Promise<DeploymentItemRow[]> {
    return tx.manager.query(
      `SELECT proxy_id AS "proxyId", nullif(group_key, '') AS "groupId", action, revision_id AS "revisionId", previous
         FROM deployment_items WHERE deployment_id = $1`,
      [deploymentId],
    );
  }

  /** Deployments of an environment that a dead process left behind, oldest first. */
  async pending(tx: Tx, environmentId: Id): Promise<StoredDeployment[]> {
    const rows = await tx.manager
      .createQueryBuilder(DeploymentEntity, 'd')
      .where(`d.environment_id = :environmentId AND d.state = 'pending'`, { environmentId })
      .orderBy('d.version')
      .getMany();
    return rows.map(toDeployment);
  }

  async environmentsWithPending(tx: Tx): Promise<Id[]> {
    const rows: { environment_id: Id }[] = await tx.manager.query(
      `SELECT DISTINCT environment_id FROM deployments WHERE state = 'pending'`,
    );
    return rows.map((row) => row.environment_id);
  }

  /**
   * Not worth a disk flush of its own: what is live was made durable before, and a mark that is lost with the machine is
   * made again from the nodes' answers.
   */
  async settle(tx: Tx, id: Id, state: DeploymentState, message: string, now: Date): Promise<void> {
    await tx.manager.query(
      `WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
       UPDATE deployments SET state = $2, message = $3, settled_at = $4 FROM unflushed WHERE id = $1`,
      [id, state, message, now],
    );
  }
}

const columnsOf = (d: StoredDeployment): unknown[] => [
  d.id,
  d.environmentId,
  d.projectId,
  d.kind,
  d.objectKind,
  d.objectId,
  d.objectName,
  d.groupId,
  d.number,
  d.userId,
  d.username,
  d.description,
  d.persistent,
  d.state,
  d.version,
  d.message,
  d.previousRecord === null ? null : JSON.stringify(d.previousRecord),
  d.createdAt,
  d.settledAt,
];

const toDeployment = (row: DeploymentEntity): StoredDeployment => ({
  id: row.id,
  environmentId: row.environmentId,
  projectId: row.projectId,
  kind: row.kind as Deployment['kind'],
  objectKind: row.objectKind as Deployment['objectKind'],
  objectId: row.objectId,
  objectName: row.objectName,
  groupId: row.groupId,
  number: row.number,
  userId: row.userId,
  username: row.username,
  description: row.description,
  persistent: row.persistent,
  state: row.state as DeploymentState,
  version: row.version === null ? null : Number(row.version),
  message: row.message,
  previousRecord: row.previousRecord,
  createdAt: row.createdAt,
  settledAt: row.settledAt,
});
