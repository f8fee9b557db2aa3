import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { ApiProxiesService, type ProxyChange, type ProxyInput } from '../api-proxies/api-proxies.service.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy } from '../model/api-proxy.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import type { Id } from '../shared/ids.js';
import { limitExceeded, notFound, Problem } from '../shared/problem.js';
import { ProxyGroupsRepository } from './proxy-groups.repository.js';
import { ProxyGroupsService } from './proxy-groups.service.js';

/** One API of a group, as an import writes it. */
export type MemberWrite =
  | { readonly kind: 'create'; readonly input: ProxyInput }
  | { readonly kind: 'change'; readonly id: Id; readonly change: ProxyChange };

/** What was decided, and the APIs that came of its writes, in their order. */
export interface Written<T> {
  readonly decided: T;
  readonly apis: readonly ApiProxy[];
}

/** Proxies that live in one group from birth (cloudapi): every operation belongs to one of them. */
@Injectable()
export class HomeMembersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: ProxyGroupsService,
    private readonly repository: ProxyGroupsRepository,
    private readonly proxies: ApiProxiesService,
    private readonly proxiesRepository: ApiProxiesRepository,
  ) {}

  /**
   * A proxy that lives in this group from birth (cloudapi). Its operations must be free in the group.
   * @param also written in the same transaction
   * @throws Problem `limit_exceeded` when the group has `most` members already
   */
  async createMember(
    actor: Actor,
    projectId: Id,
    groupId: Id,
    input: ProxyInput,
    most = Number.POSITIVE_INFINITY,
    also: (tx: Tx, proxy: ApiProxy) => Promise<void> = async () => undefined,
  ): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.manage', projectId);
    return this.unitOfWork.run(async (tx) => {
      await this.repository.lock(tx, groupId);
      const group = await this.groups.load(tx, projectId, groupId);
      if (group.members.length >= most) throw limitExceeded('proxy', most);
      await this.#requireFreeOperations(tx, groupId, null, input);
      const proxy = await this.#addNew(tx, group, input);
      await also(tx, proxy);
      return proxy;
    });
  }

  /** Changes the draft of a proxy that lives in a group; its operations must stay free there. */
  async updateMember(actor: Actor, projectId: Id, groupId: Id, id: Id, change: ProxyChange): Promise<ApiProxy> {
    requireAccess(actor, 'proxy.manage', projectId);
    return this.unitOfWork.run(async (tx) => {
      const group = await this.groups.load(tx, projectId, groupId);
      await this.repository.lock(tx, groupId);
      const before = await this.proxies.load(tx, projectId, id);
      await this.#requireFreeOperations(tx, groupId, id, { definition: change.definition ?? before.definition });
      return this.#changeOne(tx, group, before, change);
    });
  }

  /**
   * Writes many APIs of a group at once, all or none. `decide` is told the members while nobody else can change them, must
   * keep method and path of every operation unique among them, and may be asked more than once.
   */
  async writeMembers<T extends { readonly writes: readonly MemberWrite[] }>(
    actor: Actor,
    projectId: Id,
    groupId: Id,
    decide: (members: readonly ApiProxy[]) => T,
  ): Promise<Written<T>> {
    requireAccess(actor, 'proxy.manage', projectId);
    return this.unitOfWork.run((tx) => this.writeMembersIn(tx, projectId, groupId, decide));
  }

  /** `writeMembers` inside a use case of its own; checks no permission. */
  async writeMembersIn<T extends { readonly writes: readonly MemberWrite[] }>(
    tx: Tx,
    projectId: Id,
    groupId: Id,
    decide: (members: readonly ApiProxy[]) => T,
  ): Promise<Written<T>> {
    await this.repository.lock(tx, groupId);
    const group = await this.groups.load(tx, projectId, groupId);
    await this.proxiesRepository.hold(tx, group.members);
    const members = await this.proxiesRepository.findByIds(tx, group.members);
    const decided = decide(members);
    const apis: ApiProxy[] = [];
    for (const write of decided.writes) apis.push(await this.#writeMember(tx, group, members, write));
    return { decided, apis };
  }

  async #writeMember(tx: Tx, group: ProxyGroup, members: readonly ApiProxy[], write: MemberWrite): Promise<ApiProxy> {
    if (write.kind === 'create') return this.#addNew(tx, group, write.input);
    const before = members.find(({ id }) => id === write.id);
    if (before === undefined) throw notFound('proxy', write.id);
    return this.#changeOne(tx, group, before, write.change);
  }

  async #addNew(tx: Tx, group: ProxyGroup, input: ProxyInput): Promise<ApiProxy> {
    const name = await this.#freeName(tx, group, input.name);
    const proxy = await this.proxies.add(tx, group.projectId, {
      ...input,
      name,
      apiName: input.name,
      homeGroupId: group.id,
    });
    await this.repository.addMember(tx, group.id, proxy.id);
    return proxy;
  }

  async #changeOne(tx: Tx, group: ProxyGroup, before: ApiProxy, change: ProxyChange): Promise<ApiProxy> {
    const apiName = change.apiName ?? before.apiName;
    const name = apiName === before.apiName ? before.name : await this.#freeName(tx, group, apiName);
    return this.proxies.change(tx, group.projectId, before.id, { ...change, name, apiName });
  }

  /** cloudapi names are unique in their group only; in the project the group's name tells them apart. */
  async #freeName(tx: Tx, group: ProxyGroup, apiName: string): Promise<string> {
    const taken = await this.proxiesRepository.findByName(tx, group.projectId, apiName);
    return taken === undefined ? apiName : `${apiName}@${group.name}`;
  }

  async #requireFreeOperations(
    tx: Tx,
    groupId: Id,
    exceptId: Id | null,
    input: Pick<ProxyInput, 'definition'>,
  ): Promise<void> {
    for (const { path, method } of input.definition.operations) {
      const other = await this.repository.memberWithOperation(tx, groupId, exceptId, path, method);
      if (other === undefined) continue;
      throw new Problem('route_conflict', `${method} ${path} already belongs to API ${other} of this group`, {
        resource: 'route',
        name: other,
        field: 'operations[0].path',
      });
    }
  }
}
