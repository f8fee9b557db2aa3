import { Injectable } from '@nestjs/common';
import type { ReleaseKey, SnapshotChange, SnapshotEntry } from '../data-planes/data-plane.js';
import type { Tx } from '../database/unit-of-work.js';
import type { Fragment } from '../ir/fragment.js';
import type { Together } from './flip-gates.js';
import { REPLICAS_WITH_NODES } from './nodes.repository.js';

export interface NamedFragment {
  readonly digest: string;
  readonly fragment: Fragment;
}

/** What one version changes, by name. */
export interface LoggedChange {
  readonly upserts: readonly { readonly key: ReleaseKey; readonly digest: string }[];
  readonly removals: readonly ReleaseKey[];
}

export interface AppendedVersion {
  readonly environmentId: string;
  readonly deploymentId: string;
  /** Nodes take it as soon as they can, and not together. */
  readonly isWayBack: boolean;
}

interface LoggedRow extends LoggedChange {
  readonly deploymentId: string;
  readonly replicas: readonly string[] | null;
}

interface LoggedVersions extends LoggedChange {
  readonly together: Together | null;
}

/** What leads to the current version, and who flips to it together; null: each node for itself. */
export interface CurrentChange {
  readonly change: SnapshotChange;
  readonly together: Together | null;
}

/** Versions kept in the log behind the current one; a node further behind gets a whole snapshot. */
const LOG_LENGTH = 1000;

const KEEP = `
  WITH made AS (
    INSERT INTO fragments (digest, content, created_at)
    SELECT f.digest, f.content::jsonb, $3 FROM unnest($1::text[], $2::text[]) AS f(digest, content)
    ON CONFLICT (digest) DO NOTHING RETURNING digest
  ), held AS (
    SELECT digest FROM fragments WHERE digest = ANY($1) FOR KEY SHARE
  )
  SELECT digest FROM made UNION ALL SELECT digest FROM held`;

@Injectable()
export class SnapshotsRepository {
  /**
   * Insert-only: equal content is kept once. What is there already is held until the transaction ends, and what a sweep
   * took away between the insert and the hold is not in the answer: then once more (ADR 21).
   */
  async keepFragments(tx: Tx, fragments: readonly NamedFragment[], now: Date): Promise<void> {
    const missing = new Map(fragments.map(({ digest, fragment }) => [digest, JSON.stringify(fragment)]));
    while (missing.size > 0) {
      const kept: { digest: string }[] = await tx.manager.query(KEEP, [
        [...missing.keys()],
        [...missing.values()],
        now,
      ]);
      for (const { digest } of kept) missing.delete(digest);
    }
  }

  async fragments(tx: Tx, digests: readonly string[]): Promise<Map<string, Fragment>> {
    const rows: { digest: string; content: Fragment }[] = await tx.manager.query(
      'SELECT digest, content FROM fragments WHERE digest = ANY($1)',
      [[...digests]],
    );
    return new Map(rows.map((row) => [row.digest, row.content]));
  }

  /**
   * Makes the next version: bumps the environment, appends to the log, notifies on commit. Returns the version, and the
   * replicas that flip to it together; null for a way back.
   */
  async append(
    tx: Tx,
    { environmentId, deploymentId, isWayBack }: AppendedVersion,
    change: LoggedChange,
    notice: { readonly channel: string; readonly sender: string },
    now: Date,
  ): Promise<{ readonly version: number; readonly replicas: readonly string[] | null }> {
    const [row] = await tx.manager.query(
      `WITH bumped AS (
         UPDATE environments SET version = version + 1 WHERE id = $1 RETURNING version
       ), together AS (
         SELECT CASE WHEN $8 THEN NULL ELSE (${REPLICAS_WITH_NODES}) END AS replicas
       ), logged AS (
         INSERT INTO snapshot_log (environment_id, version, deployment_id, upserts, removals, created_at, replicas)
         SELECT $1, version, $2, $3::jsonb, $4::jsonb, $6, replicas FROM bumped, together
       ), compacted AS (
         DELETE FROM snapshot_log l USING bumped b WHERE l.environment_id = $1 AND l.version <= b.version - ${LOG_LENGTH}
       ), forgotten AS (
         DELETE FROM node_answers a USING bumped b WHERE a.environment_id = $1 AND a.version <= b.version - ${LOG_LENGTH}
       )
       SELECT version, replicas, pg_notify($5, $1 || ':' || version || ':' || $7) FROM bumped, together`,
      [
        environmentId,
        deploymentId,
        JSON.stringify(change.upserts),
        JSON.stringify(change.removals),
        notice.channel,
        now,
        notice.sender,
        isWayBack,
      ],
    );
    return { version: Number(row.version), replicas: row.replicas };
  }

