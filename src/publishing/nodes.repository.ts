import { Injectable } from '@nestjs/common';
import type { NodeAnswer, NodePresence } from '../data-planes/data-plane.js';
import type { Tx } from '../database/unit-of-work.js';
import { PREPARED_CHANNEL, type PreparedNotice, preparedPayload, replicaLockKey } from './channels.js';

/** A gateway that is expected to answer, with its answer to one version if it gave one. */
export interface NodeView {
  readonly nodeId: string;
  readonly replicaId: string;
  readonly address: string;
  /** Version it last accepted. */
  readonly version: number | null;
  readonly outcome: 'accepted' | 'rejected' | null;
  readonly detail: string;
  readonly durationMs: number;
}

/** A gateway as listed to people. */
export interface KnownNode {
  readonly environmentId: string;
  readonly nodeId: string;
  readonly replicaId: string;
  readonly plane: string;
  readonly address: string;
  readonly version: number | null;
  readonly connected: boolean;
  readonly connectedAt: Date;
  readonly seenAt: Date;
  readonly lastOutcome: string | null;
  readonly lastDetail: string | null;
}

/**
 * A replica that has not been heard of for so long is gone, and its nodes with it. By the database's clock: the replicas'
 * own may differ, or jump.
 */
const PRESENCE = `interval '15 seconds'`;

/** $1 environment: ids of replicas that live and have connected nodes there, as JSON. */
export const REPLICAS_WITH_NODES = `
  SELECT coalesce(jsonb_agg(replica_id ORDER BY replica_id), '[]') AS ids
    FROM (SELECT DISTINCT replica_id FROM nodes
           WHERE environment_id = $1 AND connected AND seen_at > now() - ${PRESENCE}) present
   WHERE NOT pg_try_advisory_xact_lock(${replicaLockKey('replica_id')})`;

/** $1 environment, $2 version: it changes groups with a host of their own, whose routes guests serve as well. */
const STAGED_CHANGE = `
  SELECT FROM snapshot_log l
   CROSS JOIN LATERAL (SELECT u->>'key' AS key FROM jsonb_array_elements(l.upserts) u
                        UNION ALL SELECT jsonb_array_elements_text(l.removals)) changed
    JOIN proxy_groups g ON g.id = split_part(changed.key, ':', 2) AND g.settings->'ownHost' = 'true'
   WHERE l.environment_id = $1 AND l.version = $2`;

@Injectable()
export class NodesRepository {
  async saw(tx: Tx, replicaId: string, plane: string, presence: NodePresence): Promise<void> {
    await tx.manager.query(
      `INSERT INTO nodes (environment_id, id, replica_id, plane, address, version, connected, guest, connected_at, seen_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, now(), now() WHERE EXISTS (SELECT 1 FROM environments WHERE id = $1)
       ON CONFLICT (environment_id, id, replica_id) DO UPDATE
         SET address = excluded.address, version = excluded.version, connected = excluded.connected,
             guest = excluded.guest, seen_at = excluded.seen_at`,
      [
        presence.environmentId,
        presence.nodeId,
        replicaId,
        plane,
        presence.address,
        presence.version,
        presence.connected,
        presence.isGuest,
      ],
    );
  }

  /** Says that all connected nodes of this replica are still there. */
  async heartbeat(tx: Tx, replicaId: string): Promise<void> {
    await tx.manager.query('UPDATE nodes SET seen_at = now() WHERE replica_id = $1 AND connected', [replicaId]);
  }

  /** Forgets the gateways of processes that ended without a word; a live one that is forgotten announces itself again. */
  async forgetDead(tx: Tx, replicaId: string): Promise<void> {
    await tx.manager.query(
      `DELETE FROM nodes WHERE replica_id <> $1 AND pg_try_advisory_xact_lock(${replicaLockKey('replica_id')})`,
      [replicaId],
    );
  }

  async leave(tx: Tx, replicaId: string): Promise<void> {
    await tx.manager.query('DELETE FROM nodes WHERE replica_id = $1', [replicaId]);
  }

  /**
   * Stores an answer and tells the other replicas. Not worth a disk flush of its own: a lost answer is asked for again.
   */
  async answered(tx: Tx, replicaId: string, answer: NodeAnswer, channel: string): Promise<void> {
    await tx.manager.query(
      `WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true)),
       kept AS (
         INSERT INTO node_answers (environment_id, version, node_id, replica_id, outcome, detail, duration_ms, answered_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, now() FROM unflushed WHERE EXISTS (SELECT 1 FROM environments WHERE id = $1)
         ON CONFLICT (environment_id, version, node_id, replica_id) DO UPDATE
           SET outcome = excluded.outcome, detail = excluded.detail, duration_ms = excluded.duration_ms,
               answered_at = excluded.answered_at
       ), noted AS (
         UPDATE nodes SET version = CASE WHEN $5 = 'accepted' THEN $2 ELSE version END, seen_at = now(),
                          last_outcome = $5, last_detail = $6
          WHERE environment_id = $1 AND id = $3 AND replica_id = $4
       )
       SELECT pg_notify($8, $1 || ':' || $2::text || ':' || $4) FROM unflushed`,
      [
        answer.environmentId,
        answer.version,
        answer.nodeId,
        replicaId,
        answer.outcome,
        answer.detail,
        answer.durationMs,
        channel,
      ],
    );
  }

  /** Tells the other replicas. Whoever misses it waits in vain, but not for long. */
  async prepared(tx: Tx, notice: PreparedNotice): Promise<void> {
    await tx.manager.query(
      `WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true)) SELECT pg_notify($1, $2) FROM unflushed`,
      [PREPARED_CHANNEL, preparedPayload(notice)],
    );
  }

  /** Every connected gateway that `version` of an environment concerns, beside its answer to it. */
  async view(tx: Tx, environmentId: string, version: number): Promise<NodeView[]> {
    const rows: (Omit<NodeView, 'version'> & { version: string | null })[] = await tx.manager.query(
      `SELECT n.id AS "nodeId", n.replica_id AS "replicaId", n.address, n.version, a.outcome,
              coalesce(a.detail, '') AS detail, coalesce(a.duration_ms, 0) AS "durationMs"
         FROM nodes n
         LEFT JOIN node_answers a ON a.environment_id = n.environment_id AND a.version = $2
                                 AND a.node_id = n.id AND a.replica_id = n.replica_id
        WHERE n.environment_id = $1 AND n.connected AND n.seen_at > now() - ${PRESENCE}
          AND (NOT n.guest OR EXISTS (${STAGED_CHANGE}))
        ORDER BY n.id, n.replica_id`,
      [environmentId, version],
    );
    return rows.map((row) => ({ ...row, version: row.version === null ? null : Number(row.version) }));
  }

  async list(tx: Tx): Promise<KnownNode[]> {
    const rows: (Omit<KnownNode, 'version'> & { version: string | null })[] = await tx.manager.query(
      `SELECT environment_id AS "environmentId", id AS "nodeId", replica_id AS "replicaId", plane, address, version,
              connected AND seen_at > now() - ${PRESENCE} AS connected, connected_at AS "connectedAt", seen_at AS "seenAt",
              last_outcome AS "lastOutcome", last_detail AS "lastDetail"
         FROM nodes WHERE NOT guest ORDER BY environment_id, id, replica_id`,
    );
    return rows.map((row) => ({ ...row, version: row.version === null ? null : Number(row.version) }));
  }
}
