import { Injectable } from '@nestjs/common';
import type { SnapshotEntry } from '../data-planes/data-plane.js';
import type { Tx } from '../database/unit-of-work.js';
import { claimsOf } from '../ir/claims.js';
import type { Fragment } from '../ir/fragment.js';
import { Publisher } from '../publishing/publisher.service.js';
import { SnapshotsRepository } from '../publishing/snapshots.repository.js';
import type { Id } from '../shared/ids.js';
import { type DeploymentItemRow, DeploymentsRepository, type StoredDeployment } from './deployments.repository.js';
import { RecordsRepository } from './records.repository.js';
import { keyOf } from './release-pipeline.js';
import { type ReleaseRow, ReleasesRepository } from './releases.repository.js';
import { RouteClaimsRepository } from './route-claims.repository.js';

/** The way back: the release set as it was before a deployment, as a new version. */
@Injectable()
export class DeploymentReversal {
  constructor(
    private readonly releases: ReleasesRepository,
    private readonly claims: RouteClaimsRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly deployments: DeploymentsRepository,
    private readonly records: RecordsRepository,
    private readonly publisher: Publisher,
  ) {}

  /**
   * Of all that went live in one version. Nothing may have changed the environment since; the caller holds its lock. Returns
   * the version that restores it.
   */
  async run(tx: Tx, environmentId: Id, deployments: readonly StoredDeployment[]): Promise<number> {
    const ids = deployments.map(({ id }) => id);
    const items = (await this.deployments.items(tx, ids)).filter((item) => item.action !== 'keep');
    const changed = items.filter((item) => item.action !== 'renew');
    const before = changed.flatMap((item) => item.previous ?? []);
    const fragments = await this.snapshots.fragments(
      tx,
      before.map((release) => release.fragmentDigest),
    );
    for (const item of changed) await this.claims.release(tx, claimantOf(environmentId, item));
    for (const release of before) await this.#claimAgain(tx, release, fragments);
    await this.releases.put(
      tx,
      items.flatMap((item) => item.previous ?? []),
    );
    const removed = changed.filter((item) => item.previous === null);
    await this.releases.remove(
      tx,
      removed.map((item) => ({ ...item, environmentId })),
    );
    // Several may have changed one record: what was there before the first of them stays.
    for (const deployment of deployments.toReversed()) await this.#restoreRecord(tx, deployment);
    return this.publisher.publish(tx, {
      environmentId,
      deploymentId: ids[0] ?? '',
      upserts: before.map((release) => entryOf(release, fragments)),
      removals: removed.map(keyOf),
      isWayBack: true,
    });
  }

  async #claimAgain(tx: Tx, release: ReleaseRow, fragments: ReadonlyMap<string, Fragment>): Promise<void> {
    const { fragment } = entryOf(release, fragments);
    await this.claims.claim(tx, claimantOf(release.environmentId, release), claimsOf(fragment));
  }

  async #restoreRecord(tx: Tx, deployment: StoredDeployment): Promise<void> {
    const { environmentId, previousRecord } = deployment;
    if (previousRecord !== null) return this.records.put(tx, previousRecord);
    await this.records.remove(tx, environmentId, deployment.groupId ?? deployment.objectId);
  }
}

const claimantOf = (environmentId: Id, item: Pick<DeploymentItemRow, 'proxyId' | 'groupId'>) => ({
  environmentId,
  ownerId: item.groupId ?? item.proxyId,
  proxyId: item.proxyId,
});

function entryOf(release: ReleaseRow, fragments: ReadonlyMap<string, Fragment>): SnapshotEntry {
  const fragment = fragments.get(release.fragmentDigest);
  if (fragment === undefined) throw new Error(`fragment ${release.fragmentDigest} of a release is not kept`);
  return { key: keyOf(release), digest: release.fragmentDigest, fragment };
}
