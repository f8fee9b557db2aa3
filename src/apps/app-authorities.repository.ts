import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Stage } from '../model/environment.js';
import type { KeyAndValue } from '../model/resource-tag.js';
import type { AuthorisedApp } from '../model/surroundings.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import type { AppAuthority } from './app.js';

/** Which authorities; absent filters match anything. */
export interface AuthorityFilter {
  readonly appId?: string;
  readonly proxyId?: string;
  readonly groupId?: string;
  readonly stage?: string;
  /** Substring of the app's name, without case. */
  readonly appNameContains?: string;
  readonly ownerAccountId?: string;
  /** Substrings of the API's name and description, without case. */
  readonly apiNameContains?: string;
  readonly apiDescriptionContains?: string;
  /** Exact, of any operation. */
  readonly operationPath?: string;
  readonly operationMethod?: string;
}

/** Some apps and some proxies of one group in one stage. */
export interface AuthorityPlace {
  readonly appIds: readonly string[];
  readonly proxyIds: readonly Id[];
  readonly groupId: Id;
  readonly stage: Stage;
}

/** With what lists show of both sides. */
export interface AuthorityRow extends AppAuthority {
  readonly app: { readonly name: string; readonly description: string; readonly tags: readonly KeyAndValue[] };
  readonly api: { readonly name: string; readonly description: string; readonly groupName: string };
  /** Of the API's first operation; null when it has none. */
  readonly path: string | null;
  readonly method: string | null;
}

@Injectable()
export class AppAuthoritiesRepository {
  /** One that is there is replaced. */
  async put(tx: Tx, authorities: readonly AppAuthority[]): Promise<void> {
    await tx.manager.query(
      `INSERT INTO app_authorities (app_id, proxy_id, group_id, stage, expires_at, description, created_at)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS a("appId" bigint, "proxyId" text, "groupId" text, stage text,
         "expiresAt" timestamptz, description text, "createdAt" timestamptz)
       ON CONFLICT (app_id, proxy_id, group_id, stage) DO UPDATE
         SET expires_at = excluded.expires_at, description = excluded.description, created_at = excluded.created_at`,
      [JSON.stringify(authorities)],
    );
  }

  /** Those that there were. */
  async remove(tx: Tx, of: AuthorityPlace): Promise<AppAuthority[]> {
    const [removed]: [AppAuthority[], number] = await tx.manager.query(
      `DELETE FROM app_authorities WHERE ${PLACE} RETURNING ${COLUMNS}`,
      placed(of),
    );
    return removed;
  }

  /** Those that there are; until the transaction ends nobody can change them. */
  held(tx: Tx, of: AuthorityPlace): Promise<AppAuthority[]> {
    return tx.manager.query(`SELECT ${COLUMNS} FROM app_authorities WHERE ${PLACE} FOR UPDATE`, placed(of));
  }

  ofApp(tx: Tx, appId: string): Promise<AppAuthority[]> {
    return tx.manager.query(`SELECT ${COLUMNS} FROM app_authorities WHERE app_id = $1::bigint`, [appId]);
  }

  /** How many apps may call whichever of these proxies most may. */
  async mostOf(
    tx: Tx,
    of: { readonly proxyIds: readonly Id[]; readonly groupId: Id; readonly stage: Stage },
  ): Promise<number> {
    const [row]: { most: string }[] = await tx.manager.query(
      `SELECT coalesce(max(held), 0) AS most
         FROM (SELECT count(*) AS held FROM app_authorities
                WHERE proxy_id = ANY($1) AND group_id = $2 AND stage = $3 GROUP BY proxy_id) AS counted`,
      [[...of.proxyIds], of.groupId, of.stage],
    );
    return Number(row?.most ?? 0);
  }

