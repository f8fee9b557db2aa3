import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { ApiProxiesService } from '../api-proxies/api-proxies.service.js';
import type { Tx } from '../database/unit-of-work.js';
import type { ApiProxy, Revision } from '../model/api-proxy.js';
import type { FrozenTarget, HistoryEntry, TargetContent } from '../model/deployment.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import { digestOf } from '../shared/canonical-json.js';
import type { Id } from '../shared/ids.js';
import { notFound, Problem } from '../shared/problem.js';
import type { HistoryOf } from './commands.js';
import { HistoriesRepository } from './histories.repository.js';

/** A proxy, or a group with its members, as saved now and as a deployment froze it. */
export interface Restoration {
  readonly before: SavedTarget;
  readonly after: SavedTarget;
}

export interface SavedTarget {
  readonly group: ProxyGroup | null;
  readonly proxies: readonly ApiProxy[];
}

/** From what deployments froze back to definitions, and back to what is saved. */
@Injectable()
export class FrozenTargets {
  constructor(
    private readonly histories: HistoriesRepository,
    private readonly proxies: ApiProxiesService,
    private readonly proxiesRepository: ApiProxiesRepository,
    private readonly groups: ProxyGroupsService,
    private readonly groupsRepository: ProxyGroupsRepository,
  ) {}

  /** @throws Problem `not_found` when the proxy or group is not in the project */
  async requireOwner(tx: Tx, projectId: Id, of: HistoryOf): Promise<void> {
    if (of.kind === 'group') await this.groups.load(tx, projectId, of.id);
    else await this.proxies.load(tx, projectId, of.id);
  }

  async entry(tx: Tx, projectId: Id, of: HistoryOf, number: number): Promise<HistoryEntry> {
    await this.requireOwner(tx, projectId, of);
    const entry = await this.histories.find(tx, of, number);
    if (entry === undefined) throw notFound('revision', String(number));
    return entry;
  }

  async content(tx: Tx, entry: HistoryEntry): Promise<TargetContent> {
    const { settings, members } = frozenOf(entry);
    const revisions = await this.#revisions(tx, members);
    return {
      settings,
      members: members.map(({ proxyId, name, revisionId }) => ({
        proxyId,
        name,
        definition: revisions.get(revisionId)?.definition ?? null,
      })),
    };
  }

  /** Until the transaction ends nobody else can change, deploy or delete what a rollback changes. */
  async hold(tx: Tx, of: HistoryOf, number: number): Promise<void> {
    if (of.kind === 'group') await this.groupsRepository.lock(tx, of.id);
    const entry = await this.histories.find(tx, of, number);
    await this.proxiesRepository.hold(tx, entry?.frozen?.members.map((member) => member.proxyId) ?? []);
  }

  /** Refuses (invalid_argument of a revision) what cannot be brought back whole. */
  async read(tx: Tx, projectId: Id, of: HistoryOf, number: number): Promise<Restoration> {
    const entry = await this.entry(tx, projectId, of, number);
    const { settings, members } = frozenOf(entry);
    const ids = members.map((member) => member.proxyId);
    const saved = await this.proxiesRepository.findByIds(tx, ids);
    requireEverybody(number, members, saved);
    const revisions = await this.#revisions(tx, members);
    const byId = new Map(members.map((member) => [member.proxyId, revisions.get(member.revisionId)]));
    const proxies = saved.map((proxy) => restored(number, proxy, byId.get(proxy.id)));
    const group = of.kind === 'group' ? await this.groups.load(tx, projectId, of.id) : null;
    return {
      before: { group, proxies: group === null ? saved : await this.proxiesRepository.findByIds(tx, group.members) },
      after: { group: group === null ? null : restoredGroup(group, settings, ids), proxies },
    };
  }

  /** Saves it. What is live stays until the next deployment. */
  async write(tx: Tx, { before, after }: Restoration): Promise<void> {
    if (before.group !== null && after.group !== null) {
      await this.groups.restore(tx, before.group, after.group.settings, after.group.members);
    }
    const saved = await this.proxiesRepository.findByIds(
      tx,
      after.proxies.map((proxy) => proxy.id),
    );
    const digests = new Map(saved.map((proxy) => [proxy.id, proxy.definitionDigest]));
    for (const { id, projectId, definition, definitionDigest } of after.proxies) {
      if (digests.get(id) !== definitionDigest) await this.proxies.change(tx, projectId, id, { definition });
    }
  }

  #revisions(tx: Tx, members: FrozenTarget['members']): Promise<Map<Id, Revision>> {
    return this.proxiesRepository.revisions(
      tx,
      members.map((member) => member.revisionId),
    );
  }
}

export const contentOf = ({ group, proxies }: SavedTarget): TargetContent => ({
  settings: group?.settings ?? null,
  members: proxies.map(({ id, name, definition }) => ({ proxyId: id, name, definition })),
});

const unusable = (number: number, reason: string): Problem =>
  new Problem('invalid_argument', reason, { resource: 'revision', name: String(number) });

function frozenOf({ frozen, number, state }: HistoryEntry): FrozenTarget {
  if (state === 'pending') throw unusable(number, 'It is still being deployed');
  if (frozen === null) throw unusable(number, 'It holds no snapshot');
  return frozen;
}

function requireEverybody(number: number, members: FrozenTarget['members'], saved: readonly ApiProxy[]): void {
  const ids = new Set(saved.map((proxy) => proxy.id));
  const gone = members.filter((member) => !ids.has(member.proxyId)).map((member) => `'${member.name}'`);
  if (gone.length === 0) return;
  const who = gone.length === 1 ? `Member ${gone[0]} was` : `Members ${gone.join(', ')} were`;
  throw unusable(number, `${who} deleted since then, and a proxy made later is another one`);
}

function restored(number: number, proxy: ApiProxy, revision: Revision | undefined): ApiProxy {
  if (revision === undefined) throw unusable(number, `The revision of '${proxy.name}' is not kept any more`);
  return { ...proxy, definition: revision.definition, definitionDigest: revision.definitionDigest };
}

const restoredGroup = (group: ProxyGroup, settings: FrozenTarget['settings'], members: readonly Id[]): ProxyGroup => ({
  ...group,
  settings: settings ?? group.settings,
  settingsDigest: digestOf(settings ?? group.settings),
  members,
});
