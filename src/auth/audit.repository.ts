import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { AuditEntryEntity } from './audit-entry.entity.js';
import type { AuditEntry, RecordedAuditEntry } from './auth-types.js';

@Injectable()
export class AuditRepository {
  async append(tx: Tx, entry: AuditEntry, at: Date): Promise<void> {
    await tx.manager.insert(AuditEntryEntity, { ...entry, at });
  }

  /** Null when there is no such project, or no longer. */
  async projectId(tx: Tx, name: string): Promise<Id | null> {
    const rows: { id: Id }[] = await tx.manager.query('SELECT id FROM projects WHERE name = $1', [name]);
    return rows[0]?.id ?? null;
  }

  /** Newest first; of one project, or all. */
  async page(tx: Tx, projectId: string | null, { number, size }: PageRequest): Promise<Page<RecordedAuditEntry>> {
    const [rows, total] = await tx.manager.findAndCount(AuditEntryEntity, {
      where: projectId === null ? {} : { projectId },
      order: { id: 'DESC' },
      skip: (number - 1) * size,
      take: size,
    });
    return { items: rows.map(({ id, ...entry }) => ({ ...entry, number: Number(id) })), total };
  }
}
