import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Deployment, DeploymentState, FrozenTarget, RecordedKind } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';
import { DeploymentEntity } from './deployment.entity.js';
import type { RecordRow } from './records.repository.js';
import type { ReleaseRow } from './releases.repository.js';

/** What a deployment did to one release, with what was there before it. */
export interface DeploymentItemRow {
  readonly proxyId: Id;
  readonly groupId: Id | null;
  /** `renew`: live exactly so already; only the version is another. */
  readonly action: 'put' | 'remove' | 'keep' | 'renew';
  readonly revisionId: Id | null;
  readonly previous: ReleaseRow | null;
  /** ISO 8601; the version that it made, null when it made none. */
  readonly versionedAt: string | null;
}

/** A deployment with what the way back needs. */
export interface StoredDeployment extends Deployment {
  readonly groupId: Id | null;
  readonly userId: Id;
  readonly previousRecord: RecordRow | null;
  readonly frozen: FrozenTarget | null;
}

/** A deployment before it has its number. */
export type NewDeployment = Omit<StoredDeployment, 'number' | 'previousRecord'>;

const RECORD = `
  WITH counted AS (
    INSERT INTO object_counters (object_id, number) VALUES ($6, 1)
    ON CONFLICT (object_id) DO UPDATE SET number = object_counters.number + 1 RETURNING number
  ), before AS (
    SELECT jsonb_build_object('environmentId', environment_id, 'objectKind', object_kind, 'objectId', object_id,
             'deployed', deployed, 'number', number, 'lastDeployedAt', last_deployed_at) AS record
      FROM deployment_records WHERE environment_id = $2 AND object_id = $19
  ), recorded AS (
    INSERT INTO deployment_records (environment_id, object_kind, object_id, deployed, number, last_deployed_at)
    SELECT $2, $18, $19, $20, number, CASE WHEN $20::boolean THEN $16::timestamptz END FROM counted
    ON CONFLICT (object_id, environment_id) DO UPDATE
      SET deployed = excluded.deployed, number = excluded.number,
          last_deployed_at = coalesce(excluded.last_deployed_at, deployment_records.last_deployed_at)
  ), made AS (
    INSERT INTO deployments (id, environment_id, project_id, kind, object_kind, object_id, object_name, group_id, number,
                             user_id, username, description, persistent, state, version, message, previous_record,
                             created_at, settled_at, frozen)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, number, $9, $10, $11, $12, $13, $14, $15, (SELECT record FROM before), $16, $17,
           $22::jsonb
      FROM counted
  ), listed AS (
    INSERT INTO deployment_items (deployment_id, proxy_id, group_key, action, revision_id, previous, versioned_at)
    SELECT $1, i."proxyId", coalesce(i."groupId", ''), i.action, i."revisionId", i.previous, i."versionedAt"::timestamptz
      FROM jsonb_to_recordset($21::jsonb) AS i("proxyId" text, "groupId" text, action text, "revisionId" text,
           previous jsonb, "versionedAt" text)
  )
  SELECT counted.number, (SELECT record FROM before) AS previous_record FROM counted`;

@Injectable()
export class DeploymentsRepository {
  /**
   * Writes a deployment, its items and the record of its object in one statement. The object's counter is held until the
   * transaction ends, so numbers have no gaps and no twins. Returns the deployment with its number and the record before.
   */
  async record(
    tx: Tx,
    deployment: NewDeployment,
    record: { readonly kind: RecordedKind; readonly id: Id; readonly deployed: boolean },
    items: readonly DeploymentItemRow[],
  ): Promise<StoredDeployment> {
    const [row]: { number: number; previous_record: RecordRow | null }[] = await tx.manager.query(RECORD, [
      deployment.id,
      deployment.environmentId,
      deployment.projectId,
      deployment.kind,
      deployment.objectKind,
      deployment.objectId,
      deployment.objectName,
      deployment.groupId,
      deployment.userId,
      deployment.username,
      deployment.description,
      deployment.persistent,
      deployment.state,
      deployment.version,
      deployment.message,
      deployment.createdAt,
      deployment.settledAt,
      record.kind,
      record.id,
      record.deployed,
      JSON.stringify(items),
      deployment.frozen === null ? null : JSON.stringify(deployment.frozen),
    ]);
    if (row === undefined) throw new Error('a deployment was not recorded');
    return { ...deployment, number: row.number, previousRecord: row.previous_record };
  }

  async find(tx: Tx, id: Id): Promise<StoredDeployment | undefined> {
    const row = await tx.manager.findOneBy(DeploymentEntity, { id });
    return row === null ? undefined : toDeployment(row);
  }

  async items(tx: Tx, deploymentIds: readonly Id[]): Promise<DeploymentItemRow[]> {
    return tx.manager.query(
      `SELECT proxy_id AS "proxyId", nullif(group_key, '') AS "groupId", action, revision_id AS "revisionId", previous,
              to_char(versioned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "versionedAt"
         FROM deployment_items WHERE deployment_id = ANY($1)`,
      [[...deploymentIds]],
    );
  }

  /** Deployments of an environment that a dead process left behind, oldest first, then in the order of their making. */
  async pending(tx: Tx, environmentId: Id): Promise<StoredDeployment[]> {
    const rows = await tx.manager
      .createQueryBuilder(DeploymentEntity, 'd')
      .where(`d.environment_id = :environmentId AND d.state = 'pending'`, { environmentId })
      .orderBy('d.version')
      .addOrderBy('d.object_id')
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
   * All that went live together, and what batches say of them, at once. Not worth a disk flush of its own: what is live was
   * made durable before, and a mark that is lost with the machine is made again from the nodes' answers.
   */
  async settle(tx: Tx, ids: readonly Id[], state: DeploymentState, message: string, now: Date): Promise<void> {
    const isLive = state === 'succeeded' || state === 'unconfirmed';
    await tx.manager.query(
      `WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true)),
       told AS (
         UPDATE deployment_batch_items SET state = $5, message = $6 FROM unflushed WHERE deployment_id = ANY($1)
       )
       UPDATE deployments SET state = $2, message = $3, settled_at = $4 FROM unflushed WHERE id = ANY($1)`,
      [[...ids], state, message, now, isLive ? 'done' : 'failed', isLive ? '' : message],
    );
  }
}

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
  frozen: row.frozen,
  createdAt: row.createdAt,
  settledAt: row.settledAt,
});
