import { Injectable } from '@nestjs/common';
import { isStillReferenced } from '../database/still-referenced.js';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { GroupSettings, ProxyGroup } from '../model/proxy-group.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { alreadyExists, notFound, Problem } from '../shared/problem.js';
import { ProxyGroupEntity } from './proxy-group.entity.js';

/** Filters of a group search; absent ones match anything. */
export interface GroupFilter {
  readonly id?: string;
  /** Substring, without case. */
  readonly nameContains?: string;
  /** First path of the group's route. */
  readonly basePath?: string;
  readonly order: 'name' | 'modified-asc' | 'modified-desc';
}

const ORDERS: Record<GroupFilter['order'], string> = {
  name: 'g.name',
  'modified-asc': 'g.modified_at, g.id',
  'modified-desc': 'g.modified_at DESC, g.id',
};

const SELECT = `
  SELECT g.*, coalesce((SELECT array_agg(m.proxy_id ORDER BY m.position)
                          FROM group_members m WHERE m.group_id = g.id), '{}') AS members
    FROM proxy_groups g`;

@Injectable()
export class ProxyGroupsRepository {
  async findByName(tx: Tx, projectId: Id, name: string): Promise<ProxyGroup | undefined> {
    return toGroup(await tx.manager.query(`${SELECT} WHERE g.project_id = $1 AND g.name = $2`, [projectId, name]));
  }

  async findById(tx: Tx, id: Id): Promise<ProxyGroup | undefined> {
    return toGroup(await tx.manager.query(`${SELECT} WHERE g.id = $1`, [id]));
  }

  async search(tx: Tx, projectId: Id, filter: GroupFilter, page?: PageRequest): Promise<Page<ProxyGroup>> {
    const where = `WHERE g.project_id = $1
        AND ($2::text IS NULL OR g.id = $2)
        AND ($3::text IS NULL OR strpos(lower(g.name), lower($3)) > 0)
        AND ($4::text IS NULL OR g.settings->'clientRoute'->'paths'->>0 = $4)`;
    const values = [projectId, filter.id ?? null, filter.nameContains ?? null, filter.basePath ?? null];
    const rows: GroupRow[] = await tx.manager.query(
      `${SELECT} ${where} ORDER BY ${ORDERS[filter.order]} LIMIT $5 OFFSET $6`,
      [...values, page?.size ?? null, page === undefined ? 0 : (page.number - 1) * page.size],
    );
    if (page === undefined) return { items: rows.map(known), total: rows.length };
    const [count] = await tx.manager.query(`SELECT count(*) AS total FROM proxy_groups g ${where}`, values);
    return { items: rows.map(known), total: Number(count.total) };
  }

  /** Groups of the project. Whoever counts next waits for this transaction, so that two do not both find room for one. */
  async countLocked(tx: Tx, projectId: Id): Promise<number> {
    await tx.manager.query('SELECT 1 FROM projects WHERE id = $1 FOR NO KEY UPDATE', [projectId]);
    return tx.manager.countBy(ProxyGroupEntity, { projectId });
  }

  async insert(tx: Tx, group: ProxyGroup): Promise<void> {
    const { members: _members, ...columns } = group;
    await refusing(group, () => tx.manager.insert(ProxyGroupEntity, columns as object));
  }

  async update(tx: Tx, group: ProxyGroup): Promise<void> {
    const { id, members: _members, ...columns } = group;
    await refusing(group, () => tx.manager.update(ProxyGroupEntity, { id }, columns as object));
  }

  /** Refuses (in_use) while it is live anywhere or APIs have it as their home. */
  async delete(tx: Tx, group: ProxyGroup): Promise<void> {
    try {
      await tx.manager.delete(ProxyGroupEntity, { id: group.id });
    } catch (error) {
      if (!isStillReferenced(error)) throw error;
      throw new Problem('in_use', `group '${group.name}' still has APIs or is deployed`, {
        resource: 'group',
        name: group.name,
      });
    }
  }

  /** Appends; already a member: nothing changes. The group's row is locked, so positions are unique. */
  async addMember(tx: Tx, groupId: Id, proxyId: Id): Promise<void> {
    await this.lock(tx, groupId);
    await tx.manager.query(
      `INSERT INTO group_members (group_id, proxy_id, position)
       SELECT $1, $2, coalesce(max(position) + 1, 0) FROM group_members WHERE group_id = $1
       ON CONFLICT (group_id, proxy_id) DO NOTHING`,
      [groupId, proxyId],
    );
  }

