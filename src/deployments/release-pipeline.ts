import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import type { SnapshotEntry } from '../data-planes/data-plane.js';
import type { Tx } from '../database/unit-of-work.js';
import type { Actor } from '../model/actor.js';
import type { DeploymentKind, FrozenMember, FrozenTarget, RecordedKind } from '../model/deployment.js';
import { Publisher } from '../publishing/publisher.service.js';
import { SnapshotsRepository } from '../publishing/snapshots.repository.js';
import { digestOf } from '../shared/canonical-json.js';
import { Clock } from '../shared/clock.js';
import { FaultPoints } from '../shared/fault-points.js';
import { type Id, newId } from '../shared/ids.js';
import {
  type DeploymentItemRow,
  DeploymentsRepository,
  type NewDeployment,
  type StoredDeployment,
} from './deployments.repository.js';
import { planRelease, type ReleasePlan } from './plan-release.js';
import { type CompiledRelease, type ReleaseCandidate, ReleaseCompiler } from './release-compiler.js';
import { type ReleaseRow, ReleasesRepository } from './releases.repository.js';
import { RouteClaimsRepository } from './route-claims.repository.js';

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
}

type Plan = ReleasePlan<ReleaseCandidate, ReleaseRow>;

/**
 * How a change becomes live: plan, freeze, compile, claim, keep, release, publish, record, in one transaction; the same
 * for deploy and undeploy, one proxy or a group. The order matters: nothing is written before everything compiles, and
 * the version is appended last because it locks the environment's row.
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
    private readonly publisher: Publisher,
    private readonly clock: Clock,
    private readonly faultPoints: FaultPoints,
  ) {}

  async run(tx: Tx, request: ReleaseRequest): Promise<StoredDeployment> {
    const deploymentId = newId();
    const plan = planRelease(request.wanted, request.current);
    const compiled = this.compiler.compileAll(
      request.environmentId,
      plan.put.map(({ wanted }) => wanted),
    );
    const rows =
      request.kind === 'refresh' ? refreshed(plan, compiled) : await this.#freeze(tx, request, deploymentId, compiled);
    this.faultPoints.reach('deployment.revisions-frozen');
    await this.#claim(tx, request.environmentId, plan, compiled, rows);
    this.faultPoints.reach('deployment.claims-written');
    await this.snapshots.keepFragments(tx, fragmentsOf(compiled), this.clock.now());
    await this.releases.put(tx, rows);
    await this.releases.remove(tx, plan.remove);
    this.faultPoints.reach('deployment.releases-written');
    const version = await this.#publish(tx, request.environmentId, deploymentId, plan, compiled);
    return this.#record(tx, request, deploymentId, version, itemsOf(plan, rows));
  }

  async #freeze(
    tx: Tx,
    request: ReleaseRequest,
    deploymentId: Id,
    compiled: readonly CompiledRelease[],
  ): Promise<ReleaseRow[]> {
    if (compiled.length === 0) return [];
    const now = this.clock.now();
    const revisions = await this.proxies.freeze(
      tx,
      compiled.map(({ candidate }) => candidate.proxy),
      now,
    );
    return compiled.map(({ candidate, compiled: { digest, claims } }, index) => ({
      environmentId: request.environmentId,
      proxyId: candidate.proxyId,
      groupId: candidate.groupId,
      revisionId: revisions[index]?.id ?? '',
      definitionDigest: candidate.definitionDigest,
      contextDigest: candidate.contextDigest,
      claimsDigest: digestOf(claims),
      fragmentDigest: digest,
      deploymentId,
      releasedAt: now.toISOString(),
    }));
  }

  /** What goes first gives its routes free, so that a member may take over another's. Equal claims cost nothing. */
  async #claim(
    tx: Tx,
    environmentId: Id,
    plan: Plan,
    compiled: readonly CompiledRelease[],
    rows: readonly ReleaseRow[],
  ): Promise<void> {
    for (const gone of plan.remove) {
      await this.claims.release(tx, { environmentId, ownerId: gone.groupId ?? gone.proxyId, proxyId: gone.proxyId });
    }
    for (const [index, { candidate, compiled: result }] of compiled.entries()) {
      if (plan.put[index]?.current?.claimsDigest === rows[index]?.claimsDigest) continue;
      const ownerId = candidate.groupId ?? candidate.proxyId;
      await this.claims.claim(tx, { environmentId, ownerId, proxyId: candidate.proxyId }, result.claims);
    }
  }

  /** Null when what is served stays the same: no version, nothing to send. */
  async #publish(
    tx: Tx,
    environmentId: Id,
    deploymentId: Id,
    plan: Plan,
    compiled: readonly CompiledRelease[],
  ): Promise<number | null> {
    const upserts = compiled
      .filter(({ compiled: { digest } }, index) => plan.put[index]?.current?.fragmentDigest !== digest)
      .map(entryOf);
    const removals = plan.remove.map(keyOf);
    if (upserts.length === 0 && removals.length === 0) return null;
    return this.publisher.publish(tx, { environmentId, deploymentId, upserts, removals });
  }

  #record(
    tx: Tx,
    request: ReleaseRequest,
    id: Id,
    version: number | null,
    items: readonly DeploymentItemRow[],
  ): Promise<StoredDeployment> {
    const { object, actor } = request;
    const deployment: NewDeployment = {
      id,
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

export const keyOf = (release: Pick<ReleaseRow, 'proxyId' | 'groupId'>): string =>
  `${release.proxyId}:${release.groupId ?? ''}`;

const entryOf = ({ candidate, compiled: { digest, fragment } }: CompiledRelease): SnapshotEntry => ({
  key: keyOf(candidate),
  digest,
  fragment,
});

const fragmentsOf = (compiled: readonly CompiledRelease[]) =>
  compiled.map(({ compiled: { digest, fragment } }) => ({ digest, fragment }));

function itemsOf(plan: Plan, rows: readonly ReleaseRow[]): DeploymentItemRow[] {
  const put = rows.map((row, index) => ({
    proxyId: row.proxyId,
    groupId: row.groupId,
    action: 'put' as const,
    revisionId: row.revisionId,
    previous: plan.put[index]?.current ?? null,
  }));
  const removed = plan.remove.map((row) => ({
    ...itemOf(row),
    action: 'remove' as const,
    revisionId: null,
    previous: row,
  }));
  const kept = plan.keep.map((row) => ({
    ...itemOf(row),
    action: 'keep' as const,
    revisionId: row.revisionId,
    previous: row,
  }));
  return [...put, ...removed, ...kept];
}

/** The releases as they are, compiled anew: still of the deployment that made them. */
function refreshed(plan: Plan, compiled: readonly CompiledRelease[]): ReleaseRow[] {
  return compiled.map(({ candidate, compiled: { digest, claims } }, index) => {
    const current = plan.put[index]?.current;
    if (current == null) throw new Error(`${keyOf(candidate)} is refreshed and not live`);
    const { contextDigest } = candidate;
    return { ...current, contextDigest, claimsDigest: digestOf(claims), fragmentDigest: digest };
  });
}

/** Null when there is nothing that could be brought back. */
function frozenOf({ settings, members }: ReleaseRequest['frozen'], items: readonly DeploymentItemRow[]) {
  const revisions = new Map(items.map((item) => [item.proxyId, item.revisionId ?? item.previous?.revisionId]));
  const released = members.flatMap((member) => {
    const revisionId = revisions.get(member.proxyId);
    return revisionId === undefined ? [] : [{ ...member, revisionId }];
  });
  return settings === null && released.length === 0 ? null : { settings, members: released };
}

const itemOf = ({ proxyId, groupId }: ReleaseRow) => ({ proxyId, groupId });
