import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import type { ApiProxy, Revision } from '../model/api-proxy.js';
import type { DeploymentReport, Version } from '../model/deployment.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { notFound } from '../shared/problem.js';
import type { SwitchCommand, VersionFilter, VersionKey } from './commands.js';
import { DeploymentRunner } from './deployment-runner.js';
import { ReleasePipeline } from './release-pipeline.js';
import { TargetLoader } from './target-loader.js';
import { VersionsRepository } from './versions.repository.js';

/** A version with what it holds. */
export interface VersionContent {
  readonly version: Version;
  readonly proxy: ApiProxy;
  readonly revision: Revision;
}

/** The versions of proxies in groups, and which of them is live. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly environments: EnvironmentsService,
    private readonly projects: ProjectsService,
    private readonly groups: ProxyGroupsService,
    private readonly groupsRepository: ProxyGroupsRepository,
    private readonly proxies: ApiProxiesRepository,
    private readonly versions: VersionsRepository,
    private readonly targets: TargetLoader,
    private readonly pipeline: ReleasePipeline,
    private readonly runner: DeploymentRunner,
  ) {}

  /** Newest first. */
  async list(actor: Actor, projectId: Id, filter: VersionFilter, page: PageRequest): Promise<Page<Version>> {
    requireAccess(actor, 'proxy.view', projectId);
    return this.unitOfWork.read(async (tx) => {
      await this.groups.load(tx, projectId, filter.groupId);
      return this.versions.list(tx, filter, page);
    });
  }

  async get(actor: Actor, projectId: Id, key: VersionKey): Promise<VersionContent> {
    requireAccess(actor, 'proxy.view', projectId);
    return this.unitOfWork.read(async (tx) => {
      await this.groups.load(tx, projectId, key.groupId);
      return this.#load(tx, key);
    });
  }

  /**
   * Makes a version live again in place of what is live, and leaves the draft alone. How it becomes live, or is refused and
   * undone, is as for any deployment; no version is made.
   */
  async switchTo(actor: Actor, command: SwitchCommand): Promise<DeploymentReport> {
    const { projectId, version: key, description, waitMs } = command;
    requireAccess(actor, 'proxy.deploy', projectId);
    const [environment, project] = await Promise.all([
      this.environments.getById(actor, key.environmentId),
      this.projects.getById(actor, projectId),
    ]);
    const report = await this.runner.run(environment, waitMs, async (tx) => {
      await this.environments.hold(tx, environment);
      await this.groupsRepository.hold(tx, key.groupId);
      await this.proxies.hold(tx, [key.proxyId]);
      const group = await this.groups.load(tx, projectId, key.groupId);
      if (!group.members.includes(key.proxyId)) throw notFound('proxy', key.proxyId);
      const { proxy, revision } = await this.#load(tx, key);
      const { definition, definitionDigest } = revision;
      const wanted = { ...proxy, definition, definitionDigest };
      const target = await this.targets.ofProxy(tx, project, environment.id, wanted, group);
      return this.pipeline.run(tx, {
        ...{ actor, environmentId: environment.id, projectId, description, persistent: false },
        ...target,
        kind: 'switch',
        versionedAt: key.versionedAt,
      });
    });
    if (report === null) throw new Error('a switch always has a report');
    return report;
  }

  async #load(tx: Tx, key: VersionKey): Promise<VersionContent> {
    const version = await this.versions.find(tx, key);
    if (version === undefined) throw notFound('revision', key.versionedAt.toISOString());
    const [proxy, revision] = [
      await this.proxies.findById(tx, version.proxyId),
      await this.proxies.revision(tx, version.revisionId),
    ];
    if (proxy === undefined || revision === undefined) throw notFound('proxy', key.proxyId);
    return { version, proxy, revision };
  }
}
