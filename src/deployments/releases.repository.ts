import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { ApiProxy, ProxyDefinition, Revision } from '../model/api-proxy.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import type { LiveFilter } from './commands.js';

/** A release as stored, and as kept beside a deployment item for the way back. */
export interface ReleaseRow {
  readonly environmentId: Id;
  readonly proxyId: Id;
  readonly groupId: Id | null;
  readonly revisionId: Id;
  readonly definitionDigest: string;
  readonly contextDigest: string;
  readonly claimsDigest: string;
  readonly fragmentDigest: string;
  readonly deploymentId: Id;
  /** ISO 8601. */
  readonly releasedAt: string;
  /** ISO 8601; names the version that it is. */
  readonly versionedAt: string;
}

/** A live release with what a reader of it needs; the environment is named by id. */
export interface LiveRow {
  readonly proxy: ApiProxy;
  readonly revision: Revision;
  readonly groupId: Id | null;
  readonly environmentId: Id;
  readonly releasedAt: Date;
  readonly versionedAt: Date;
  readonly remark: string;
}

const COLUMNS = `environment_id AS "environmentId", proxy_id AS "proxyId", group_id AS "groupId",
  revision_id AS "revisionId", definition_digest AS "definitionDigest", context_digest AS "contextDigest",
  claims_digest AS "claimsDigest", fragment_digest AS "fragmentDigest", deployment_id AS "deploymentId",
  to_char(released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "releasedAt",
  to_char(versioned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "versionedAt"`;

@Injectable()
export class ReleasesRepository {
  async ofProxy(tx: Tx, environmentId: Id, proxyId: Id, groupId: Id | null): Promise<ReleaseRow[]> {
    return tx.manager.query(
      `SELECT ${COLUMNS} FROM releases WHERE environment_id = $1 AND proxy_id = $2 AND group_key = $3`,
      [environmentId, proxyId, groupId ?? ''],
    );
  }

  async ofGroup(tx: Tx, environmentId: Id, groupId: Id): Promise<ReleaseRow[]> {
    return tx.manager.query(
      `SELECT ${COLUMNS} FROM releases WHERE environment_id = $1 AND group_id = $2 ORDER BY proxy_id`,
      [environmentId, groupId],
    );
  }

  /** Everywhere, in every context. */
  async everyOfProxy(tx: Tx, proxyId: Id): Promise<ReleaseRow[]> {
    return tx.manager.query(`SELECT ${COLUMNS} FROM releases WHERE proxy_id = $1 ORDER BY environment_id, group_key`, [
      proxyId,
    ]);
  }

  async everyOfGroup(tx: Tx, groupId: Id): Promise<ReleaseRow[]> {
    return tx.manager.query(`SELECT ${COLUMNS} FROM releases WHERE group_id = $1 ORDER BY environment_id, proxy_id`, [
      groupId,
    ]);
  }

  /** Those of before versions were named have the moment of their release. */
  async put(tx: Tx, releases: readonly ReleaseRow[]): Promise<void> {
    if (releases.length === 0) return;
    await tx.manager.query(
      `INSERT INTO releases (environment_id, proxy_id, group_key, group_id, revision_id, definition_digest,
                             context_digest, claims_digest, fragment_digest, deployment_id, released_at,
                             versioned_at)
       SELECT r."environmentId", r."proxyId", coalesce(r."groupId", ''), r."groupId", r."revisionId", r."definitionDigest",
              r."contextDigest", r."claimsDigest", r."fragmentDigest", r."deploymentId", r."releasedAt"::timestamptz,
              coalesce(r."versionedAt", r."releasedAt")::timestamptz
         FROM jsonb_to_recordset($1::jsonb) AS r("environmentId" text, "proxyId" text, "groupId" text, "revisionId" text,
              "definitionDigest" text, "contextDigest" text, "claimsDigest" text, "fragmentDigest" text,
              "deploymentId" text, "releasedAt" text, "versionedAt" text)
       ON CONFLICT (environment_id, proxy_id, group_key) DO UPDATE
         SET revision_id = excluded.revision_id, definition_digest = excluded.definition_digest,
             context_digest = excluded.context_digest, claims_digest = excluded.claims_digest,
             fragment_digest = excluded.fragment_digest, deployment_id = excluded.deployment_id,
             released_at = excluded.released_at, versioned_at = excluded.versioned_at`,
      [JSON.stringify(releases)],
    );
  }

