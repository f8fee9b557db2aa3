import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Stage } from '../model/environment.js';
import type { StageVariable } from '../model/stage-variable.js';
import type { Id } from '../shared/ids.js';
import { StageVariableEntity } from './stage-variable.entity.js';

@Injectable()
export class StageVariablesRepository {
  /** By name. */
  async ofStage(tx: Tx, groupId: Id, stage: Stage): Promise<StageVariable[]> {
    const rows = await tx.manager.find(StageVariableEntity, { where: { groupId, stage }, order: { name: 'ASC' } });
    return rows.map(known);
  }

  async find(tx: Tx, groupId: Id, stage: Stage, name: string): Promise<StageVariable | null> {
    const row = await tx.manager.findOneBy(StageVariableEntity, { groupId, stage, name });
    return row === null ? null : known(row);
  }

  async put(tx: Tx, groupId: Id, stage: Stage, variable: StageVariable): Promise<void> {
    await tx.manager.upsert(StageVariableEntity, { groupId, stage, ...variable }, ['groupId', 'stage', 'name']);
  }

  async remove(tx: Tx, groupId: Id, stage: Stage, name: string): Promise<void> {
    await tx.manager.delete(StageVariableEntity, { groupId, stage, name });
  }
}

const known = ({ name, value, routeModel, modifiedAt }: StageVariableEntity): StageVariable => ({
  name,
  value,
  routeModel,
  modifiedAt,
});
