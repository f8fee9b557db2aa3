import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import type { Tx } from '../database/unit-of-work.js';
import type { JsonValue } from '../shared/canonical-json.js';
import type { Id } from '../shared/ids.js';
import { GroupImportEntity } from './group-import.entity.js';

/** `request` null: settled. */
export interface GroupImport {
  readonly id: Id;
  readonly projectId: Id;
  readonly groupId: Id;
  readonly request: JsonValue | null;
  readonly result: JsonValue | null;
  readonly startedAt: Date;
}

@Injectable()
export class GroupImportsRepository {
  async insert(tx: Tx, row: GroupImport): Promise<void> {
    await tx.manager.insert(GroupImportEntity, row as object);
  }

  async find(tx: Tx, id: Id): Promise<GroupImport | undefined> {
    return known(await tx.manager.findOneBy(GroupImportEntity, { id }));
  }

  /** One that is not settled and that nobody else works on; it is ours until the transaction ends. */
  async claim(tx: Tx, id: Id): Promise<GroupImport | undefined> {
    const row = await tx.manager.findOne(GroupImportEntity, {
      where: { id, result: IsNull() },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    return known(row);
  }

  async settle(tx: Tx, id: Id, result: JsonValue): Promise<void> {
    await tx.manager.update(GroupImportEntity, { id, result: IsNull() }, { request: null, result } as object);
  }

  async unsettled(tx: Tx): Promise<Id[]> {
    const rows = await tx.manager.find(GroupImportEntity, { where: { result: IsNull() }, select: { id: true } });
    return rows.map(({ id }) => id);
  }

  async forgetBefore(tx: Tx, time: Date): Promise<void> {
    await tx.manager.delete(GroupImportEntity, { startedAt: LessThan(time) });
  }
}

const known = (row: GroupImportEntity | null): GroupImport | undefined =>
  row === null ? undefined : { ...row, request: row.request as JsonValue, result: row.result as JsonValue };
