import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Page, PageRequest } from '../shared/page.js';
import { AuditEntryEntity } from './audit-entry.entity.js';
import type { AuditEntry, RecordedAuditEntry } from './auth-types.js';

/** Known by one or the other, or by none. */
export interface AuditedProject {
  readonly id?: string | null;
  readonly name?: string | null;
}

@Injectable()
export class AuditRepository {
  /**
   * `project`: the id, or the name that leads to it. One statement and no disk flush of its own: an entry is on disk
   * within the server's next write-ahead flush, and only a crash of the database's machine in that moment could lose it.
   */
  async append(tx: Tx, entry: Omit<AuditEntry, 'projectId'>, project: AuditedProject, at: Date): Promise<void> {
    await tx.manager.query(
      `WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
       INSERT INTO audit_log (at, username, via, action, resource, project_id, outcome, detail, request_id)
       SELECT $1, $2, $3, $4, $5, coalesce($6, (SELECT id FROM projects WHERE name = $7)), $8, $9, $10 FROM unflushed`,
      [
        at,
        entry.username,
        entry.via,
        entry.action,
        entry.resource,
        project.id ?? null,
        project.name ?? null,
        entry.outcome,
        entry.detail,
        entry.requestId,
      ],
    );
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
