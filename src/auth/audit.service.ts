import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import type { Page, PageRequest } from '../shared/page.js';
import { requireAccess, requireAdministrator } from './access.js';
import { AuditRepository } from './audit.repository.js';
import type { AuditEntry, RecordedAuditEntry } from './auth-types.js';

const MAX_FIELD_CHARACTERS = 2000;

@Injectable()
export class AuditService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /** Appends. Texts may come from a caller: they are cut to 2000 characters and cleared of control characters. */
  async record(entry: AuditEntry): Promise<void> {
    const { projectId, ...texts } = entry;
    const clean = { ...texts, projectId };
    for (const [name, text] of Object.entries(texts)) Object.assign(clean, { [name]: printable(text) });
    await this.unitOfWork.run((tx) => this.repository.append(tx, clean, this.clock.now()));
  }

  /** Newest first. Of one project for its administrators; with null of all, for the installation's. */
  async list(actor: Actor, projectId: string | null, page: PageRequest): Promise<Page<RecordedAuditEntry>> {
    if (projectId === null) requireAdministrator(actor);
    else requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.snapshot((tx) => this.repository.page(tx, projectId, page));
  }
}

const printable = (text: string): string => text.slice(0, MAX_FIELD_CHARACTERS).replace(/\p{Cc}/gu, '\ufffd');
