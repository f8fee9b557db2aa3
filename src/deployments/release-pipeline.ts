import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository, type FrozenRevision } from '../api-proxies/api-proxies.repository.js';
import type { SnapshotEntry } from '../data-planes/data-plane.js';
import type { Tx } from '../database/unit-of-work.js';
import { claimsOf } from '../ir/claims.js';
import type { Fragment } from '../ir/fragment.js';
import type { Actor } from '../model/actor.js';
import type { DeploymentKind, FrozenMember, FrozenTarget, RecordedKind } from '../model/deployment.js';
import { Publisher } from '../publishing/publisher.service.js';
import { SnapshotsRepository } from '../publishing/snapshots.repository.js';
import { digestOf } from '../shared/canonical-json.js';
import { Clock } from '../shared/clock.js';
import { FaultPoints } from '../shared/fault-points.js';
import { type Id, newId } from '../shared/ids.js';
import { isProblem, Problem } from '../shared/problem.js';
import { frozenOf, itemsOf } from './deployment-items.js';
import { DeploymentsRepository, type NewDeployment, type StoredDeployment } from './deployments.repository.js';
import { planRelease, type ReleasePlan } from './plan-release.js';
import { type CompiledRelease, type ReleaseCandidate, ReleaseCompiler } from './release-compiler.js';
import { type ReleaseRow, ReleasesRepository } from './releases.repository.js';
import { RouteClaimsRepository } from './route-claims.repository.js';
import { nextVersion } from './version.js';
import { VersionsRepository } from './versions.repository.js';

/** One wish: what of one target shall be live in one environment from now on. */
export interface ReleaseRequest {
  readonly actor: Actor;
  readonly environmentId: Id;
  readonly projectId: Id;
  readonly kind: DeploymentKind;
  readonly object: { readonly kind: RecordedKind; readonly id: Id; readonly name: string; readonly groupId: Id | null };
  readonly wanted: readonly ReleaseCandidate[];
  /** What is live of the target. */
  readonly current: readonly ReleaseRow[];
  /** Whose record says so: the proxy's or the group's; `deployed` is what it says afterwards. */
  readonly record: { readonly kind: RecordedKind; readonly id: Id; readonly deployed: boolean };
  /** What the history keeps beside the revisions: a group's settings, and who, in order. */
  readonly frozen: {
    readonly settings: FrozenTarget['settings'];
    readonly members: readonly Omit<FrozenMember, 'revisionId'>[];
  };
  readonly description: string;
  readonly persistent: boolean;
  /** The version that is made live again; absent: what is deployed becomes a new one. */
  readonly versionedAt?: Date;
}

type Plan = ReleasePlan<ReleaseCandidate, ReleaseRow>;

/** A wish that compiles. */
interface Planned {
  readonly request: ReleaseRequest;
  readonly deploymentId: Id;
  readonly plan: Plan;
  readonly compiled: readonly CompiledRelease[];
}

/** With the releases that it makes, in order of `compiled`, and those that only get another version. */
interface Frozen extends Planned {
  readonly rows: readonly ReleaseRow[];
  readonly renewed: readonly ReleaseRow[];
}

/**
 * How a change becomes live: plan, freeze, compile, claim, keep, release, publish, record, in one transaction; the same
 * for deploy and undeploy, one proxy or a group, or many of them. The order matters: nothing is written before everything
 * compiles, and the version is appended last because it locks the environment's row.
 */
@Injectable()
export class ReleasePipeline {
  constructor(
    private readonly compiler: ReleaseCompiler,
    private readonly proxies: ApiProxiesRepository,
    private readonly releases: ReleasesRepository,
    private readonly claims: RouteClaimsRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly deployments: DeploymentsRepository,
    private readonly versions: VersionsRepository,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
    private readonly faultPoints: FaultPoints,
  ) {}

  async run(tx: Tx, request: ReleaseRequest): Promise<StoredDeployment> {
    const [deployment] = await this.runAll(tx, request.environmentId, [request]);
    if (deployment === undefined) throw new Error('a request makes a deployment');
    return deployment;
  }

