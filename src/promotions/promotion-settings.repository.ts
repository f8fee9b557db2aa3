import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isStillReferenced } from '../database/still-referenced.js';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { PromotionInstance, PromotionMapping } from '../model/promotion.js';
import type { Id } from '../shared/ids.js';
import { Problem } from '../shared/problem.js';
import { PromotionInstanceEntity } from './promotion-instance.entity.js';
import { PromotionMappingEntity } from './promotion-mapping.entity.js';

export interface SealedInstance extends PromotionInstance {
  readonly tokenSealed: Buffer;
  readonly createdAt: Date;
}

/** Instances and mappings, by name. */
@Injectable()
export class PromotionSettingsRepository {
  async instances(tx: Tx): Promise<SealedInstance[]> {
    return tx.manager.find(PromotionInstanceEntity, { order: { name: 'ASC' } });
  }

  async instanceByName(tx: Tx, name: string): Promise<SealedInstance | undefined> {
    return (await tx.manager.findOneBy(PromotionInstanceEntity, { name })) ?? undefined;
  }

  async instanceById(tx: Tx, id: Id): Promise<SealedInstance | undefined> {
    return (await tx.manager.findOneBy(PromotionInstanceEntity, { id })) ?? undefined;
  }

  async insertInstance(tx: Tx, instance: SealedInstance): Promise<void> {
    await refusing(`instance '${instance.name}'`, () => tx.manager.insert(PromotionInstanceEntity, { ...instance }));
  }

  async updateInstance(tx: Tx, { id, ...columns }: SealedInstance): Promise<void> {
    await tx.manager.update(PromotionInstanceEntity, { id }, columns);
  }

  /** Refuses (in_use) while a mapping leads there. */
  async deleteInstance(tx: Tx, { id, name }: PromotionInstance): Promise<void> {
    try {
      await tx.manager.delete(PromotionInstanceEntity, { id });
    } catch (error) {
      if (!isStillReferenced(error)) throw error;
      throw new Problem('in_use', `instance '${name}' is the target of a mapping: delete that first`);
    }
  }

  async mappings(tx: Tx): Promise<PromotionMapping[]> {
    return (await tx.manager.find(PromotionMappingEntity, { order: { name: 'ASC' } })).map(known);
  }

  async mappingsByName(tx: Tx, names: readonly string[]): Promise<PromotionMapping[]> {
    return (await tx.manager.findBy(PromotionMappingEntity, { name: In([...names]) })).map(known);
  }

  async insertMapping(tx: Tx, mapping: PromotionMapping): Promise<void> {
    await refusing(`mapping '${mapping.name}'`, () => tx.manager.insert(PromotionMappingEntity, columnsOf(mapping)));
  }

  async updateMapping(tx: Tx, mapping: PromotionMapping): Promise<void> {
    await tx.manager.update(PromotionMappingEntity, { id: mapping.id }, columnsOf(mapping));
  }

  async deleteMapping(tx: Tx, id: Id): Promise<void> {
    await tx.manager.delete(PromotionMappingEntity, { id });
  }
}

async function refusing(what: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!/^uq_promotion_/.test(constraintOf(error) ?? '')) throw error;
    throw new Problem('already_exists', `Promotion ${what} is already exist!`);
  }
}

const columnsOf = (mapping: PromotionMapping) => ({ ...mapping, targetEnvironments: [...mapping.targetEnvironments] });

const known = (row: PromotionMappingEntity): PromotionMapping => ({
  ...row,
  kind: row.kind as PromotionMapping['kind'],
});