  /** Newest first. */
  async search(tx: Tx, projectId: Id, filter: AuthorityFilter, page: PageRequest): Promise<Page<AuthorityRow>> {
    const { where, values } = conditions(projectId, filter);
    const [counted]: { total: string }[] = await tx.manager.query(`SELECT count(*) AS total ${FROM} ${where}`, values);
    const rows: AuthorityRow[] = await tx.manager.query(
      `SELECT au.app_id AS "appId", au.proxy_id AS "proxyId", au.group_id AS "groupId", au.stage, au.description,
              au.expires_at AS "expiresAt", au.created_at AS "createdAt",
              json_build_object('name', a.name, 'description', a.description, 'tags', ${TAGS}) AS app,
              json_build_object('name', p.api_name, 'description', p.description, 'groupName', g.name) AS api,
              p.definition->'operations'->0->>'path' AS path, p.definition->'operations'->0->>'method' AS method
         ${FROM} ${where}
        ORDER BY au.created_at DESC, au.app_id, au.proxy_id, au.group_id, au.stage
        LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
      [...values, page.size, (page.number - 1) * page.size],
    );
    return { items: rows, total: Number(counted?.total ?? 0) };
  }

  /**
   * By proxy: who may call what of a group in a stage. Until the transaction ends none of them can be changed, so what is
   * released is what changes later find live.
   */
  async authorised(tx: Tx, groupId: Id, stage: Stage): Promise<ReadonlyMap<Id, readonly AuthorisedApp[]>> {
    const rows: { appId: string; proxyId: Id; expiresAt: Date | null }[] = await tx.manager.query(
      `SELECT au.app_id AS "appId", au.proxy_id AS "proxyId", au.expires_at AS "expiresAt"
         FROM app_authorities au JOIN apps a ON a.id = au.app_id
        WHERE au.group_id = $1 AND au.stage = $2 AND NOT a.disabled
        ORDER BY au.app_id FOR SHARE OF a`,
      [groupId, stage],
    );
    if (rows.length === 0) return new Map();
    const appIds = [...new Set(rows.map(({ appId }) => appId))];
    const keys: { appId: string; key: string; sealed: Buffer }[] = await tx.manager.query(
      'SELECT app_id AS "appId", key, secret_sealed AS sealed FROM app_keys WHERE app_id = ANY($1::bigint[]) ORDER BY key',
      [appIds],
    );
    const codes: { appId: string; digest: string }[] = await tx.manager.query(
      'SELECT app_id AS "appId", digest FROM app_codes WHERE app_id = ANY($1::bigint[]) ORDER BY digest',
      [appIds],
    );
    const keysOf = Map.groupBy(keys, ({ appId }) => appId);
    const codesOf = Map.groupBy(codes, ({ appId }) => appId);
    const app = ({ appId, expiresAt }: (typeof rows)[number]): AuthorisedApp => ({
      id: appId,
      expiresAt: expiresAt?.toISOString() ?? null,
      keys: (keysOf.get(appId) ?? []).map(({ key, sealed }) => ({ key, sealedSecret: sealed.toString('base64') })),
      codeDigests: (codesOf.get(appId) ?? []).map(({ digest }) => digest),
    });
    const byProxy = Map.groupBy(rows, ({ proxyId }) => proxyId);
    return new Map([...byProxy].map(([proxyId, those]) => [proxyId, those.map(app)]));
  }
}

const COLUMNS = `app_id AS "appId", proxy_id AS "proxyId", group_id AS "groupId", stage, expires_at AS "expiresAt",
         description, created_at AS "createdAt"`;

const PLACE = 'app_id = ANY($1::bigint[]) AND proxy_id = ANY($2) AND group_id = $3 AND stage = $4';

const placed = (of: AuthorityPlace): unknown[] => [[...of.appIds], [...of.proxyIds], of.groupId, of.stage];

const TAGS = `(SELECT coalesce(json_agg(json_build_object('key', t.key, 'value', t.value) ORDER BY t.key), '[]'::json)
         FROM resource_tags t WHERE t.resource_type = 'app' AND t.resource_id = a.id::text)`;

const FROM = `FROM app_authorities au JOIN apps a ON a.id = au.app_id JOIN projects owner ON owner.id = a.project_id
         JOIN api_proxies p ON p.id = au.proxy_id JOIN proxy_groups g ON g.id = au.group_id`;

/** Columns and how each filter compares with them. */
const CONDITIONS: Readonly<Record<keyof AuthorityFilter, (place: string) => string>> = {
  appId: (place) => `au.app_id = ${place}::bigint`,
  proxyId: (place) => `au.proxy_id = ${place}`,
  groupId: (place) => `au.group_id = ${place}`,
  stage: (place) => `au.stage = ${place}`,
  appNameContains: (place) => `strpos(lower(a.name), lower(${place})) > 0`,
  ownerAccountId: (place) => `owner.account_id = ${place}`,
  apiNameContains: (place) => `strpos(lower(p.api_name), lower(${place})) > 0`,
  apiDescriptionContains: (place) => `strpos(lower(p.description), lower(${place})) > 0`,
  operationPath: (place) =>
    `p.definition->'operations' @> jsonb_build_array(jsonb_build_object('path', ${place}::text))`,
  operationMethod: (place) =>
    `p.definition->'operations' @> jsonb_build_array(jsonb_build_object('method', ${place}::text))`,
};

function conditions(projectId: Id, filter: AuthorityFilter): { where: string; values: string[] } {
  const values: string[] = [projectId];
  const terms = ['a.project_id = $1'];
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const value = filter[name as keyof AuthorityFilter];
    if (value === undefined) continue;
    values.push(value);
    terms.push(condition(`$${values.length}`));
  }
  return { where: `WHERE ${terms.join(' AND ')}`, values };
}
