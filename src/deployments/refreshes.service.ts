import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import type { Tx } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import type { DeploymentReport } from '../model/deployment.js';
import type { Environment } from '../model/environment.js';
import type { Project } from '../model/project.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import { ProxyGroupsService } from '../proxy-groups/proxy-groups.service.js';
import type { Id } from '../shared/ids.js';
import { DeploymentRunner } from './deployment-runner.js';
import type { StoredDeployment } from './deployments.repository.js';
import { planRelease } from './plan-release.js';
import { type ReleaseCandidate, ReleaseCompiler } from './release-compiler.js';
import { ReleasePipeline } from './release-pipeline.js';
import { type ReleaseRow, ReleasesRepository } from './releases.repository.js';
import { SurroundingsRepository } from './surroundings.repository.js';

/** A change of what surrounds the live APIs of a group in an environment, and what becomes live of it. */
export interface RefreshCommand {
  readonly projectId: Id;
  readonly environmentId: Id;
  readonly groupId: Id;
  /** A group that gives something up for it, and is refreshed with it. */
  readonly giverId?: Id;
  /** Of the history of changes: what was done. */
  readonly description: string;
  readonly waitMs: number;
  /** Writes the change, in the transaction that makes it live. */
  readonly change: (tx: Tx) => Promise<void>;
}

/**
 * Brings a change of surroundings (model/surroundings.ts) to what is live: every release of the group in the environment is
 * compiled again with its own revision, and those that come out otherwise go live together.
 */
@Injectable()
export class RefreshesService {
  constructor(
    private readonly environments: EnvironmentsService,
    private readonly projects: ProjectsService,
    private readonly proxies: ApiProxiesRepository,
    private readonly groups: ProxyGroupsService,
    private readonly groupsRepository: ProxyGroupsRepository,
    private readonly releases: ReleasesRepository,
    private readonly surroundings: SurroundingsRepository,
    private readonly compiler: ReleaseCompiler,
    private readonly pipeline: ReleasePipeline,
    private readonly runner: DeploymentRunner,
  ) {}

  /**
   * Null when nothing that is served changes; the change is written all the same. Throws as a deployment does: what does
   * not compile leaves the change unwritten, and a gateway's refusal leaves it written but not served, until the next
   * refresh or deployment. Checks no permission: that is for the use case whose change it is.
   */
  async refresh(actor: Actor, command: RefreshCommand): Promise<DeploymentReport | null> {
    const [environment, project] = await Promise.all([
      this.environments.getById(actor, command.environmentId),
      this.projects.getById(actor, command.projectId),
    ]);
    return this.runner.run(environment, command.waitMs, async (tx) => {
      await this.environments.hold(tx, environment);
      for (const groupId of groupsOf(command)) await this.groupsRepository.hold(tx, groupId);
      await command.change(tx);
      return this.#publish(tx, actor, environment, project, command);
    });
  }

  async #publish(
    tx: Tx,
    actor: Actor,
    environment: Environment,
    project: Project,
    command: RefreshCommand,
  ): Promise<StoredDeployment | null> {
    const { groupId, description } = command;
    const { name, settings } = await this.groups.load(tx, project.id, groupId);
    // Only there it can show (surroundings.repository.ts), and what a deployment of the whole group said stays.
    if (!settings.ownHost) return null;
    const live: ReleaseRow[] = [];
    const wanted: ReleaseCandidate[] = [];
    for (const id of groupsOf(command)) {
      const ofGroup = await this.releases.ofGroup(tx, environment.id, id);
      live.push(...ofGroup);
      wanted.push(...(await this.#asReleased(tx, environment.id, project, id, ofGroup)));
    }
    const plan = planRelease(wanted, live);
    if (plan.put.length === 0) return null;
    const id = surroundingsId(groupId);
    return this.pipeline.run(tx, {
      actor,
      environmentId: environment.id,
      projectId: project.id,
      kind: 'refresh',
      object: { kind: 'surroundings', id, name, groupId: null },
      wanted: plan.put.map((put) => put.wanted),
      current: plan.put.flatMap(({ current }) => current ?? []),
      record: { kind: 'surroundings', id, deployed: true },
      frozen: { settings: null, members: [] },
      description,
      persistent: false,
    });
  }

  /** What is live, in its own revision and in today's surroundings. */
  async #asReleased(
    tx: Tx,
    environmentId: Id,
    project: Project,
    groupId: Id,
    live: readonly ReleaseRow[],
  ): Promise<ReleaseCandidate[]> {
    const group = await this.groups.load(tx, project.id, groupId);
    const revisions = await this.proxies.revisions(
      tx,
      live.map((release) => release.revisionId),
    );
    const proxies = await this.proxies.findByIds(
      tx,
      live.map((release) => release.proxyId),
    );
    const byId = new Map(proxies.map((proxy) => [proxy.id, proxy]));
    const surroundingsOf = await this.surroundings.load(tx, environmentId, group);
    return live.map(({ proxyId, revisionId }) => {
      const [proxy, revision] = [byId.get(proxyId), revisions.get(revisionId)];
      if (proxy === undefined || revision === undefined) throw new Error(`release of ${proxyId} has no revision`);
      const { definition, definitionDigest } = revision;
      const released = { ...proxy, definition, definitionDigest };
      return this.compiler.candidate(project, released, group, surroundingsOf(proxyId));
    });
  }
}

/** Under which changes of a group's surroundings are recorded. */
export const surroundingsId = (groupId: Id): string => `surroundings:${groupId}`;

/** Who gives up routes comes first, so that they are free for the other. */
const groupsOf = ({ groupId, giverId }: RefreshCommand): Id[] => [...(giverId === undefined ? [] : [giverId]), groupId];
