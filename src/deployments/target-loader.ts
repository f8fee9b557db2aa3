import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { ApiProxiesService } from '../api-proxies/api-proxies.service.js';
import type { Tx } from '../database/unit-of-work.js';
import type { Project } from '../model/project.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import { notFound } from '../shared/problem.js';
import type { DeploymentTarget } from './commands.js';
import { ReleaseCompiler } from './release-compiler.js';
import type { ReleaseRequest } from './release-pipeline.js';
import { ReleasesRepository } from './releases.repository.js';

type Loaded = Pick<ReleaseRequest, 'object' | 'wanted' | 'current' | 'record'>;

/** Reads what a target names: what is wanted of it, what of it is live, and whose record tells so. */
@Injectable()
export class TargetLoader {
  constructor(
    private readonly proxies: ApiProxiesService,
    private readonly proxiesRepository: ApiProxiesRepository,
    private readonly groups: ProxyGroupsService,
    private readonly groupsRepository: ProxyGroupsRepository,
    private readonly releases: ReleasesRepository,
    private readonly compiler: ReleaseCompiler,
  ) {}

  /** Everything of the target, to be deployed; none of it can be changed or deleted before the transaction ends. */
  async load(tx: Tx, project: Project, environmentId: Id, target: DeploymentTarget): Promise<Loaded> {
    if (target.groupId !== null) await this.groupsRepository.hold(tx, target.groupId);
    if (target.kind === 'group') {
      const group = await this.groups.load(tx, project.id, target.groupId);
      await this.proxiesRepository.hold(tx, group.members);
      const members = await this.proxiesRepository.findByIds(tx, group.members);
      return {
        object: groupObject(group),
        wanted: members.map((proxy) => this.compiler.candidate(project, proxy, group)),
        current: await this.releases.ofGroup(tx, environmentId, group.id),
        record: { kind: 'group', id: group.id, deployed: true },
      };
    }
    await this.proxiesRepository.hold(tx, [target.proxyId]);
    const proxy = await this.proxies.load(tx, project.id, target.proxyId);
    const group = target.groupId === null ? null : await this.groups.load(tx, project.id, target.groupId);
    if (group !== null && !group.members.includes(proxy.id)) throw notFound('proxy', proxy.id);
    return {
      object: { kind: 'proxy', id: proxy.id, name: proxy.name, groupId: group?.id ?? null },
      wanted: [this.compiler.candidate(project, proxy, group)],
      current: await this.releases.ofProxy(tx, environmentId, proxy.id, target.groupId),
      record: recordOf(target, true),
    };
  }

  /** What of the target is live, to be taken away. */
  async loadLive(tx: Tx, projectId: Id, environmentId: Id, target: DeploymentTarget): Promise<Loaded> {
    if (target.kind === 'group') {
      const group = await this.groups.load(tx, projectId, target.groupId);
      const current = await this.releases.ofGroup(tx, environmentId, group.id);
      return {
        object: groupObject(group),
        wanted: [],
        current,
        record: { kind: 'group', id: group.id, deployed: false },
      };
    }
    const proxy = await this.proxies.load(tx, projectId, target.proxyId);
    const current = await this.releases.ofProxy(tx, environmentId, proxy.id, target.groupId);
    const others = target.groupId === null ? [] : await this.releases.ofGroup(tx, environmentId, target.groupId);
    return {
      object: { kind: 'proxy', id: proxy.id, name: proxy.name, groupId: target.groupId },
      wanted: [],
      current,
      record: recordOf(
        target,
        others.some((release) => release.proxyId !== proxy.id),
      ),
    };
  }
}

const groupObject = (group: ProxyGroup) =>
  ({ kind: 'group', id: group.id, name: group.name, groupId: group.id }) as const;

/** A member deployed by itself makes its group deployed; a proxy on its own has its own record. */
const recordOf = (target: DeploymentTarget & { kind: 'proxy' }, deployed: boolean): ReleaseRequest['record'] =>
  target.groupId === null
    ? { kind: 'proxy', id: target.proxyId, deployed }
    : { kind: 'group', id: target.groupId, deployed };
