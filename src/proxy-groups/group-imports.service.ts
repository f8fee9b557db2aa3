import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy } from '../model/api-proxy.js';
import type { JsonValue } from '../shared/canonical-json.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import { Problem } from '../shared/problem.js';
import { type GroupImport, GroupImportsRepository } from './group-imports.repository.js';
import { HomeMembersService, type MemberWrite, type Written } from './home-members.service.js';
import { ProxyGroupsService } from './proxy-groups.service.js';

/** What a dialect makes of its own request; pure, as it may be asked more than once. */
export interface ImportRules<T extends { readonly writes: readonly MemberWrite[] }> {
  decide(task: GroupImport, members: readonly ApiProxy[]): T;
  resultOf(task: GroupImport, written: Written<T>): JsonValue;
}

/** How long the outcome of an import can be asked for. */
const KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * Imports that outlive their call. An import and the record of its outcome are one transaction, and whoever runs it holds
 * its row: it happens once, on whichever replica comes to it, and one that died has left nothing.
 */
@Injectable()
export class GroupImportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: GroupImportsRepository,
    private readonly groups: ProxyGroupsService,
    private readonly members: HomeMembersService,
    private readonly clock: Clock,
  ) {}

  /** Records what is to be imported; nothing is imported yet. */
  async record(actor: Actor, projectId: Id, groupId: Id, request: JsonValue): Promise<Id> {
    requireAccess(actor, 'proxy.manage', projectId);
    const id = newId();
    const startedAt = this.clock.now();
    await this.unitOfWork.run(async (tx) => {
      await this.groups.load(tx, projectId, groupId);
      await this.repository.forgetBefore(tx, new Date(startedAt.getTime() - KEPT_MS));
      await this.repository.insert(tx, { id, projectId, groupId, request, result: null, startedAt });
    });
    return id;
  }

  /** Runs it, unless it is settled or somebody runs it. Who recorded it was allowed to import. */
  async settle<T extends { readonly writes: readonly MemberWrite[] }>(id: Id, rules: ImportRules<T>): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const task = await this.repository.claim(tx, id);
      if (task === undefined) return;
      const { projectId, groupId } = task;
      const decide = (members: readonly ApiProxy[]) => rules.decide(task, members);
      const written = await this.members.writeMembersIn(tx, projectId, groupId, decide);
      await this.repository.settle(tx, id, rules.resultOf(task, written));
    });
  }

  /** Settles one that cannot be run: nothing of it was imported. */
  async giveUp(id: Id, resultOf: (task: GroupImport) => JsonValue): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const task = await this.repository.claim(tx, id);
      if (task !== undefined) await this.repository.settle(tx, id, resultOf(task));
    });
  }

  async get(actor: Actor, projectId: Id, id: Id): Promise<GroupImport> {
    requireAccess(actor, 'group.view', projectId);
    const task = await this.unitOfWork.read((tx) => this.repository.find(tx, id));
    if (task !== undefined && task.projectId === projectId) return task;
    throw new Problem('not_found', 'there is no such import', { field: 'OperationId' });
  }

  /** What earlier processes have left. */
  unsettled(): Promise<Id[]> {
    return this.unitOfWork.read((tx) => this.repository.unsettled(tx));
  }
}
