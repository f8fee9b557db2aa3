import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, type SelectQueryBuilder } from 'typeorm';
import { isStillReferenced } from '../database/still-referenced.js';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { ApiProxy, Revision } from '../model/api-proxy.js';
import type { Id } from '../shared/ids.js';
import { newId } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { alreadyExists, notFound, Problem } from '../shared/problem.js';
import { ApiProxyEntity } from './api-proxy.entity.js';
import { RevisionEntity } from './revision.entity.js';
import { SpecDocumentEntity } from './spec-document.entity.js';

/** Filters of a proxy search; absent ones match anything. */
export interface ProxyFilter {
  readonly id?: string;
  readonly groupId?: string;
  /** Only proxies that are members of a group, whichever. */
  readonly inAnyGroup?: boolean;
  /** Substring of the cloudapi name, without case. */
  readonly apiNameContains?: string;
  /** Exact path or method of any operation. */
  readonly operationPath?: string;
  readonly operationMethod?: string;
  readonly order: 'name' | 'modified-desc';
}

/** A list row: what can be told without the whole definition. */
export interface ProxySummary {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly type: 'REST' | 'SOAP';
  readonly paths: readonly string[];
}

const KEEP_SPEC = `
  WITH made AS (
    INSERT INTO spec_documents (digest, content, media_type, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (digest) DO NOTHING RETURNING digest
  ), held AS (
    SELECT digest FROM spec_documents WHERE digest = $1 FOR KEY SHARE
  )
  SELECT digest FROM made UNION ALL SELECT digest FROM held`;

@Injectable()
export class ApiProxiesRepository {
  async findByName(tx: Tx, projectId: Id, name: string): Promise<ApiProxy | undefined> {
    return toProxy(await tx.manager.findOneBy(ApiProxyEntity, { projectId, name }));
  }

  async findById(tx: Tx, id: Id): Promise<ApiProxy | undefined> {
    return toProxy(await tx.manager.findOneBy(ApiProxyEntity, { id }));
  }

  /** Ids of those that are there. */
  async idsByName(tx: Tx, projectId: Id, names: readonly string[]): Promise<ReadonlyMap<string, Id>> {
    const rows: { id: Id; name: string }[] = await tx.manager.query(
      'SELECT id, name FROM api_proxies WHERE project_id = $1 AND name = ANY($2)',
      [projectId, [...names]],
    );
    return new Map(rows.map(({ id, name }) => [name, id]));
  }