  /** Several wishes in one environment, of different releases: live together, in one version, or none of them. */
  async runAll(tx: Tx, environmentId: Id, requests: readonly ReleaseRequest[]): Promise<StoredDeployment[]> {
    const planned = await this.#plan(tx, environmentId, requests.toSorted(byObject));
    const works: Frozen[] = [];
    for (const work of planned) {
      works.push(work.request.kind === 'refresh' ? refreshed(work) : await this.#freeze(tx, work));
    }
    this.faultPoints.reach('deployment.revisions-frozen');
    await this.#claim(tx, environmentId, works);
    this.faultPoints.reach('deployment.claims-written');
    await this.snapshots.keepFragments(tx, works.flatMap(fragmentsOf), this.clock.now());
    await this.releases.put(
      tx,
      works.flatMap(({ rows, renewed }) => [...rows, ...renewed]),
    );
    await this.releases.remove(
      tx,
      works.flatMap(({ plan }) => plan.remove),
    );
    this.faultPoints.reach('deployment.releases-written');
    const version = await this.#publish(tx, environmentId, works);
    const deployments: StoredDeployment[] = [];
    for (const work of works) deployments.push(await this.#record(tx, work, version));
    return deployments;
  }

  async #plan(tx: Tx, environmentId: Id, requests: readonly ReleaseRequest[]): Promise<Planned[]> {
    const plans = requests.map(({ wanted, current }) => planRelease(wanted, current));
    const wanted = plans.flatMap(({ put }) => put.map((each) => each.wanted));
    const compiled = await this.compiler.compileAll(tx, environmentId, wanted);
    return requests.flatMap((request, index) => {
      const plan = plans[index];
      if (plan === undefined) return [];
      return [{ request, deploymentId: newId(), plan, compiled: compiled.splice(0, plan.put.length) }];
    });
  }

  async #freeze(tx: Tx, work: Planned): Promise<Frozen> {
    const { request, deploymentId, plan, compiled } = work;
    const now = this.clock.now();
    const { kind, groupId } = request.object;
    // Versions are of proxies in groups. What another member's deployment leaves alone keeps its version.
    const kept = kind === 'proxy' && groupId !== null ? plan.keep : [];
    const versions = await this.#versions(tx, request, [...compiled.map(({ candidate }) => candidate), ...kept], now);
    const revisions = await this.#revisions(tx, compiled, now);
    const released = { deploymentId, releasedAt: now.toISOString() };
    const rows = compiled.map(({ candidate, compiled: { digest, claims } }, index) => ({
      ...released,
      environmentId: request.environmentId,
      proxyId: candidate.proxyId,
      groupId: candidate.groupId,
      revisionId: revisions[index]?.id ?? '',
      definitionDigest: candidate.definitionDigest,
      contextDigest: candidate.contextDigest,
      claimsDigest: digestOf(claims),
      fragmentDigest: digest,
      versionedAt: versions[index] ?? released.releasedAt,
    }));
    const renewed = kept.map((row, index) => ({
      ...row,
      ...released,
      versionedAt: versions[compiled.length + index] ?? released.releasedAt,
    }));
    return { ...work, rows, renewed };
  }

