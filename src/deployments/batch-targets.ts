import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import type { Tx } from '../database/unit-of-work.js';
import type { BatchItem, BatchKind } from '../model/batch.js';
import type { Project } from '../model/project.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import { isProblem, notFound } from '../shared/problem.js';
import { BatchRefused } from './batch-verdicts.js';
import { type Loaded, TargetLoader } from './target-loader.js';

/** What the items of a batch name in one environment. */
@Injectable()
export class BatchTargets {
  constructor(
    private readonly targets: TargetLoader,
    private readonly proxies: ApiProxiesRepository,
    private readonly groups: ProxyGroupsService,
    private readonly groupsRepository: ProxyGroupsRepository,
  ) {}

  /**
   * Nothing of it can be changed or deleted before the transaction ends. To be taken away: only what is live.
   * @throws BatchRefused with everything that is not there
   */
  async load(
    tx: Tx,
    project: Project,
    environmentId: Id,
    kind: BatchKind,
    items: readonly BatchItem[],
  ): Promise<Loaded[]> {
    for (const groupId of [...new Set(items.map((item) => item.groupId))].sort()) {
      await this.groupsRepository.hold(tx, groupId);
    }
    await this.proxies.hold(
      tx,
      items.map((item) => item.proxyId),
    );
    const reasons = new Map<number, string>();
    const loaded: Loaded[] = [];
    for (const item of items) {
      try {
        const read =
          kind === 'deploy'
            ? this.#wanted(tx, project, environmentId, item)
            : this.#live(tx, project, environmentId, item, items);
        loaded.push(...(await read));
      } catch (error) {
        if (!isProblem(error)) throw error;
        reasons.set(item.position, error.message);
      }
    }
    if (reasons.size > 0) throw new BatchRefused(reasons);
    return loaded;
  }

  async #wanted(tx: Tx, project: Project, environmentId: Id, { proxyId, groupId }: BatchItem): Promise<Loaded[]> {
    return [await this.targets.read(tx, project, environmentId, { kind: 'proxy', proxyId, groupId })];
  }

  async #live(
    tx: Tx,
    project: Project,
    environmentId: Id,
    { proxyId, groupId }: BatchItem,
    items: readonly BatchItem[],
  ): Promise<Loaded[]> {
    const group = await this.groups.load(tx, project.id, groupId);
    const leaving = items.filter((item) => item.groupId === groupId).map((item) => item.proxyId);
    const target = { kind: 'proxy', proxyId, groupId } as const;
    const loaded = await this.targets.loadLive(tx, project.id, environmentId, target, leaving);
    if (loaded.current.length > 0) return [loaded];
    if (!group.members.includes(proxyId)) throw notFound('proxy', proxyId);
    return [];
  }
}
