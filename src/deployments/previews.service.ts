import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import { requireAccess } from '../auth/access.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import type { TargetContent } from '../model/deployment.js';
import type { Environment } from '../model/environment.js';
import { ProjectsService } from '../projects/projects.service.js';
import { SnapshotsRepository } from '../publishing/snapshots.repository.js';
import type { Id } from '../shared/ids.js';
import { type Fault, Problem } from '../shared/problem.js';
import { type DeploymentCommand, permissionFor, type RollbackCommand } from './commands.js';
import { contentOf, FrozenTargets } from './frozen-targets.js';
import { planRelease } from './plan-release.js';
import { RecordsRepository } from './records.repository.js';
import { type CompiledRelease, notCompilable, ReleaseCompiler } from './release-compiler.js';
import { keyOf } from './release-pipeline.js';
import type { ReleaseRow } from './releases.repository.js';
import { requireRollback, restoredTarget } from './rollbacks.service.js';
import { NO_ROUTE_CHANGES, type RouteChanges, routeChanges, type ServedFragment } from './route-changes.js';
import { conflictWith, RouteClaimsRepository, type TakenRow } from './route-claims.repository.js';
import { isAway, type Loaded, TargetLoader } from './target-loader.js';

/** What a deployment, undeployment or rollback would do. */
export interface ReleasePreview {
  /** Null: nothing that is served would change. */
  readonly environment: Environment | null;
  /** An undeployment of what is not deployed there. */
  readonly idle: boolean;
  readonly routes: RouteChanges;
  readonly conflicts: readonly TakenRow[];
  readonly faults: readonly Fault[];
  /** Names of the proxies that the routes name by id. */
  readonly names: ReadonlyMap<Id, string>;
  /** What would be saved by a rollback, and what it would replace; null for the others. */
  readonly saved: { readonly before: TargetContent; readonly after: TargetContent } | null;
  /** With what the call itself would be refused. */
  readonly problem: Problem | null;
}

/** Dry runs: the same rights, plan, compiler and conflicts as the calls themselves. Reads only. */
@Injectable()
export class PreviewsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly environments: EnvironmentsService,
    private readonly projects: ProjectsService,
    private readonly targets: TargetLoader,
    private readonly frozen: FrozenTargets,
    private readonly compiler: ReleaseCompiler,
    private readonly claims: RouteClaimsRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly records: RecordsRepository,
    private readonly proxies: ApiProxiesRepository,
  ) {}

  async deploy(actor: Actor, command: DeploymentCommand): Promise<ReleasePreview> {
    const { environment, project } = await this.#place(actor, command);
    return this.unitOfWork.snapshot(async (tx) =>
      this.#preview(tx, environment, await this.targets.read(tx, project, environment.id, command.target)),
    );
  }

  async undeploy(actor: Actor, command: DeploymentCommand): Promise<ReleasePreview> {
    const { environment, project } = await this.#place(actor, command);
    return this.unitOfWork.snapshot(async (tx) => {
      const target = await this.targets.loadLive(tx, project.id, environment.id, command.target);
      const record = await this.records.find(tx, environment.id, target.record.id);
      return { ...(await this.#preview(tx, environment, target)), idle: isAway(target, record) };
    });
  }

  async rollback(actor: Actor, command: RollbackCommand): Promise<ReleasePreview> {
    requireRollback(actor, command);
    const { projectId, of, number, environmentId } = command;
    const project = await this.projects.getById(actor, projectId);
    const environment = environmentId === null ? null : await this.environments.getById(actor, environmentId);
    return this.unitOfWork.snapshot(async (tx) => {
      const restoration = await this.frozen.read(tx, projectId, of, number);
      const saved = { before: contentOf(restoration.before), after: contentOf(restoration.after) };
      if (environment === null) return { ...NOTHING, saved };
      const target = await restoredTarget(tx, this.targets, project, environment.id, restoration);
      return { ...(await this.#preview(tx, environment, target)), saved };
    });
  }

  async #place(actor: Actor, { target, projectId, environmentId }: DeploymentCommand) {
    requireAccess(actor, permissionFor(target), projectId);
    const [environment, project] = await Promise.all([
      this.environments.getById(actor, environmentId),
      this.projects.getById(actor, projectId),
    ]);
    return { environment, project };
  }

  async #preview(tx: Tx, environment: Environment, target: Loaded): Promise<ReleasePreview> {
    const plan = planRelease(target.wanted, target.current);
    const wanted = plan.put.map((put) => put.wanted);
    const { releases, faults } = await this.compiler.tryAll(tx, environment.id, wanted);
    const conflicts = await this.#conflicts(tx, environment.id, releases);
    const before = await this.#served(tx, target.current);
    const kept = new Set(plan.keep.map((release) => release.proxyId));
    const after = [...before.filter((each) => kept.has(each.proxyId)), ...releases.map(fragmentOf)];
    return {
      ...NOTHING,
      environment,
      routes: faults.length > 0 ? NO_ROUTE_CHANGES : routeChanges(before, after),
      conflicts,
      faults,
      names: await this.#names(tx, target),
      problem: problemOf(faults, conflicts),
    };
  }

  /** Also of those that go. */
  async #names(tx: Tx, { frozen, current }: Loaded): Promise<Map<Id, string>> {
    const names = new Map(frozen.members.map(({ proxyId, name }) => [proxyId, name]));
    const others = current.map((release) => release.proxyId).filter((id) => !names.has(id));
    for (const { id, name } of await this.proxies.findByIds(tx, others)) names.set(id, name);
    return names;
  }

  /** One row for each route and owner. */
  async #conflicts(tx: Tx, environmentId: Id, releases: readonly CompiledRelease[]): Promise<TakenRow[]> {
    const rows = new Map<string, TakenRow>();
    for (const { candidate, compiled } of releases) {
      const { proxyId, groupId } = candidate;
      const claimant = { environmentId, ownerId: groupId ?? proxyId, proxyId };
      for (const row of await this.claims.conflicts(tx, claimant, compiled.claims)) {
        const key = `${row.kind}:${row.name}:${row.route}`;
        if (!rows.has(key)) rows.set(key, row);
      }
    }
    return [...rows.values()];
  }

  async #served(tx: Tx, current: readonly ReleaseRow[]): Promise<ServedFragment[]> {
    const digests = current.map((release) => release.fragmentDigest);
    const fragments = await this.snapshots.fragments(tx, digests);
    return current.map((release) => {
      const fragment = fragments.get(release.fragmentDigest);
      if (fragment === undefined) throw new Error(`fragment of release ${keyOf(release)} is not kept`);
      return { proxyId: release.proxyId, fragment };
    });
  }
}

const NOTHING: ReleasePreview = {
  environment: null,
  idle: false,
  routes: NO_ROUTE_CHANGES,
  conflicts: [],
  faults: [],
  names: new Map(),
  saved: null,
  problem: null,
};

const fragmentOf = ({ candidate, compiled }: CompiledRelease): ServedFragment => ({
  proxyId: candidate.proxyId,
  fragment: compiled.fragment,
});

/** In the order in which a deployment finds them. */
function problemOf(faults: readonly Fault[], [conflict]: readonly TakenRow[]): Problem | null {
  if (faults.length > 0) return notCompilable(faults);
  return conflict === undefined ? null : conflictWith(conflict);
}
