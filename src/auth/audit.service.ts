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
  async record({ projectId, ...entry }: AuditEntry): Promise<void> {
    await this.unitOfWork.read((tx) =>
      this.repository.append(tx, clean({ ...entry }), { id: projectId }, this.clock.now()),
    );
  }

  /** As `record`, for whoever knows the project, if there is one, by its name. */
  async recordCall({ projectName, ...entry }: AuditedCall): Promise<void> {
    const project = { name: projectName === null ? null : printable(projectName) };
    await this.unitOfWork.read((tx) => this.repository.append(tx, clean({ ...entry }), project, this.clock.now()));
  }

  /** Newest first. Of one project for its administrators; with null of all, for the installation's. */
  async list(actor: Actor, projectId: string | null, page: PageRequest): Promise<Page<RecordedAuditEntry>> {
    if (projectId === null) requireAdministrator(actor);
    else requireAccess(actor, 'project.administer', projectId);
    return this.unitOfWork.snapshot((tx) => this.repository.page(tx, projectId, page));
  }
}

const clean = <T extends Readonly<Record<string, string>>>(texts: T): T =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, printable(text)])) as T;

const printable = (text: string): string =>
  text.slice(0, MAX_FIELD_CHARACTERS).replace(/[\p{Cc}\p{Surrogate}]/gu, '\ufffd');
