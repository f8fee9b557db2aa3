import { Injectable } from '@nestjs/common';
import type { ReleaseKey, SnapshotChange, SnapshotEntry } from '../data-planes/data-plane.js';
import type { Tx } from '../database/unit-of-work.js';
import type { Fragment } from '../ir/fragment.js';

export interface NamedFragment {
  readonly digest: string;
  readonly fragment: Fragment;
}

/** What one version changes, by name. */
export interface LoggedChange {
  readonly upserts: readonly { readonly key: ReleaseKey; readonly digest: string }[];
  readonly removals: readonly ReleaseKey[];
}

/** Versions kept in the log behind the current one; a node further behind gets a whole snapshot. */
const LOG_LENGTH = 1000;

@Injectable()
export class SnapshotsRepository {
  /** Insert-only: equal content is kept once. */
  async keepFragments(tx: Tx, fragments: readonly NamedFragment[], now: Date): Promise<void> {
    if (fragments.length === 0) return;
    await tx.manager.query(
      `INSERT INTO fragments (digest, content, created_at)
       SELECT f.digest, f.content::jsonb, $3 FROM unnest($1::text[], $2::text[]) AS f(digest, content)
       ON CONFLICT (digest) DO NOTHING`,
      [fragments.map((f) => f.digest), fragments.map((f) => JSON.stringify(f.fragment)), now],
    );
  }

  async fragments(tx: Tx, digests: readonly string[]): Promise<Map<string, Fragment>> {
    const rows: { digest: string; content: Fragment }[] = await tx.manager.query(
      'SELECT digest, content FROM fragments WHERE digest = ANY($1)',
      [[...digests]],
    );
    return new Map(rows.map((row) => [row.digest, row.content]));
  }

  /** Makes the next version: bumps the environment, appends to the log, notifies on commit. Returns the version. */
  async append(
    tx: Tx,
    environmentId: string,
    deploymentId: string,
    change: LoggedChange,
    notice: { readonly channel: string; readonly sender: string },
    now: Date,
  ): Promise<number> {
    const [row] = await tx.manager.query(
      `WITH bumped AS (
         UPDATE environments SET version = version + 1 WHERE id = $1 RETURNING version
       ), logged AS (
         INSERT INTO snapshot_log (environment_id, version, deployment_id, upserts, removals, created_at)
         SELECT $1, version, $2, $3::jsonb, $4::jsonb, $6 FROM bumped
       ), compacted AS (
         DELETE FROM snapshot_log l USING bumped b WHERE l.environment_id = $1 AND l.version <= b.version - ${LOG_LENGTH}
       ), forgotten AS (
         DELETE FROM node_answers a USING bumped b WHERE a.environment_id = $1 AND a.version <= b.version - ${LOG_LENGTH}
       )
       SELECT version, pg_notify($5, $1 || ':' || version || ':' || $7) FROM bumped`,
      [
        environmentId,
        deploymentId,
        JSON.stringify(change.upserts),
        JSON.stringify(change.removals),
        notice.channel,
        now,
        notice.sender,
      ],
    );
    return Number(row.version);
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
  async changeSince(tx: Tx, environmentId: string, from: number | null): Promise<SnapshotChange | undefined> {
    const to = await this.version(tx, environmentId);
    if (to === undefined) return undefined;
    if (from !== null && from <= to) {
      const logged = await this.#logged(tx, environmentId, from, to);
      if (logged !== undefined) {
        return { environmentId, from, to, upserts: await this.#load(tx, logged.upserts), removals: logged.removals };
      }
    }
    return { environmentId, from: null, to, upserts: await this.#whole(tx, environmentId), removals: [] };
  }

  async #logged(tx: Tx, environmentId: string, from: number, to: number): Promise<LoggedChange | undefined> {
    const rows: { upserts: LoggedChange['upserts']; removals: ReleaseKey[] }[] = await tx.manager.query(
      `SELECT upserts, removals FROM snapshot_log
        WHERE environment_id = $1 AND version > $2 AND version <= $3 ORDER BY version`,
      [environmentId, from, to],
    );
    return rows.length === to - from ? folded(rows) : undefined;
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