  async remove(tx: Tx, releases: readonly Pick<ReleaseRow, 'environmentId' | 'proxyId' | 'groupId'>[]): Promise<void> {
    if (releases.length === 0) return;
    await tx.manager.query(
      `DELETE FROM releases r USING unnest($1::text[], $2::text[], $3::text[]) AS gone(environment_id, proxy_id, group_key)
        WHERE r.environment_id = gone.environment_id AND r.proxy_id = gone.proxy_id AND r.group_key = gone.group_key`,
      [
        releases.map((release) => release.environmentId),
        releases.map((release) => release.proxyId),
        releases.map((release) => release.groupId ?? ''),
      ],
    );
  }

  /** Newest release first. */
  async live(tx: Tx, projectId: Id, filter: LiveFilter, page: PageRequest): Promise<Page<LiveRow>> {
    const operation = {
      ...(filter.operationPath === undefined ? {} : { path: filter.operationPath }),
      ...(filter.operationMethod === undefined ? {} : { method: filter.operationMethod }),
    };
    const from = `
      FROM releases r
      JOIN api_proxies p ON p.id = r.proxy_id
      JOIN revisions v ON v.id = r.revision_id
      LEFT JOIN deployments d ON d.id = r.deployment_id
     WHERE p.project_id = $1
       AND ($2::text IS NULL OR r.environment_id = $2)
       AND ($3::text IS NULL OR r.group_id = $3)
       AND ($4::text IS NULL OR r.proxy_id = $4)
       AND ($5::text IS NULL OR strpos(lower(p.api_name), lower($5)) > 0)
       AND ($6::jsonb IS NULL OR v.definition->'operations' @> $6::jsonb)
       AND (NOT $7::boolean OR r.group_id IS NOT NULL)`;
    const values = [
      projectId,
      filter.environmentId ?? null,
      filter.groupId ?? null,
      filter.proxyId ?? null,
      filter.apiNameContains ?? null,
      Object.keys(operation).length === 0 ? null : JSON.stringify([operation]),
      filter.inGroupOnly,
    ];
    const rows: JoinedRow[] = await tx.manager.query(
      `SELECT p.*, r.environment_id, r.group_id, r.released_at, r.versioned_at, coalesce(d.description, '') AS remark,
              v.id AS revision_id, v.number AS revision_number, v.definition AS revision_definition,
              v.definition_digest AS revision_digest, v.created_at AS revision_created_at
       ${from} ORDER BY r.released_at DESC, r.proxy_id, r.environment_id LIMIT $8 OFFSET $9`,
      [...values, page.size, (page.number - 1) * page.size],
    );
    const [count] = await tx.manager.query(`SELECT count(*) AS total ${from}`, values);
    return { items: rows.map(toLive), total: Number(count.total) };
  }
}

interface JoinedRow {
  readonly id: Id;
  readonly project_id: Id;
  readonly name: string;
  readonly api_name: string;
  readonly home_group_id: Id | null;
  readonly description: string;
  readonly definition: ProxyDefinition;
  readonly definition_digest: string;
  readonly created_at: Date;
  readonly modified_at: Date;
  readonly environment_id: Id;
  readonly group_id: Id | null;
  readonly released_at: Date;
  readonly versioned_at: Date;
  readonly remark: string;
  readonly revision_id: Id;
  readonly revision_number: number;
  readonly revision_definition: ProxyDefinition;
  readonly revision_digest: string;
  readonly revision_created_at: Date;
}

const toLive = (row: JoinedRow): LiveRow => ({
  proxy: {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    apiName: row.api_name,
    homeGroupId: row.home_group_id,
    description: row.description,
    definition: row.definition,
    definitionDigest: row.definition_digest,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  },
  revision: {
    id: row.revision_id,
    proxyId: row.id,
    number: row.revision_number,
    definition: row.revision_definition,
    definitionDigest: row.revision_digest,
    createdAt: row.revision_created_at,
  },
  groupId: row.group_id,
  environmentId: row.environment_id,
  releasedAt: row.released_at,
  versionedAt: row.versioned_at,
  remark: row.remark,
});
