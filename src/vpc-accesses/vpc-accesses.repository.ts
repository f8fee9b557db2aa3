import { Injectable } from '@nestjs/common';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { VpcAccessTarget } from '../model/surroundings.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { alreadyExists } from '../shared/problem.js';
import { VpcAccessEntity } from './vpc-access.entity.js';
import type { VpcAccess, VpcAccessFilter, VpcAccessPlace } from './vpc-access.js';

@Injectable()
export class VpcAccessesRepository {
  /** @throws Problem already_exists when the name or what it leads to has one */
  async insert(tx: Tx, access: VpcAccess): Promise<void> {
    await refusing(access, () => tx.manager.insert(VpcAccessEntity, { ...access } as object));
  }

  /** @throws Problem already_exists */
  async update(tx: Tx, access: VpcAccess): Promise<void> {
    const { id, ...columns } = access;
    await refusing(access, () => tx.manager.update(VpcAccessEntity, { id }, columns as object));
  }

  async delete(tx: Tx, id: Id): Promise<void> {
    await tx.manager.delete(VpcAccessEntity, { id });
  }

  async find(tx: Tx, projectId: Id, by: VpcAccessPlace | { readonly name: string }): Promise<VpcAccess | undefined> {
    return (await tx.manager.findOneBy(VpcAccessEntity, { projectId, ...by })) ?? undefined;
  }

  /** Until the transaction ends nobody can change it, or release anything that leads through it. */
  async lock(tx: Tx, id: Id): Promise<void> {
    await tx.manager.query('SELECT FROM vpc_accesses WHERE id = $1 FOR UPDATE', [id]);
  }

  /** Those of the account; until the transaction ends none of them can be changed. */
  async targets(tx: Tx, projectId: Id): Promise<VpcAccessTarget[]> {
    return tx.manager.query(
      `SELECT name, vpc_id AS "vpcId", instance_id AS "instanceId", port
         FROM vpc_accesses WHERE project_id = $1 ORDER BY id FOR SHARE`,
      [projectId],
    );
  }

  /** Newest first. */
  async search(tx: Tx, projectId: Id, filter: VpcAccessFilter, page: PageRequest): Promise<Page<VpcAccess>> {
    const query = tx.manager
      .createQueryBuilder(VpcAccessEntity, 'access')
      .where('access.project_id = :projectId', { projectId });
    const { id, name, vpcId, instanceId, port, exact, tags } = filter;
    if (id !== undefined) query.andWhere('access.id = :id', { id });
    if (port !== undefined) query.andWhere('access.port = :port', { port });
    if (vpcId !== undefined) query.andWhere('access.vpc_id = :vpcId', { vpcId });
    if (instanceId !== undefined) query.andWhere('access.instance_id = :instanceId', { instanceId });
    if (name !== undefined) {
      query.andWhere(exact ? 'access.name = :name' : 'strpos(lower(access.name), lower(:name)) > 0', { name });
    }
    for (const [index, tag] of tags.entries()) {
      const wanted = tag.value === '' ? { key: tag.key } : tag;
      query.andWhere(`access.tags @> :tag${index}::jsonb`, { [`tag${index}`]: JSON.stringify([wanted]) });
    }
    const [items, total] = await query
      .orderBy('access.created_at', 'DESC')
      .addOrderBy('access.id', 'ASC')
      .offset((page.number - 1) * page.size)
      .limit(page.size)
      .getManyAndCount();
    return { items, total };
  }
}

async function refusing(access: VpcAccess, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const constraint = constraintOf(error);
    if (constraint === 'uq_vpc_accesses_name' || constraint === 'uq_vpc_accesses_target') {
      throw alreadyExists('vpc-access', access.name);
    }
    throw error;
  }
}