  /** In the order of `ids`; absent ones are left out. */
  async findByIds(tx: Tx, ids: readonly Id[]): Promise<ApiProxy[]> {
    const rows = await tx.manager.findBy(ApiProxyEntity, { id: In([...ids]) });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /**
   * Until the transaction ends nobody can change, freeze or delete these; absent ones are passed over. What is loaded
   * afterwards is what `freeze` finds, and two environments cannot give one revision's number to two.
   */
  async hold(tx: Tx, ids: readonly Id[]): Promise<void> {
    await tx.manager.query('SELECT FROM api_proxies WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [[...ids]]);
  }

  async summaries(tx: Tx, projectId: Id): Promise<ProxySummary[]> {
    return tx.manager.query(
      `SELECT id, name, description, definition->>'type' AS type,
              coalesce(definition->'clientRoute'->'paths', '[]'::jsonb) AS paths
         FROM api_proxies WHERE project_id = $1 ORDER BY name`,
      [projectId],
    );
  }

  async search(tx: Tx, projectId: Id, filter: ProxyFilter, page: PageRequest): Promise<Page<ApiProxy>> {
    const query = tx.manager
      .createQueryBuilder(ApiProxyEntity, 'proxy')
      .where('proxy.project_id = :projectId', { projectId });
    narrow(query, filter);
    if (filter.order === 'name') query.orderBy('proxy.name', 'ASC');
    else query.orderBy('proxy.modified_at', 'DESC').addOrderBy('proxy.id', 'ASC');
    const [rows, total] = await query
      .offset((page.number - 1) * page.size)
      .limit(page.size)
      .getManyAndCount();
    return { items: rows.map(known), total };
  }

  async insert(tx: Tx, proxy: ApiProxy): Promise<void> {
    await refusing(proxy, () =>
      tx.manager.insert(ApiProxyEntity, { ...proxy, specDigest: proxy.definition.specDigest } as object),
    );
  }

  async update(tx: Tx, proxy: ApiProxy): Promise<void> {
    const { id, ...columns } = proxy;
    await refusing(proxy, () =>
      tx.manager.update(ApiProxyEntity, { id }, { ...columns, specDigest: proxy.definition.specDigest } as object),
    );
  }

  /** Refuses (in_use) while the proxy is live anywhere. */
  async delete(tx: Tx, proxy: ApiProxy): Promise<void> {
    try {
      await tx.manager.delete(ApiProxyEntity, { id: proxy.id });
    } catch (error) {
      if (!isStillReferenced(error)) throw error;
      throw new Problem('in_use', `proxy '${proxy.name}' is still deployed: undeploy it first`, {
        resource: 'proxy',
        name: proxy.name,
      });
    }
  }

  /** Keeps a description; equal content is kept once, and held until the transaction ends. Returns its digest. */
  async keepSpec(tx: Tx, content: Buffer, mediaType: string, now: Date): Promise<string> {
    const digest = createHash('sha256').update(content).digest('hex');
    // None of both when a sweep took it away in between (ADR 21).
    for (let kept = []; kept.length === 0; ) {
      kept = await tx.manager.query(KEEP_SPEC, [digest, content, mediaType, now]);
    }
    return digest;
  }

  async specOf(tx: Tx, digest: string): Promise<{ content: Buffer; mediaType: string } | undefined> {
    return (await tx.manager.findOneBy(SpecDocumentEntity, { digest })) ?? undefined;
  }

  /**
   * A frozen revision of each proxy's current draft: the one that exists for an equal definition, else a new one with the
   * next number. In the order of `proxies`.
   */
  async freeze(tx: Tx, proxies: readonly ApiProxy[], now: Date): Promise<FrozenRevision[]> {
    const rows: FrozenRow[] = await tx.manager.query(
      `WITH wanted AS (
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS w(proxy_id, digest, new_id, place)
       ), made AS (
         INSERT INTO revisions (id, proxy_id, number, definition, definition_digest, created_at)
         SELECT w.new_id, w.proxy_id,
                coalesce((SELECT max(r.number) FROM revisions r WHERE r.proxy_id = w.proxy_id), 0) + 1,
                p.definition, w.digest, $4
           FROM wanted w JOIN api_proxies p ON p.id = w.proxy_id
          WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.proxy_id = w.proxy_id AND r.definition_digest = w.digest)
         RETURNING id, proxy_id, number
       )
       SELECT w.place, coalesce(m.id, r.id) AS id, coalesce(m.number, r.number) AS number
         FROM wanted w
         LEFT JOIN made m ON m.proxy_id = w.proxy_id
         LEFT JOIN revisions r ON r.proxy_id = w.proxy_id AND r.definition_digest = w.digest
        ORDER BY w.place`,
      [
        proxies.map((proxy) => proxy.id),
        proxies.map((proxy) => proxy.definitionDigest),
        proxies.map(() => newId()),
        now,
      ],
    );
    return rows.map(({ id, number }) => ({ id, number }));
  }

  async revision(tx: Tx, id: Id): Promise<Revision | undefined> {
    return (await tx.manager.findOneBy(RevisionEntity, { id })) ?? undefined;
  }

  /** By id; those of a deleted proxy are gone with it. */
  async revisions(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Revision>> {
    const rows = await tx.manager.findBy(RevisionEntity, { id: In([...ids]) });
    return new Map(rows.map((row) => [row.id, row]));
  }
}

export interface FrozenRevision {
  readonly id: Id;
  readonly number: number;
}

type FrozenRow = FrozenRevision & { readonly place: string };

function narrow(query: SelectQueryBuilder<ApiProxyEntity>, filter: ProxyFilter): void {
  if (filter.id !== undefined) query.andWhere('proxy.id = :id', { id: filter.id });
  if (filter.groupId !== undefined) {
    query.andWhere(
      'EXISTS (SELECT 1 FROM group_members member WHERE member.group_id = :groupId AND member.proxy_id = proxy.id)',
      { groupId: filter.groupId },
    );
  }
  if (filter.inAnyGroup === true) {
    query.andWhere('EXISTS (SELECT 1 FROM group_members member WHERE member.proxy_id = proxy.id)');
  }
  if (filter.apiNameContains !== undefined) {
    query.andWhere('strpos(lower(proxy.api_name), lower(:apiName)) > 0', { apiName: filter.apiNameContains });
  }
  const operation = {
    ...(filter.operationPath === undefined ? {} : { path: filter.operationPath }),
    ...(filter.operationMethod === undefined ? {} : { method: filter.operationMethod }),
  };
  if (Object.keys(operation).length > 0) {
    query.andWhere(`proxy.definition->'operations' @> :operation::jsonb`, { operation: JSON.stringify([operation]) });
  }
}

async function refusing(proxy: ApiProxy, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const constraint = constraintOf(error);
    if (constraint === 'uq_api_proxies_name') throw alreadyExists('proxy', proxy.name);
    if (constraint === 'uq_api_proxies_api_name') throw alreadyExists('proxy', proxy.apiName);
    if (constraint === 'fk_api_proxies_project') throw notFound('project', proxy.projectId);
    if (constraint === 'fk_api_proxies_home_group') throw notFound('group', proxy.homeGroupId ?? '');
    throw error;
  }
}

const toProxy = (row: ApiProxyEntity | null): ApiProxy | undefined => (row === null ? undefined : known(row));

const known = (row: ApiProxyEntity): ApiProxy => ({
  id: row.id,
  projectId: row.projectId,
  name: row.name,
  apiName: row.apiName,
  homeGroupId: row.homeGroupId,
  description: row.description,
  definition: row.definition,
  definitionDigest: row.definitionDigest,
  createdAt: row.createdAt,
  modifiedAt: row.modifiedAt,
});