  async version(tx: Tx, environmentId: string): Promise<number | undefined> {
    const [row] = await tx.manager.query('SELECT version FROM environments WHERE id = $1', [environmentId]);
    return row === undefined ? undefined : Number(row.version);
  }

  async versions(tx: Tx): Promise<Map<string, number>> {
    const rows: { id: string; version: string }[] = await tx.manager.query('SELECT id, version FROM environments');
    return new Map(rows.map((row) => [row.id, Number(row.version)]));
  }

  /**
   * What leads from version `from` to the current one; the whole snapshot when `from` is null, unknown to the log or
   * ahead of it. Undefined when the environment is gone. Must run in `UnitOfWork.snapshot`.
   */
  async changeSince(tx: Tx, environmentId: string, from: number | null): Promise<CurrentChange | undefined> {
    const to = await this.version(tx, environmentId);
    if (to === undefined) return undefined;
    if (from !== null && from <= to) {
      const logged = await this.#logged(tx, environmentId, from, to);
      if (logged !== undefined) {
        const { removals, together } = logged;
        const change = { environmentId, from, to, upserts: await this.#load(tx, logged.upserts), removals };
        return { change, together };
      }
    }
    const upserts = await this.#whole(tx, environmentId);
    return { change: { environmentId, from: null, to, upserts, removals: [] }, together: null };
  }

  async #logged(tx: Tx, environmentId: string, from: number, to: number): Promise<LoggedVersions | undefined> {
    const rows: LoggedRow[] = await tx.manager.query(
      `SELECT upserts, removals, deployment_id AS "deploymentId", replicas FROM snapshot_log
        WHERE environment_id = $1 AND version > $2 AND version <= $3 ORDER BY version`,
      [environmentId, from, to],
    );
    return rows.length === to - from ? { ...folded(rows), together: togetherIn(rows.at(-1)) } : undefined;
  }

  async #load(tx: Tx, upserts: LoggedChange['upserts']): Promise<SnapshotEntry[]> {
    if (upserts.length === 0) return [];
    const contents = await this.fragments(tx, [...new Set(upserts.map((upsert) => upsert.digest))]);
    return upserts.map(({ key, digest }) => {
      const fragment = contents.get(digest);
      if (fragment === undefined) throw new Error(`fragment ${digest} is logged but not kept`);
      return { key, digest, fragment };
    });
  }

  async #whole(tx: Tx, environmentId: string): Promise<SnapshotEntry[]> {
    return tx.manager.query(
      `SELECT r.proxy_id || ':' || r.group_key AS key, f.digest, f.content AS fragment
         FROM releases r JOIN fragments f ON f.digest = r.fragment_digest
        WHERE r.environment_id = $1`,
      [environmentId],
    );
  }
}

/** Whoever is behind by several versions takes them with those who take the last. */
function togetherIn(last: LoggedRow | undefined): Together | null {
  if (last === undefined || last.replicas === null) return null;
  return { deploymentId: last.deploymentId, replicas: last.replicas };
}

/** Several logged changes as one: the last word on a key counts. */
export function folded(changes: readonly LoggedChange[]): LoggedChange {
  const upserts = new Map<ReleaseKey, string>();
  const removals = new Set<ReleaseKey>();
  for (const change of changes) {
    for (const key of change.removals) {
      upserts.delete(key);
      removals.add(key);
    }
    for (const { key, digest } of change.upserts) {
      removals.delete(key);
      upserts.set(key, digest);
    }
  }
  return { upserts: [...upserts].map(([key, digest]) => ({ key, digest })), removals: [...removals] };
}