  /** Exactly these, in this order. */
  async replaceMembers(tx: Tx, groupId: Id, proxyIds: readonly Id[]): Promise<void> {
    await this.lock(tx, groupId);
    await tx.manager.query('DELETE FROM group_members WHERE group_id = $1', [groupId]);
    await tx.manager.query(
      `INSERT INTO group_members (group_id, proxy_id, position)
       SELECT $1, wanted.id, wanted.place - 1 FROM unnest($2::text[]) WITH ORDINALITY AS wanted(id, place)`,
      [groupId, [...proxyIds]],
    );
  }

  async removeMember(tx: Tx, groupId: Id, proxyId: Id): Promise<void> {
    await tx.manager.query('DELETE FROM group_members WHERE group_id = $1 AND proxy_id = $2', [groupId, proxyId]);
  }

  /** `proxyIds` in their new order: every member, each once. */
  async orderMembers(tx: Tx, groupId: Id, proxyIds: readonly Id[]): Promise<void> {
    await tx.manager.query(
      `UPDATE group_members m SET position = o.place - 1
         FROM unnest($2::text[]) WITH ORDINALITY AS o(proxy_id, place)
        WHERE m.group_id = $1 AND m.proxy_id = o.proxy_id`,
      [groupId, [...proxyIds]],
    );
  }

  /** Until the transaction ends nobody can delete it. */
  async hold(tx: Tx, groupId: Id): Promise<void> {
    await tx.manager.query('SELECT FROM proxy_groups WHERE id = $1 FOR KEY SHARE', [groupId]);
  }

  /** Which of these the project has. They are held. */
  async existing(tx: Tx, projectId: Id, ids: readonly Id[]): Promise<Id[]> {
    const rows: { id: Id }[] = await tx.manager.query(
      'SELECT id FROM proxy_groups WHERE project_id = $1 AND id = ANY($2) ORDER BY id FOR KEY SHARE',
      [projectId, [...ids]],
    );
    return rows.map(({ id }) => id);
  }

  async lock(tx: Tx, groupId: Id): Promise<void> {
    await tx.manager.query('SELECT 1 FROM proxy_groups WHERE id = $1 FOR UPDATE', [groupId]);
  }

  /** Another member with the same operation path and an overlapping method; undefined when there is none. */
  async memberWithOperation(
    tx: Tx,
    groupId: Id,
    exceptProxyId: Id | null,
    path: string,
    method: string,
  ): Promise<string | undefined> {
    const [row] = await tx.manager.query(
      `SELECT p.id FROM group_members m JOIN api_proxies p ON p.id = m.proxy_id,
              jsonb_array_elements(p.definition->'operations') AS operation
        WHERE m.group_id = $1 AND p.id IS DISTINCT FROM $2 AND operation->>'path' = $3
          AND (operation->>'method' = $4 OR operation->>'method' = 'ANY' OR $4 = 'ANY') LIMIT 1`,
      [groupId, exceptProxyId, path, method],
    );
    return row?.id;
  }

  /** Ids of the groups a proxy is a member of. */
  async groupsOf(tx: Tx, proxyId: Id): Promise<Id[]> {
    const rows: { group_id: Id }[] = await tx.manager.query(
      'SELECT group_id FROM group_members WHERE proxy_id = $1 ORDER BY group_id',
      [proxyId],
    );
    return rows.map((row) => row.group_id);
  }
}

interface GroupRow {
  readonly id: Id;
  readonly project_id: Id;
  readonly name: string;
  readonly description: string;
  readonly settings: GroupSettings;
  readonly settings_digest: string;
  readonly members: Id[];
  readonly created_at: Date;
  readonly modified_at: Date;
}

async function refusing(group: ProxyGroup, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (constraintOf(error) === 'uq_proxy_groups_name') throw alreadyExists('group', group.name);
    if (constraintOf(error) === 'fk_proxy_groups_project') throw notFound('project', group.projectId);
    throw error;
  }
}

const toGroup = (rows: GroupRow[]): ProxyGroup | undefined => rows.map(known)[0];

const known = (row: GroupRow): ProxyGroup => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  description: row.description,
  settings: row.settings,
  settingsDigest: row.settings_digest,
  members: row.members,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});
