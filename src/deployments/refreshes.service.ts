import { Injectable, Logger } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import { type Actor, SYSTEM_ACTOR } from '../model/actor.js';
import type { DeploymentReport } from '../model/deployment.js';
import type { Environment } from '../model/environment.js';
import type { Project } from '../model/project.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ProxyGroupsRepository } from '../proxy-groups/proxy-groups.repository.js';
import type { Id } from '../shared/ids.js';
import { isProblem } from '../shared/problem.js';
import { DeploymentRunner } from './deployment-runner.js';
import type { StoredDeployment } from './deployments.repository.js';
import { DueRefreshesRepository } from './due-refreshes.repository.js';
import type { LivePlace } from './live-place.js';
import { planRelease } from './plan-release.js';
import { type ReleaseCandidate, ReleaseCompiler } from './release-compiler.js';
import { ReleasePipeline } from './release-pipeline.js';
import { type ReleaseRow, ReleasesRepository } from './releases.repository.js';
import { SurroundingsRepository } from './surroundings.repository.js';

/** How long a refresh waits for the gateways when nobody waits for it. */
const RECOVERY_MS = 5_000;

/** Takes back what was written. */
export type Undo = (tx: Tx) => Promise<void>;

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

/** A change that may be seen in several environments and groups. */
export interface SpreadCommand {
  readonly projectId: Id;
  readonly description: string;
  readonly waitMs: number;
  /** Holds what is about to change, and tells where it is live. Asked in the transaction of the change, and before it. */
  readonly places: (tx: Tx) => Promise<readonly LivePlace[]>;
  readonly change: (tx: Tx) => Promise<Undo>;
}

/** A change in one environment that is taken back when a gateway refuses it. */
export type RevocableCommand = Omit<RefreshCommand, 'giverId' | 'change'> & Pick<SpreadCommand, 'change'>;

/**
 * Brings a change of surroundings (model/surroundings.ts) to what is live: every release of the group in the environment is
 * compiled again with its own revision, and those that come out otherwise go live together.
 */
