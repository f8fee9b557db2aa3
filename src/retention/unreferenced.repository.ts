import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';

/** Fragments that nothing referred to, at these versions of the environments. */
export interface UnusedFragments {
  readonly digests: readonly string[];
  readonly versions: Readonly<Record<Id, number>>;
}

export interface UnusedRevision {
  readonly id: Id;
  readonly proxyId: Id;
}

/** What the way back needs, should a gateway refuse what is still pending. */
const PENDING = `
  SELECT i.previous->>'fragmentDigest' AS digest FROM deployments d JOIN deployment_items i ON i.deployment_id = d.id
   WHERE d.state = 'pending' AND i.previous IS NOT NULL`;

/**
 * The newest of a proxy stays, so that no number is given twice, and what its draft equals. Items name whatever the
 * deployment froze: a history entry, a version, the way back.
 */
const UNUSED_REVISION = `
  r.number < (SELECT max(n.number) FROM revisions n WHERE n.proxy_id = r.proxy_id)
  AND NOT EXISTS (SELECT FROM api_proxies p WHERE p.id = r.proxy_id AND p.definition_digest = r.definition_digest)
  AND NOT EXISTS (SELECT FROM releases l WHERE l.revision_id = r.id)
  AND NOT EXISTS (SELECT FROM deployment_items i
                   WHERE i.proxy_id = r.proxy_id AND (i.revision_id = r.id OR i.previous->>'revisionId' = r.id))`;

/** Revisions bring back what they were imported from. */
const UNUSED_SPEC = `
  NOT EXISTS (SELECT FROM api_proxies p WHERE p.spec_digest = s.digest)
  AND NOT EXISTS (SELECT FROM revisions r WHERE r.definition->>'specDigest' = s.digest)`;

/**
 * Frozen content that nothing refers to any more. Each kind goes in two steps: look, which may take its time and locks
 * nothing; then, a few at a time, lock what was found, ask again in a statement of its own, which sees whatever was
 * committed before the lock, and delete. What somebody else holds is in use, or nearly: it is passed over. ADR 21.
 */
@Injectable()
export class UnreferencedRepository {
  async unusedFragments(tx: Tx, limit: number): Promise<UnusedFragments> {
    const [row] = await tx.manager.query(
      `WITH used AS (
         SELECT u->>'digest' AS digest FROM snapshot_log l CROSS JOIN LATERAL jsonb_array_elements(l.upserts) u
          UNION ALL SELECT fragment_digest FROM releases
          UNION ALL ${PENDING}
       )
       SELECT ARRAY(SELECT f.digest FROM fragments f WHERE NOT EXISTS (SELECT FROM used u WHERE u.digest = f.digest)
                     LIMIT $1) AS digests,
              (SELECT coalesce(jsonb_object_agg(id, version), '{}') FROM environments) AS versions`,
      [limit],
    );
    return row;
  }

  /** Logged changes never change, so only those after the look are read again. Returns how many went. */
  async removeFragments(tx: Tx, { digests, versions }: UnusedFragments): Promise<number> {
    const locked: { digest: string }[] = await tx.manager.query(
      'SELECT digest FROM fragments WHERE digest = ANY($1) FOR UPDATE SKIP LOCKED',
      [[...digests]],
    );
    return deleted(
      await tx.manager.query(
        `WITH logged AS (
           SELECT u->>'digest' AS digest FROM environments e
             JOIN snapshot_log l ON l.environment_id = e.id AND l.version > coalesce(($2::jsonb->>e.id)::bigint, -1)
            CROSS JOIN LATERAL jsonb_array_elements(l.upserts) u
         )
         DELETE FROM fragments f WHERE f.digest = ANY($1)
            AND NOT EXISTS (SELECT FROM releases r WHERE r.fragment_digest = f.digest)
            AND NOT EXISTS (SELECT FROM logged l WHERE l.digest = f.digest)
            AND NOT EXISTS (SELECT FROM (${PENDING}) p WHERE p.digest = f.digest)`,
        [locked.map(({ digest }) => digest), JSON.stringify(versions)],
      ),
    );
  }

  unusedRevisions(tx: Tx, limit: number): Promise<UnusedRevision[]> {
    return tx.manager.query(
      `SELECT r.id, r.proxy_id AS "proxyId" FROM revisions r WHERE ${UNUSED_REVISION} ORDER BY r.proxy_id, r.id LIMIT $1`,
      [limit],
    );
  }

  /** Whoever freezes, rolls back or switches holds the proxy. Returns how many went. */
  async removeRevisions(tx: Tx, revisions: readonly UnusedRevision[]): Promise<number> {
    const locked: { id: Id }[] = await tx.manager.query(
      'SELECT id FROM api_proxies WHERE id = ANY($1) FOR NO KEY UPDATE SKIP LOCKED',
      [revisions.map(({ proxyId }) => proxyId)],
    );
    return deleted(
      await tx.manager.query(
        `DELETE FROM revisions r WHERE r.id = ANY($1) AND r.proxy_id = ANY($2) AND ${UNUSED_REVISION}`,
        [revisions.map(({ id }) => id), locked.map(({ id }) => id)],
      ),
    );
  }

  async unusedSpecs(tx: Tx, limit: number): Promise<string[]> {
    const rows: { digest: string }[] = await tx.manager.query(
      `SELECT s.digest FROM spec_documents s WHERE ${UNUSED_SPEC} LIMIT $1`,
      [limit],
    );
    return rows.map(({ digest }) => digest);
  }

  /** Returns how many went. */
  async removeSpecs(tx: Tx, digests: readonly string[]): Promise<number> {
    const locked: { digest: string }[] = await tx.manager.query(
      'SELECT digest FROM spec_documents WHERE digest = ANY($1) FOR UPDATE SKIP LOCKED',
      [[...digests]],
    );
    return deleted(
      await tx.manager.query(`DELETE FROM spec_documents s WHERE s.digest = ANY($1) AND ${UNUSED_SPEC}`, [
        locked.map(({ digest }) => digest),
      ]),
    );
  }
}

const deleted = ([, count]: [unknown[], number]): number => count;
