import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsRepository } from '../environments/environments.repository.js';
import type { Actor } from '../model/actor.js';
import type { DeploymentRecord } from '../model/deployment.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { notFound } from '../shared/problem.js';
import type { LiveFilter, LiveProxy } from './commands.js';
import { planRelease } from './plan-release.js';
import { type RecordRow, RecordsRepository } from './records.repository.js';
import { type ReleaseCandidate, ReleaseCompiler } from './release-compiler.js';
import { type ReleaseRow, ReleasesRepository } from './releases.repository.js';
import { SurroundingsRepository } from './surroundings.repository.js';

/** Reads of what is live. */
@Injectable()
export class LiveService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly projects: ProjectsService,
    private readonly proxies: ApiProxiesRepository,
    private readonly groups: ProxyGroupsService,
    private readonly environments: EnvironmentsRepository,
    private readonly releases: ReleasesRepository,
    private readonly records: RecordsRepository,
    private readonly surroundings: SurroundingsRepository,
    private readonly compiler: ReleaseCompiler,
  ) {}

  /** One row per environment that has or had the proxy on its own; in order of environments. */
  async recordsOfProxy(actor: Actor, projectId: Id, proxyId: Id): Promise<DeploymentRecord[]> {
    requireAccess(actor, 'proxy.view', projectId);
    const project = await this.projects.getById(actor, projectId);
    return this.unitOfWork.read(async (tx) => {
      const proxy = await this.proxies.findById(tx, proxyId);
      if (proxy === undefined || proxy.projectId !== projectId) throw notFound('proxy', proxyId);
      const live = (await this.releases.everyOfProxy(tx, proxyId)).filter((release) => release.groupId === null);
      const wanted = [this.compiler.candidate(project, proxy, null, null)];
      return this.#records(tx, proxyId, live, async () => wanted);
    });
  }

  /** One row per environment that has or had the group; `outdated` counts members, their drafts and the settings. */
  async recordsOfGroup(actor: Actor, projectId: Id, groupId: Id): Promise<DeploymentRecord[]> {
    requireAccess(actor, 'group.view', projectId);
    const project = await this.projects.getById(actor, projectId);
    return this.unitOfWork.read(async (tx) => {
      const group = await this.groups.load(tx, project.id, groupId);
      const members = await this.proxies.findByIds(tx, group.members);
      const live = await this.releases.everyOfGroup(tx, groupId);
      return this.#records(tx, groupId, live, async (environmentId) => {
        const surroundingsOf = await this.surroundings.load(tx, environmentId, group);
        return this.compiler.group(project, group, members, surroundingsOf);
      });
    });
  }

  /** Newest release first. */
  async live(actor: Actor, projectId: Id, filter: LiveFilter, page: PageRequest): Promise<Page<LiveProxy>> {
    requireAccess(actor, 'proxy.view', projectId);
    return this.unitOfWork.read(async (tx) => {
      const environments = new Map((await this.environments.list(tx)).map((each) => [each.id, each]));
      const { items, total } = await this.releases.live(tx, projectId, filter, page);
      const known = items.flatMap(({ environmentId, ...row }) => {
        const environment = environments.get(environmentId);
        return environment === undefined ? [] : [{ ...row, environment }];
      });
      return { items: known, total };
    });
  }

  async #records(
    tx: Tx,
    objectId: Id,
    live: readonly ReleaseRow[],
    wantedIn: (environmentId: Id) => Promise<readonly ReleaseCandidate[]>,
  ): Promise<DeploymentRecord[]> {
    const records: DeploymentRecord[] = [];
    for (const row of await this.records.ofObject(tx, objectId)) {
      records.push(toRecord(row, isOutdated(row, await wantedIn(row.environmentId), live)));
    }
    return records;
  }
}

function isOutdated(row: RecordRow, wanted: readonly ReleaseCandidate[], live: readonly ReleaseRow[]): boolean {
  if (!row.deployed) return false;
  const here = live.filter((release) => release.environmentId === row.environmentId);
  const plan = planRelease(wanted, here);
  return plan.put.length > 0 || plan.remove.length > 0;
}

const toRecord = (row: RecordRow, outdated: boolean): DeploymentRecord => ({
  environmentId: row.environmentId,
  objectKind: row.objectKind,
  objectId: row.objectId,
  deployed: row.deployed,
  outdated,
  number: row.number,
  lastDeployedAt: row.lastDeployedAt === null ? null : new Date(row.lastDeployedAt),
});
