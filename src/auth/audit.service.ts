import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import type { Page, PageRequest } from '../shared/page.js';
import { requireAccess, requireAdministrator } from './access.js';
import { AuditRepository } from './audit.repository.js';
import type { AuditEntry, AuditedCall, RecordedAuditEntry } from './auth-types.js';

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
    await this.unitOfWork.run((tx) => this.repository.append(tx, clean(entry), this.clock.now()));
  }

  /** As `record`, for whoever knows the project, if there is one, by its name. */
  async recordCall({ projectName, ...entry }: AuditedCall): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const projectId = projectName === null ? null : await this.repository.projectId(tx, printable(projectName));
      await this.repository.append(tx, clean({ ...entry, projectId }), this.clock.now());
    });
  }

  /** Newest first. Of one project for its administrators; with null of all, for the installation's. */
  async list(actor: Actor, projectId: string | null, page: PageRequest): Promise<Page<RecordedAuditEntry>> {
    if (projectId === null) requireAdministrator(actor);
    else requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.snapshot((tx) => this.repository.page(tx, projectId, page));
  }
}

function clean(entry: AuditEntry): AuditEntry {
  const { projectId, ...texts } = entry;
  const cleaned = { ...texts, projectId };
  for (const [name, text] of Object.entries(texts)) Object.assign(cleaned, { [name]: printable(text) });
  return cleaned;
}

const printable = (text: string): string =>
  text.slice(0, MAX_FIELD_CHARACTERS).replace(/[\p{Cc}\p{Surrogate}]/gu, '\ufffd');
