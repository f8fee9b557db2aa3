import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { ApiProxiesService } from '../api-proxies/api-proxies.service.js';
import type { Tx } from '../database/unit-of-work.js';
import type { ApiProxy } from '../model/api-proxy.js';
import type { FrozenTarget } from '../model/deployment.js';
import type { Project } from '../model/project.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import type { DeploymentTarget } from './commands.js';
import { HistoriesRepository } from './histories.repository.js';
import type { RecordRow } from './records.repository.js';
import { ReleaseCompiler } from './release-compiler.js';
import type { ReleaseRequest } from './release-pipeline.js';
import { type ReleaseRow, ReleasesRepository } from './releases.repository.js';
import { SurroundingsRepository } from './surroundings.repository.js';

/** What a request for a release says about its target. */
export type Loaded = Pick<ReleaseRequest, 'object' | 'wanted' | 'current' | 'record' | 'frozen'>;

/** Reads what a target names: what is wanted of it, what of it is live, and whose record tells so. */
@Injectable()
export class TargetLoader {
  constructor(
    private readonly proxies: ApiProxiesService,
    private readonly proxiesRepository: ApiProxiesRepository,
    private readonly groups: ProxyGroupsService,
    private readonly groupsRepository: ProxyGroupsRepository,
    private readonly releases: ReleasesRepository,
    private readonly histories: HistoriesRepository,
    private readonly surroundings: SurroundingsRepository,
    private readonly compiler: ReleaseCompiler,
  ) {}

  /** Everything of the target, to be deployed; none of it can be changed or deleted before the transaction ends. */
  async load(tx: Tx, project: Project, environmentId: Id, target: DeploymentTarget): Promise<Loaded> {
    if (target.groupId !== null) await this.groupsRepository.hold(tx, target.groupId);
    if (target.kind === 'group') {
      const group = await this.groups.load(tx, project.id, target.groupId);
      await this.proxiesRepository.hold(tx, group.members);
    } else {
      await this.proxiesRepository.hold(tx, [target.proxyId]);
    }
    return this.read(tx, project, environmentId, target);
  }

  /** The same without holding anything: to look what a deployment would do. */
  async read(tx: Tx, project: Project, environmentId: Id, target: DeploymentTarget): Promise<Loaded> {
    if (target.kind === 'group') {
      const group = await this.groups.load(tx, project.id, target.groupId);
      const members = await this.proxiesRepository.findByIds(tx, group.members);
      return this.ofGroup(tx, project, environmentId, group, members);
    }
    const proxy = await this.proxies.load(tx, project.id, target.proxyId);
    const group = target.groupId === null ? null : await this.groups.load(tx, project.id, target.groupId);
    if (group !== null && !group.members.includes(proxy.id)) throw notFound('proxy', proxy.id);
    return this.ofProxy(tx, project, environmentId, proxy, group);
  }

  /** A group in this state, with members in these states. */
  async ofGroup(
    tx: Tx,
    project: Project,
    environmentId: Id,
    group: ProxyGroup,
    members: readonly ApiProxy[],
  ): Promise<Loaded> {
    const surroundingsOf = await this.surroundings.load(tx, environmentId, group);
    return {
      object: groupObject(group),
      wanted: this.compiler.group(project, group, members, surroundingsOf),
      current: await this.releases.ofGroup(tx, environmentId, group.id),
      record: { kind: 'group', id: group.id, deployed: true },
      frozen: { settings: group.settings, members: members.map(named) },
    };
  }

  /** A proxy in this state, on its own or in this group. */
  async ofProxy(
    tx: Tx,
    project: Project,
    environmentId: Id,
    proxy: ApiProxy,
    group: ProxyGroup | null,
  ): Promise<Loaded> {
    const target = { kind: 'proxy', proxyId: proxy.id, groupId: group?.id ?? null } as const;
    const surroundingsOf = await this.surroundings.load(tx, environmentId, group);
    return {
      object: { kind: 'proxy', id: proxy.id, name: proxy.name, groupId: target.groupId },
      wanted: [this.compiler.candidate(project, proxy, group, surroundingsOf(proxy.id))],
      current: await this.releases.ofProxy(tx, environmentId, proxy.id, target.groupId),
      record: recordOf(target, true),
      frozen: { settings: null, members: [named(proxy)] },
    };
  }

  /** What of the target is live, to be taken away; `leaving`: other members of its group that go with it. */
  async loadLive(
    tx: Tx,
    projectId: Id,
    environmentId: Id,
    target: DeploymentTarget,
    leaving: readonly Id[] = [],
  ): Promise<Loaded> {
    if (target.kind === 'group') return this.#liveGroup(tx, projectId, environmentId, target.groupId);
    const proxy = await this.proxies.load(tx, projectId, target.proxyId);
    const current = await this.releases.ofProxy(tx, environmentId, proxy.id, target.groupId);
    const others = target.groupId === null ? [] : await this.releases.ofGroup(tx, environmentId, target.groupId);
    return {
      object: { kind: 'proxy', id: proxy.id, name: proxy.name, groupId: target.groupId },
      wanted: [],
      current,
      record: recordOf(
        target,
        others.some((release) => release.proxyId !== proxy.id && !leaving.includes(release.proxyId)),
      ),
      frozen: { settings: null, members: [named(proxy)] },
    };
  }

  async #liveGroup(tx: Tx, projectId: Id, environmentId: Id, groupId: Id): Promise<Loaded> {
    const group = await this.groups.load(tx, projectId, groupId);
    const current = await this.releases.ofGroup(tx, environmentId, group.id);
    const deployed = await this.histories.lastDeployed(tx, environmentId, group.id);
    const members = await this.proxiesRepository.findByIds(tx, inOrderOf(deployed, current));
    return {
      object: groupObject(group),
      wanted: [],
      current,
      record: { kind: 'group', id: group.id, deployed: false },
      frozen: { settings: deployed?.settings ?? group.settings, members: members.map(named) },
    };
  }
}

/** Neither served nor recorded as deployed: nothing can be taken away. */
export const isAway = ({ current, object, record }: Loaded, before: RecordRow | null): boolean =>
  current.length === 0 && !(before?.deployed === true && object.kind === record.kind);

const named = ({ id, name }: ApiProxy) => ({ proxyId: id, name });

/** Ids of what is live in the order in which it was deployed; what came in some other way goes last. */
function inOrderOf(deployed: FrozenTarget | null, live: readonly ReleaseRow[]): Id[] {
  const ids = new Set(live.map((release) => release.proxyId));
  const known = (deployed?.members ?? []).map((member) => member.proxyId).filter((id) => ids.has(id));
  return [...new Set([...known, ...ids])];
}

const groupObject = (group: ProxyGroup) =>
  ({ kind: 'group', id: group.id, name: group.name, groupId: group.id }) as const;

/** A member deployed by itself makes its group deployed; a proxy on its own has its own record. */
const recordOf = (target: DeploymentTarget & { kind: 'proxy' }, deployed: boolean): ReleaseRequest['record'] =>
  target.groupId === null
    ? { kind: 'proxy', id: target.proxyId, deployed }
    : { kind: 'group', id: target.groupId, deployed };
