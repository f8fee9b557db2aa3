import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Version } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import type { VersionFilter, VersionKey } from './commands.js';

/** What a refused deployment made was never a version. $1 group, $2 proxy, $3 environments. */
const FROM = `
  FROM deployment_items i
  JOIN deployments d ON d.id = i.deployment_id
  JOIN api_proxies p ON p.id = i.proxy_id
  LEFT JOIN releases r ON r.environment_id = d.environment_id AND r.proxy_id = i.proxy_id AND r.group_key = i.group_key
 WHERE i.group_key = $1 AND ($2::text IS NULL OR i.proxy_id = $2) AND d.environment_id = ANY($3)
   AND i.versioned_at IS NOT NULL AND d.state NOT IN ('rejected', 'rollback_failed')`;

const COLUMNS = `i.proxy_id AS "proxyId", p.api_name AS "apiName", i.group_key AS "groupId",
  d.environment_id AS "environmentId", i.versioned_at AS "versionedAt", i.revision_id AS "revisionId", d.description,
  coalesce(r.versioned_at = i.versioned_at, false) AS online`;

/** Versions are what deployments made of proxies in groups: items of theirs, and nothing beside. */
@Injectable()
export class VersionsRepository {
  /** Newest first. */
  async list(tx: Tx, filter: VersionFilter, page: PageRequest): Promise<Page<Version>> {
    const from = `${FROM} AND ($4::text IS NULL OR strpos(lower(p.api_name), lower($4)) > 0)`;
    const { groupId, proxyId, environmentIds, apiNameContains } = filter;
    const values = [groupId, proxyId ?? null, [...environmentIds], apiNameContains ?? null];
    const items: Version[] = await tx.manager.query(
      `SELECT ${COLUMNS} ${from} ORDER BY i.versioned_at DESC, i.proxy_id, d.environment_id LIMIT $5 OFFSET $6`,
      [...values, page.size, (page.number - 1) * page.size],
    );
    const [count] = await tx.manager.query(`SELECT count(*) AS total ${from}`, values);
    return { items, total: Number(count.total) };
  }

  async find(tx: Tx, { groupId, proxyId, environmentId, versionedAt }: VersionKey): Promise<Version | undefined> {
    const [row] = await tx.manager.query(`SELECT ${COLUMNS} ${FROM} AND i.versioned_at = $4`, [
      groupId,
      proxyId,
      [environmentId],
      versionedAt,
    ]);
    return row;
  }

  /** The last version made of each, refused ones too; in order of `releases`. Whoever asks holds the proxies. */
  async last(
    tx: Tx,
    releases: readonly { readonly proxyId: Id; readonly groupId: Id | null }[],
  ): Promise<(Date | null)[]> {
    const rows: { last: Date | null }[] = await tx.manager.query(
      `SELECT (SELECT max(versioned_at) FROM deployment_items i
                WHERE i.group_key = w.group_key AND i.proxy_id = w.proxy_id) AS last
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w(proxy_id, group_key, place) ORDER BY w.place`,
      [releases.map(({ proxyId }) => proxyId), releases.map(({ groupId }) => groupId ?? '')],
    );
    return rows.map(({ last }) => last);
  }
}