@Injectable()
export class RefreshesService {
  readonly #logger = new Logger('Refreshes');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueRefreshesRepository,
    private readonly environments: EnvironmentsService,
    private readonly projects: ProjectsService,
    private readonly proxies: ApiProxiesRepository,
    private readonly groups: ProxyGroupsRepository,
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
    return this.#run(actor, command, async (tx) => {
      const groupIds = groupsOf(command);
      for (const groupId of groupIds) await this.groups.hold(tx, groupId);
      await command.change(tx);
      return groupIds;
    });
  }

  /** As `refresh`, but a gateway's refusal leaves the change unwritten as well. */
  async refreshOrUndo(actor: Actor, command: RevocableCommand): Promise<void> {
    let undo: Undo = nothing;
    const change = async (tx: Tx) => {
      undo = await command.change(tx);
    };
    try {
      await this.refresh(actor, { ...command, change });
    } catch (error) {
      if (isRefusal(error)) {
        const back = { ...command, description: takenBack(command), change: undo };
        await this.refresh(actor, back).catch((failure: unknown) => this.#stays(command, failure));
      }
      throw error;
    }
  }

  /**
   * The change and what it makes live in one environment are one transaction; the other environments follow, each in one
   * of its own. A process that ends in between leaves them due, which `recover` settles. When an environment refuses, the
   * change is taken back, and the environments before it follow. Throws as `refresh` does.
   */
  async spread(actor: Actor, command: SpreadCommand): Promise<void> {
    const { projectId, description, waitMs } = command;
    const [first] = await this.unitOfWork.run(command.places);
    const here = first?.environmentId ?? null;
    let elsewhere: readonly LivePlace[] = [];
    let undo: Undo = nothing;
    let isWritten = false;
    const change = async (tx: Tx): Promise<Id[]> => {
      const places = await command.places(tx);
      undo = await command.change(tx);
      elsewhere = places.filter((place) => place.environmentId !== here);
      await this.due.add(tx, elsewhere);
      return places.filter((place) => place.environmentId === here).map(({ groupId }) => groupId);
    };
    try {
      if (here === null) await this.unitOfWork.run(change);
      else await this.#run(actor, { projectId, environmentId: here, description, waitMs }, change);
      isWritten = true;
      await this.#follow(actor, command, elsewhere);
    } catch (error) {
      if (isWritten || isRefusal(error)) await this.#takeBack(actor, command, undo);
      throw error;
    }
  }

  async #follow(actor: Actor, command: Told, places: readonly LivePlace[]): Promise<void> {
    const { projectId, description, waitMs } = command;
    for (const [environmentId, those] of Map.groupBy(places, (place) => place.environmentId)) {
      const groupIds = those.map(({ groupId }) => groupId);
      await this.#run(actor, { projectId, environmentId, description, waitMs }, async () => groupIds);
    }
  }

  /** Who waits for an answer hears why the change was refused; that the way back failed as well is for the log. */
  async #takeBack(actor: Actor, command: SpreadCommand, undo: Undo): Promise<void> {
    try {
      const places = await this.unitOfWork.run(async (tx) => {
        await undo(tx);
        const all = await command.places(tx);
        await this.due.add(tx, all);
        return all;
      });
      await this.#follow(actor, { ...command, description: takenBack(command) }, places);
    } catch (failure) {
      this.#stays(command, failure);
    }
  }

  #stays({ description, projectId }: Told, failure: unknown): void {
    this.#logger.error({ err: failure }, `'${description}' of project ${projectId} could not be taken back`);
  }

  /** Brings to the gateways what a process that ended has left due. */
  async recover(): Promise<void> {
    const failures: unknown[] = [];
    for (const { groupIds, ...place } of await this.unitOfWork.read((tx) => this.due.list(tx))) {
      const command = { ...place, description: 'Surroundings changed', waitMs: RECOVERY_MS };
      await this.#run(SYSTEM_ACTOR, command, async () => groupIds).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  async #run(
    actor: Actor,
    command: Omit<RefreshCommand, 'groupId' | 'giverId' | 'change'>,
    change: (tx: Tx) => Promise<readonly Id[]>,
  ): Promise<DeploymentReport | null> {
    const [environment, project] = await Promise.all([
      this.environments.getById(actor, command.environmentId),
      this.projects.getById(actor, command.projectId),
    ]);
    return this.runner.run(environment, command.waitMs, async (tx) => {
      await this.environments.hold(tx, environment);
      const groupIds = await change(tx);
      await this.due.remove(tx, environment.id, groupIds);
      return this.#publish(tx, { actor, environment, project, groupIds, description: command.description });
    });
  }

  async #publish(tx: Tx, refresh: Refresh): Promise<StoredDeployment | null> {
    const { actor, environment, project, groupIds, description } = refresh;
    const groups: ProxyGroup[] = [];
    const live: ReleaseRow[] = [];
    const wanted: ReleaseCandidate[] = [];
    for (const groupId of groupIds) {
      const group = await this.groups.findById(tx, groupId);
      // Deleted since it was due: then nothing of it is live.
      if (group === undefined) continue;
      // Only there it can show (surroundings.repository.ts), and what a deployment of the whole group said stays.
      if (!group.settings.ownHost) continue;
      const rows = await this.releases.ofGroup(tx, environment.id, groupId);
      groups.push(group);
      live.push(...rows);
      wanted.push(...(await this.#asReleased(tx, environment.id, project, group, rows)));
    }
    const plan = planRelease(wanted, live);
    if (plan.put.length === 0) return null;
    const object = objectOf(project, groups);
    return this.pipeline.run(tx, {
      actor,
      environmentId: environment.id,
      projectId: project.id,
      kind: 'refresh',
      object,
      wanted: plan.put.map((put) => put.wanted),
      current: plan.put.flatMap(({ current }) => current ?? []),
      record: { kind: object.kind, id: object.id, deployed: true },
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
    group: ProxyGroup,
    live: readonly ReleaseRow[],
  ): Promise<ReleaseCandidate[]> {
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

type Told = Pick<RefreshCommand, 'projectId' | 'description' | 'waitMs'>;

const takenBack = ({ description }: Told): string => `${description}: taken back`;

/** What is refused was written; what does not come to a gateway was not. */
const isRefusal = (error: unknown): boolean => isProblem(error) && error.code === 'deployment_rejected';

const nothing: Undo = async () => undefined;

interface Refresh {
  readonly actor: Actor;
  readonly environment: Environment;
  readonly project: Project;
  readonly groupIds: readonly Id[];
  readonly description: string;
}

/** A change in several groups is recorded under their project. */
function objectOf(project: Project, groups: readonly ProxyGroup[]) {
  const [only] = groups;
  const { id, name } = only === undefined || groups.length > 1 ? project : only;
  return { kind: 'surroundings', id: surroundingsId(id), name, groupId: null } as const;
}

/** Under which changes of a group's surroundings, or of those of several groups of a project, are recorded. */
export const surroundingsId = (ownerId: Id): string => `surroundings:${ownerId}`;

/** Who gives up routes comes first, so that they are free for the other. */
const groupsOf = ({ groupId, giverId }: RefreshCommand): Id[] => [...(giverId === undefined ? [] : [giverId]), groupId];