  /** ISO 8601, in order of `releases`. */
  async #versions(
    tx: Tx,
    { versionedAt }: ReleaseRequest,
    releases: readonly Pick<ReleaseRow, 'proxyId' | 'groupId'>[],
    now: Date,
  ): Promise<string[]> {
    if (releases.length === 0) return [];
    if (versionedAt !== undefined) return releases.map(() => versionedAt.toISOString());
    return (await this.versions.last(tx, releases)).map((last) => nextVersion(now, last).toISOString());
  }

  async #revisions(tx: Tx, compiled: readonly CompiledRelease[], now: Date): Promise<FrozenRevision[]> {
    if (compiled.length === 0) return [];
    return this.proxies.freeze(
      tx,
      compiled.map(({ candidate }) => candidate.proxy),
      now,
    );
  }

  /** What goes first gives its routes free, so that a member may take over another's. Equal claims cost nothing. */
  async #claim(tx: Tx, environmentId: Id, works: readonly Frozen[]): Promise<void> {
    for (const gone of works.flatMap(({ plan }) => plan.remove)) {
      await this.claims.release(tx, { environmentId, ownerId: gone.groupId ?? gone.proxyId, proxyId: gone.proxyId });
    }
    for (const { plan, compiled, rows } of works) {
      for (const [index, { candidate, compiled: result }] of compiled.entries()) {
        if (plan.put[index]?.current?.claimsDigest === rows[index]?.claimsDigest) continue;
        const { proxyId, groupId } = candidate;
        const claimant = { environmentId, ownerId: groupId ?? proxyId, proxyId };
        await this.claims.claim(tx, claimant, result.claims).catch((error: unknown) => blame(error, proxyId));
      }
    }
    const deployed = works.filter(({ request }) => request.kind !== 'refresh');
    for (const { candidate, compiled: result } of deployed.flatMap(({ compiled }) => compiled)) {
      await this.#requireAlone(tx, environmentId, candidate, result.fragment);
    }
  }

  /**
   * In a cloudapi group a path and method belong to one API: another that is live there would hide it. It is asked when all
   * have what they want, so that two may change places.
   */
  async #requireAlone(tx: Tx, environmentId: Id, candidate: ReleaseCandidate, fragment: Fragment): Promise<void> {
    const { proxyId, groupId, input } = candidate;
    if (groupId === null || input.definition.source !== 'CLOUD_API') return;
    const claimant = { environmentId, ownerId: groupId, proxyId };
    const own = claimsOf({ ...fragment, routes: fragment.routes.filter(({ action }) => action.kind !== 'reject') });
    await this.claims.requireAlone(tx, claimant, own).catch((error: unknown) => blame(error, proxyId));
  }

  /** Null when what is served stays the same: no version, nothing to send. */
  async #publish(tx: Tx, environmentId: Id, works: readonly Frozen[]): Promise<number | null> {
    const upserts = works.flatMap(({ compiled, plan }) =>
      compiled
        .filter(({ compiled: { digest } }, index) => plan.put[index]?.current?.fragmentDigest !== digest)
        .map(entryOf),
    );
    const removals = works.flatMap(({ plan }) => plan.remove.map(keyOf));
    const deploymentId = works[0]?.deploymentId;
    if (deploymentId === undefined || (upserts.length === 0 && removals.length === 0)) return null;
    return this.publisher.publish(tx, { environmentId, deploymentId, upserts, removals, isWayBack: false });
  }

  #record(tx: Tx, work: Frozen, version: number | null): Promise<StoredDeployment> {
    const { request, deploymentId } = work;
    const { object, actor } = request;
    const items = itemsOf(work, makesVersions(request));
    const deployment: NewDeployment = {
      id: deploymentId,
      environmentId: request.environmentId,
      projectId: request.projectId,
      kind: request.kind,
      objectKind: object.kind,
      objectId: object.id,
      objectName: object.name,
      groupId: object.groupId,
      userId: actor.userId,
      username: actor.username,
      description: request.description,
      persistent: request.persistent,
      state: 'pending',
      version,
      message: '',
      createdAt: this.clock.now(),
      settledAt: null,
      frozen: frozenOf(request.frozen, items),
    };
    return this.deployments.record(tx, deployment, request.record, items);
  }
}

/** Neither what makes a version of before live again, nor what keeps revisions in other surroundings. */
const makesVersions = ({ kind, versionedAt }: ReleaseRequest): boolean =>
  kind !== 'refresh' && versionedAt === undefined;

export const keyOf = (release: Pick<ReleaseRow, 'proxyId' | 'groupId'>): string =>
  `${release.proxyId}:${release.groupId ?? ''}`;

const entryOf = ({ candidate, compiled: { digest, fragment } }: CompiledRelease): SnapshotEntry => ({
  key: keyOf(candidate),
  digest,
  fragment,
});

const fragmentsOf = ({ compiled }: Planned) =>
  compiled.map(({ compiled: { digest, fragment } }) => ({ digest, fragment }));

/** The order in which their records are put back, should a gateway refuse. */
const byObject = (a: ReleaseRequest, b: ReleaseRequest): number => (a.object.id < b.object.id ? -1 : 1);

/** The releases as they are, compiled anew: still of the deployment that made them, and of their version. */
function refreshed(work: Planned): Frozen {
  const rows = work.compiled.map(({ candidate, compiled: { digest, claims } }, index) => {
    const current = work.plan.put[index]?.current;
    if (current == null) throw new Error(`${keyOf(candidate)} is refreshed and not live`);
    const { contextDigest } = candidate;
    return { ...current, contextDigest, claimsDigest: digestOf(claims), fragmentDigest: digest };
  });
  return { ...work, rows, renewed: [] };
}

/** Says whose routes were refused, where many were asked for at once. */
function blame(error: unknown, proxyId: Id): never {
  if (!isProblem(error)) throw error;
  throw new Problem(error.code, error.message, { ...error.facts, proxyId });
}
