import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';

/** Tables whose rows tell of a proxy, a group, or the surroundings of a group or project. */
export const TABLES_OF_OBJECTS = ['deployments', 'deployment_records', 'object_counters'] as const;

/** Surroundings are recorded under `surroundings:` and the id of whose they are. */
const OWNER = `regexp_replace(o.object_id, '^surroundings:', '')`;

const IS_GONE = `
  NOT EXISTS (SELECT FROM api_proxies WHERE id = ${OWNER}) AND NOT EXISTS (SELECT FROM proxy_groups WHERE id = ${OWNER})
  AND NOT EXISTS (SELECT FROM projects WHERE id = ${OWNER})`;

/** An object that was deleted while a deployment of it was under way leaves that behind; counters always stay behind. */
const LEFT_BEHIND: Record<(typeof TABLES_OF_OBJECTS)[number], string> = {
  deployments: `o.state <> 'pending' AND (${IS_GONE}
    OR o.group_id IS NOT NULL AND NOT EXISTS (SELECT FROM proxy_groups WHERE id = o.group_id))`,
  deployment_records: IS_GONE,
  object_counters: IS_GONE,
};

/** What has had its time. Every call deletes at most `limit` rows, passes over what others hold, and returns how many. */
@Injectable()
export class OutdatedRepository {
  async leftBehind(tx: Tx, table: (typeof TABLES_OF_OBJECTS)[number], limit: number): Promise<number> {
    return remove(tx, table, `SELECT o.ctid FROM ${table} o WHERE ${LEFT_BEHIND[table]}`, 'o', [limit]);
  }

  /** Runs that last moved on before `then`: whichever was open is long cut off. */
  promotions(tx: Tx, then: Date, limit: number): Promise<number> {
    const old = 'SELECT p.ctid FROM promotion_executions p WHERE p.touched_at < $2';
    return remove(tx, 'promotion_executions', old, 'p', [limit, then]);
  }

  /** Gateways that left a living replica long ago. */
  nodes(tx: Tx, then: Date, limit: number): Promise<number> {
    return remove(tx, 'nodes', 'SELECT n.ctid FROM nodes n WHERE NOT n.connected AND n.seen_at < $2', 'n', [
      limit,
      then,
    ]);
  }

  /** What known gateways said of the current version stays. */
  answers(tx: Tx, then: Date, limit: number): Promise<number> {
    const old = `
      SELECT a.ctid FROM node_answers a JOIN environments e ON e.id = a.environment_id
       WHERE a.answered_at < $2 AND (a.version < e.version OR NOT EXISTS (
             SELECT FROM nodes n
              WHERE n.environment_id = a.environment_id AND n.id = a.node_id AND n.replica_id = a.replica_id))`;
    return remove(tx, 'node_answers', old, 'a', [limit, then]);
  }

  /** From the oldest on and without a gap; the current version stays. A gateway further behind gets a whole snapshot. */
  versions(tx: Tx, then: Date, limit: number): Promise<number> {
    const old = `
      SELECT l.ctid FROM snapshot_log l JOIN environments e ON e.id = l.environment_id
       WHERE l.version < least(e.version, (SELECT min(y.version) FROM snapshot_log y
                                            WHERE y.environment_id = l.environment_id AND y.created_at >= $2))
       ORDER BY l.version`;
    return remove(tx, 'snapshot_log', old, 'l', [limit, then]);
  }

  /** The oldest are the first, so the log is never read as a whole. A trigger lets nothing younger than named go. */
  async audit(tx: Tx, then: Date, limit: number): Promise<number> {
    await tx.manager.query(`SELECT set_config('gatewright.audit_kept_since', $1, true)`, [then.toISOString()]);
    const old = `
      SELECT a.ctid FROM audit_log a
       WHERE a.at < $2 AND a.id IN (SELECT id FROM audit_log ORDER BY id LIMIT $1)`;
    return remove(tx, 'audit_log', old, 'a', [limit, then]);
  }
}

/** $1 is the limit. */
async function remove(tx: Tx, table: string, old: string, alias: string, values: unknown[]): Promise<number> {
  const [, count]: [unknown[], number] = await tx.manager.query(
    `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${old} LIMIT $1 FOR UPDATE OF ${alias} SKIP LOCKED))`,
    values,
  );
  return count;
}
