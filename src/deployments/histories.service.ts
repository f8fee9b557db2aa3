import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { HistoryEntry, TargetContent } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { Problem } from '../shared/problem.js';
import type { HistoryOf } from './commands.js';
import { FrozenTargets } from './frozen-targets.js';
import { HistoriesRepository } from './histories.repository.js';

/** What is kept of the deployments of a proxy on its own, or of a group. */
@Injectable()
export class HistoriesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: HistoriesRepository,
    private readonly frozen: FrozenTargets,
  ) {}

  /** Newest first; without `page`: everything. */
  async list(actor: Actor, projectId: Id, of: HistoryOf, page?: PageRequest): Promise<Page<HistoryEntry>> {
    requireAccess(actor, viewPermission(of), projectId);
    return this.unitOfWork.read(async (tx) => {
      await this.frozen.requireOwner(tx, projectId, of);
      return this.repository.list(tx, of, page);
    });
  }

  async get(actor: Actor, projectId: Id, of: HistoryOf, number: number): Promise<HistoryEntry> {
    requireAccess(actor, viewPermission(of), projectId);
    return this.unitOfWork.read((tx) => this.#find(tx, projectId, of, number));
  }

  /** Also a persistent one. Refuses (in_use) what is live or not settled yet. */
  async delete(actor: Actor, projectId: Id, of: HistoryOf, number: number): Promise<void> {
    requireAccess(actor, of.kind === 'group' ? 'group.manage' : 'proxy.manage', projectId);
    await this.unitOfWork.run(async (tx) => {
      const entry = await this.#find(tx, projectId, of, number);
      if (await this.repository.delete(tx, entry.deploymentId)) return;
      const reason = entry.state === 'pending' ? 'it is still running' : 'its environment serves it';
      throw new Problem('in_use', reason, { resource: 'revision', name: String(number) });
    });
  }

  /** What two deployments froze, to be compared. */
  async compare(
    actor: Actor,
    projectId: Id,
    of: HistoryOf,
    numbers: readonly [number, number],
  ): Promise<readonly [TargetContent, TargetContent]> {
    requireAccess(actor, viewPermission(of), projectId);
    return this.unitOfWork.snapshot(async (tx) => {
      const [from, to] = numbers;
      const entries = [await this.#find(tx, projectId, of, from), await this.#find(tx, projectId, of, to)] as const;
      return [await this.frozen.content(tx, entries[0]), await this.frozen.content(tx, entries[1])];
    });
  }

  #find(tx: Tx, projectId: Id, of: HistoryOf, number: number): Promise<HistoryEntry> {
    return this.frozen.entry(tx, projectId, of, number);
  }
}

const viewPermission = (of: HistoryOf) => (of.kind === 'group' ? 'group.view' : 'proxy.view');
