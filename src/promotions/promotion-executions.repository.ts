import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../database/unit-of-work.js';
import type { PromotionExecution } from '../model/promotion.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { PromotionExecutionEntity } from './promotion-execution.entity.js';

@Injectable()
export class PromotionExecutionsRepository {
  async insert(tx: Tx, executions: readonly PromotionExecution[]): Promise<void> {
    await tx.manager.insert(
      PromotionExecutionEntity,
      executions.map((execution) => ({ ...execution })),
    );
  }

  async update(tx: Tx, { id, ...columns }: PromotionExecution): Promise<void> {
    await tx.manager.update(PromotionExecutionEntity, { id }, columns);
    const { executionId, touchedAt } = columns;
    await tx.manager.update(PromotionExecutionEntity, { executionId }, { touchedAt });
  }

  /** In the order in which they ran. */
  async ofRun(tx: Tx, executionId: Id): Promise<PromotionExecution[]> {
    const rows = await tx.manager.find(PromotionExecutionEntity, {
      where: { executionId },
      order: { position: 'ASC' },
    });
    return rows.map(known);
  }

  /** Newest first; `projectIds` undefined: of every project. */
  async search(tx: Tx, projectIds: readonly Id[] | undefined, page: PageRequest): Promise<Page<PromotionExecution>> {
    const [rows, total] = await tx.manager.findAndCount(PromotionExecutionEntity, {
      ...(projectIds === undefined ? {} : { where: { projectId: In([...projectIds]) } }),
      order: { startedAt: 'DESC', executionId: 'ASC', position: 'ASC' },
      skip: (page.number - 1) * page.size,
      take: page.size,
    });
    return { items: rows.map(known), total };
  }
}

const known = (row: PromotionExecutionEntity): PromotionExecution => ({
  ...row,
  state: row.state as PromotionExecution['state'],
});
