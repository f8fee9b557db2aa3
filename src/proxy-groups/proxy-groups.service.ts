import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { ApiProxiesService } from '../api-proxies/api-proxies.service.js';
import { checkClientRoute } from '../api-proxies/check-definition.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy } from '../model/api-proxy.js';
import type { GroupSettings, ProxyGroup } from '../model/proxy-group.js';
import { digestOf } from '../shared/canonical-json.js';
import { Clock } from '../shared/clock.js';
import { type Id, newId } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { invalid, limitExceeded, missing, notFound } from '../shared/problem.js';
import { type GroupFilter, ProxyGroupsRepository } from './proxy-groups.repository.js';

export interface GroupInput {
  readonly name: string;
  readonly description: string;
  readonly settings: GroupSettings;
}

@Injectable()
export class ProxyGroupsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: ProxyGroupsRepository,
    private readonly proxies: ApiProxiesService,
    private readonly proxiesRepository: ApiProxiesRepository,
    private readonly clock: Clock,
  ) {}

  /** Without `page`: everything. */
  async search(actor: Actor, projectId: Id, filter: GroupFilter, page?: PageRequest): Promise<Page<ProxyGroup>> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.repository.search(tx, projectId, filter, page));
  }

  async getByName(actor: Actor, projectId: Id, name: string): Promise<ProxyGroup> {
    requireAccess(actor, 'group.view', projectId);
    const group = await this.unitOfWork.read((tx) => this.repository.findByName(tx, projectId, name));
    if (group === undefined) throw notFound('group', name);
    return group;
  }

  async getById(actor: Actor, projectId: Id, id: Id): Promise<ProxyGroup> {
    requireAccess(actor, 'group.view', projectId);
    return this.unitOfWork.read((tx) => this.load(tx, projectId, id));
  }

  /** Members in member order. */
  async members(actor: Actor, group: ProxyGroup): Promise<ApiProxy[]> {
    requireAccess(actor, 'group.view', group.projectId);
    return this.unitOfWork.read((tx) => this.proxiesRepository.findByIds(tx, group.members));
  }

  /** Ids of the groups a proxy is a member of. */
  async groupsOf(actor: Actor, proxy: ApiProxy): Promise<Id[]> {
    requireAccess(actor, 'group.view', proxy.projectId);
    return this.unitOfWork.read((tx) => this.repository.groupsOf(tx, proxy.id));
  }

  /**
   * @param also written in the same transaction
   * @throws Problem `limit_exceeded` when the project has `most` groups already
   */
  async create(
    actor: Actor,
    projectId: Id,
    input: GroupInput,
    most = Number.POSITIVE_INFINITY,
    also: (tx: Tx, group: ProxyGroup) => Promise<void> = async () => undefined,
  ): Promise<ProxyGroup> {
    requireAccess(actor, 'group.manage', projectId);
    return this.unitOfWork.run(async (tx) => {
      const count = most === Number.POSITIVE_INFINITY ? 0 : await this.repository.countLocked(tx, projectId);
      if (count >= most) throw limitExceeded('group', most);
      const group = await this.add(tx, projectId, input);
      await also(tx, group);
      return group;
    });
  }

  /** Absent members of `change` stay as they are. Live releases stay until the next deployment. */
  async update(actor: Actor, projectId: Id, id: Id, change: Partial<GroupInput>): Promise<ProxyGroup> {
    requireAccess(actor, 'group.manage', projectId);
    return this.unitOfWork.run((tx) => this.change(tx, projectId, id, change));
  }

  /** Makes a group (`id` null) or replaces one; with `members`, exactly these are in it, in this order. One transaction. */
  async save(
    actor: Actor,
    projectId: Id,
    id: Id | null,
    input: GroupInput,
    members: readonly Id[] | undefined,
  ): Promise<ProxyGroup> {
    requireAccess(actor, 'group.manage', projectId);
    if (members !== undefined) requireAccess(actor, 'proxy.manage', projectId);
    return this.unitOfWork.run(async (tx) => {
      const group = id === null ? await this.add(tx, projectId, input) : await this.change(tx, projectId, id, input);
      if (members === undefined) return group;
      await this.repository.lock(tx, group.id);
      await this.proxiesRepository.hold(tx, members);
      for (const proxyId of members) await this.proxies.load(tx, projectId, proxyId);
      await this.repository.replaceMembers(tx, group.id, members);
      return { ...group, members };
    });
  }

  /** For use cases of higher modules; checks no permission. */
  async add(tx: Tx, projectId: Id, input: GroupInput): Promise<ProxyGroup> {
    const now = this.clock.now();
    const group = checked({
      id: newId(),
      projectId,
      ...input,
      settingsDigest: digestOf(input.settings),
      members: [],
      createdAt: now,
      modifiedAt: now,
    });
    await this.repository.insert(tx, group);
    return group;
  }

  /** For use cases of higher modules; checks no permission. */
  async change(tx: Tx, projectId: Id, id: Id, change: Partial<GroupInput>): Promise<ProxyGroup> {
    const before = await this.load(tx, projectId, id);
    const settings = change.settings ?? before.settings;
    const group = checked({
      ...before,
      name: change.name ?? before.name,
      description: change.description ?? before.description,
      settings,
      settingsDigest: digestOf(settings),
      modifiedAt: this.clock.now(),
    });
    await this.repository.update(tx, group);
    return group;
  }

  /** For use cases of higher modules, which hold the group's lock; checks no permission. */
  async restore(tx: Tx, before: ProxyGroup, settings: GroupSettings, members: readonly Id[]): Promise<void> {
    const settingsDigest = digestOf(settings);
    const isMoved = members.join() !== before.members.join();
    if (settingsDigest === before.settingsDigest && !isMoved) return;
    await this.repository.update(tx, checked({ ...before, settings, settingsDigest, modifiedAt: this.clock.now() }));
    if (isMoved) await this.repository.replaceMembers(tx, before.id, members);
  }

  /** Idempotent: appends, or does nothing for a member. */
  async addMember(actor: Actor, projectId: Id, groupId: Id, proxyId: Id): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    requireAccess(actor, 'proxy.manage', projectId);
    await this.unitOfWork.run(async (tx) => {
      await this.repository.lock(tx, groupId);
      await this.proxiesRepository.hold(tx, [proxyId]);
      await this.load(tx, projectId, groupId);
      await this.proxies.load(tx, projectId, proxyId);
      await this.repository.addMember(tx, groupId, proxyId);
    });
  }

  /** Idempotent. The proxy itself stays; what is live stays until the next deployment. */
  async removeMember(actor: Actor, projectId: Id, groupId: Id, proxyId: Id): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    requireAccess(actor, 'proxy.manage', projectId);
    await this.unitOfWork.run(async (tx) => {
      await this.load(tx, projectId, groupId);
      await this.proxies.load(tx, projectId, proxyId);
      await this.repository.removeMember(tx, groupId, proxyId);
    });
  }

  /** The first matching member serves, so this can change what is served, from the next deployment on. */
  async orderMembers(actor: Actor, projectId: Id, groupId: Id, proxyIds: readonly Id[]): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    await this.unitOfWork.run(async (tx) => {
      await this.repository.lock(tx, groupId);
      const { members } = await this.load(tx, projectId, groupId);
      const named = new Set(proxyIds);
      if (named.size !== proxyIds.length || named.size !== members.length || !members.every((id) => named.has(id))) {
        throw invalid('members', 'name every member once');
      }
      await this.repository.orderMembers(tx, groupId, proxyIds);
    });
  }

  /** Loads inside a use case of a higher module; checks no permission. */
  async load(tx: Tx, projectId: Id, id: Id): Promise<ProxyGroup> {
    const group = await this.repository.findById(tx, id);
    if (group === undefined || group.projectId !== projectId) throw notFound('group', id);
    return group;
  }
}

function checked(group: ProxyGroup): ProxyGroup {
  if (group.name.trim() === '') throw missing('name');
  if (group.name.length > 200) throw invalid('name', 'use at most 200 characters');
  checkClientRoute(group.settings.clientRoute);
  return group;
}
