import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { notFound } from '../shared/problem.js';
import { ResourceTagsRepository } from '../tags/resource-tags.repository.js';
import { AppEntity } from './app.entity.js';
import type { App, AppFilter, TaggedApp } from './app.js';

@Injectable()
export class AppsRepository {
  constructor(private readonly tags: ResourceTagsRepository) {}

  async findById(tx: Tx, projectId: Id, id: string): Promise<App | undefined> {
    return (await tx.manager.findOneBy(AppEntity, { projectId, id })) ?? undefined;
  }

  async search(tx: Tx, projectId: Id, filter: AppFilter, page: PageRequest): Promise<Page<TaggedApp>> {
    const query = tx.manager.createQueryBuilder(AppEntity, 'app').where('app.project_id = :projectId', { projectId });
    narrow(query, filter);
    const [items, total] = await query
      .orderBy('app.modified_at', filter.order === 'modified-asc' ? 'ASC' : 'DESC')
      .addOrderBy('app.id', 'ASC')
      .offset((page.number - 1) * page.size)
      .limit(page.size)
      .getManyAndCount();
    const tags = await this.tags.find(tx, projectId, 'app', { resourceIds: items.map(({ id }) => id) });
    const tagsOf = Map.groupBy(tags, ({ resourceId }) => resourceId);
    return { items: items.map((app) => ({ ...app, tags: tagsOf.get(app.id) ?? [] })), total };
  }

  /** Until the transaction ends nobody else counts, so a limit holds. */
  async countAlone(tx: Tx, projectId: Id): Promise<number> {
    await tx.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`apps:${projectId}`]);
    return tx.manager.countBy(AppEntity, { projectId });
  }

  async insert(tx: Tx, app: App): Promise<void> {
    try {
      await tx.manager.insert(AppEntity, { ...app } as object);
    } catch (error) {
      if (constraintOf(error) === 'fk_apps_project') throw notFound('project', app.projectId);
      throw error;
    }
  }

  async update(tx: Tx, { id, ...columns }: App): Promise<void> {
    await tx.manager.update(AppEntity, { id }, columns as object);
  }

  /** What it was, without what hangs on it. */
  async delete(tx: Tx, app: App): Promise<TaggedApp> {
    const tags = await this.tags.find(tx, app.projectId, 'app', { resourceIds: [app.id] });
    await this.tags.remove(tx, 'app', [app.id], null);
    await tx.manager.delete(AppEntity, { id: app.id });
    return { ...app, tags };
  }

  async restore(tx: Tx, { tags, ...app }: TaggedApp): Promise<void> {
    await this.insert(tx, app);
    await this.tags.put(tx, app.projectId, 'app', [app.id], tags);
  }

  /** Until the transaction ends nobody can change it, its keys or its codes, or release anything that lets it in. */
  async lock(tx: Tx, projectId: Id, id: string): Promise<App> {
    const app = await tx.manager
      .createQueryBuilder(AppEntity, 'app')
      .where('app.project_id = :projectId AND app.id = :id', { projectId, id })
      .setLock('pessimistic_write')
      .getOne();
    if (app === null) throw notFound('app', id);
    return app;
  }

  /** Ids of those that are there; until the transaction ends nobody can delete them. */
  async known(tx: Tx, projectId: Id, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: { id: string }[] = await tx.manager.query(
      'SELECT id FROM apps WHERE project_id = $1 AND id = ANY($2::bigint[]) FOR KEY SHARE',
      [projectId, [...ids]],
    );
    return new Set(rows.map(({ id }) => id));
  }
}

function narrow(query: SelectQueryBuilder<AppEntity>, filter: AppFilter): void {
  if (filter.id !== undefined) query.andWhere('app.id = :id', { id: filter.id });
  if (filter.extend !== undefined) query.andWhere('app.extend = :extend', { extend: filter.extend });
  if (filter.nameContains !== undefined) {
    query.andWhere('strpos(lower(app.name), lower(:name)) > 0', { name: filter.nameContains });
  }
  if (filter.ownerAccountId !== undefined) {
    query.andWhere('EXISTS (SELECT 1 FROM projects p WHERE p.id = app.project_id AND p.account_id = :account)', {
      account: filter.ownerAccountId,
    });
  }
  if (filter.key !== undefined) {
    query.andWhere('EXISTS (SELECT 1 FROM app_keys k WHERE k.app_id = app.id AND k.key = :key)', { key: filter.key });
  }
  if (filter.codeDigest !== undefined) {
    query.andWhere('EXISTS (SELECT 1 FROM app_codes c WHERE c.app_id = app.id AND c.digest = :digest)', {
      digest: filter.codeDigest,
    });
  }
  for (const [index, { key, value }] of (filter.tags ?? []).entries()) {
    query.andWhere(
      `EXISTS (SELECT 1 FROM resource_tags t WHERE t.resource_type = 'app' AND t.resource_id = app.id::text
                AND t.key = :key${index} AND :value${index} IN ('', t.value))`,
      { [`key${index}`]: key, [`value${index}`]: value },
    );
  }
}
