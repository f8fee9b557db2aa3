import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { FrozenTarget, HistoryEntry } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import type { HistoryOf } from './commands.js';

/** $1 object, $2 kind. What another dialect deployed of a proxy inside a group is not told by the proxy itself. */
const OWN = `d.object_id = $1 AND d.object_kind = $2 AND ($2 = 'group' OR d.group_id IS NULL)`;

/**
 * The deployment that an environment's record tells of, and every one that made something which is still served, or made the
 * version which is.
 */
const LIVE = `(
  EXISTS (SELECT FROM deployment_records c WHERE c.object_id = d.object_id
             AND c.environment_id = d.environment_id AND c.deployed AND c.number = d.number)
  OR EXISTS (SELECT FROM releases r WHERE r.environment_id = d.environment_id AND r.deployment_id = d.id
                AND (r.proxy_id = d.object_id OR r.group_id = d.object_id))
  OR EXISTS (SELECT FROM deployment_items i JOIN releases r ON r.environment_id = d.environment_id
                AND r.proxy_id = i.proxy_id AND r.group_key = i.group_key AND r.versioned_at = i.versioned_at
              WHERE i.deployment_id = d.id))`;

/** Of an API inside a group only what made a version counts; switching and taking away push out none. */
const MAKES_NO_VERSION = `(d.kind = 'switch' OR d.kind = 'undeploy' AND d.object_kind = 'proxy' AND d.group_id IS NOT NULL)`;

const SELECT = `
  SELECT d.id AS "deploymentId", d.environment_id AS "environmentId", d.kind, d.number, d.username, d.description,
         d.persistent, d.state, d.created_at AS "createdAt", ${LIVE} AS live, d.frozen,
         v.definition->>'backendApiVersion' AS "backendApiVersion"
    FROM deployments d
    LEFT JOIN revisions v ON d.object_kind = 'proxy' AND v.id = d.frozen->'members'->0->>'revisionId'
   WHERE ${OWN}`;

@Injectable()
export class HistoriesRepository {
  /** Newest first; without `page`: everything. */
  async list(tx: Tx, { kind, id }: HistoryOf, page?: PageRequest): Promise<Page<HistoryEntry>> {
    const items: HistoryEntry[] = await tx.manager.query(`${SELECT} ORDER BY d.number DESC LIMIT $3 OFFSET $4`, [
      id,
      kind,
      page?.size ?? null,
      page === undefined ? 0 : (page.number - 1) * page.size,
    ]);
    if (page === undefined) return { items, total: items.length };
    const [count] = await tx.manager.query(`SELECT count(*) AS total FROM deployments d WHERE ${OWN}`, [id, kind]);
    return { items, total: Number(count.total) };
  }

  async find(tx: Tx, { kind, id }: HistoryOf, number: number): Promise<HistoryEntry | undefined> {
    const [row] = await tx.manager.query(`${SELECT} AND d.number = $3`, [id, kind, number]);
    return row;
  }

  /** Whether it went: what is live, or not settled yet, stays. */
  async delete(tx: Tx, deploymentId: Id): Promise<boolean> {
    const result: [unknown[], number] = await tx.manager.query(
      `DELETE FROM deployments d WHERE d.id = $1 AND d.state <> 'pending' AND NOT ${LIVE}`,
      [deploymentId],
    );
    return result[1] > 0;
  }

  /** The whole history of what is deleted. */
  async forget(tx: Tx, objectId: Id): Promise<void> {
    await tx.manager.query(`DELETE FROM deployments WHERE object_id = $1 AND state <> 'pending'`, [objectId]);
  }

  /** What the newest deployment that went live in an environment froze. */
  async lastDeployed(tx: Tx, environmentId: Id, objectId: Id): Promise<FrozenTarget | null> {
    const [row]: { frozen: FrozenTarget | null }[] = await tx.manager.query(
      `SELECT frozen FROM deployments
        WHERE object_id = $1 AND environment_id = $2 AND kind <> 'undeploy' AND state IN ('succeeded', 'unconfirmed')
        ORDER BY number DESC LIMIT 1`,
      [objectId, environmentId],
    );
    return row?.frozen ?? null;
  }

  /**
   * Drops what is older than the newest `kept` of one object in one environment; persistent ones neither go nor count,
   * refused ones, and what made no version, are counted by themselves, so that they do not push out what was served.
   */
  async prune(tx: Tx, deploymentId: Id, kept: number): Promise<void> {
    await tx.manager.query(
      `WITH ranked AS (
         SELECT d.id, row_number() OVER (
                  PARTITION BY d.state IN ('rejected', 'rollback_failed'), ${MAKES_NO_VERSION} ORDER BY d.number DESC)
           FROM deployments d
           JOIN deployments n ON n.id = $1 AND d.object_id = n.object_id AND d.environment_id = n.environment_id
                             AND d.group_id IS NOT DISTINCT FROM n.group_id
          WHERE NOT d.persistent AND d.state <> 'pending'
       )
       DELETE FROM deployments d USING ranked
        WHERE d.id = ranked.id AND ranked.row_number > $2 AND NOT ${LIVE}`,
      [deploymentId, kept],
    );
  }
}
