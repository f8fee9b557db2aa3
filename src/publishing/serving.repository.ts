import { Injectable } from '@nestjs/common';
import type { ReleaseKey } from '../data-planes/data-plane.js';
import type { Tx } from '../database/unit-of-work.js';
import type { Fragment } from '../ir/fragment.js';
import { NodesRepository } from './nodes.repository.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** What one connected gateway serves of a release, by the version that it said it took; null: nothing. */
export interface ServingNode {
  readonly nodeId: string;
  readonly address: string;
  readonly fragment: Fragment | null;
  /** Why it refused the current version, in its own words; null when it did not. */
  readonly refusal: string | null;
}

/** Reads what gateways serve. A gateway that refused a version serves what the one before it left. */
@Injectable()
export class ServingRepository {
  constructor(
    private readonly nodes: NodesRepository,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /** Every connected gateway of the environment, in the order of their names. Must run in `UnitOfWork.snapshot`. */
  async nodesOf(tx: Tx, environmentId: string, key: ReleaseKey): Promise<ServingNode[]> {
    const current = (await this.snapshots.version(tx, environmentId)) ?? 0;
    const nodes = await this.nodes.view(tx, environmentId, current);
    const versions = [...new Set(nodes.flatMap(({ version }) => version ?? []))];
    const digests = new Map<number, string | null>();
    for (const version of versions) digests.set(version, await this.#digestAt(tx, environmentId, key, version));
    const fragments = await this.snapshots.fragments(
      tx,
      [...digests.values()].flatMap((digest) => digest ?? []),
    );
    return nodes.map(({ nodeId, address, version, outcome, detail }) => {
      const digest = version === null ? null : (digests.get(version) ?? null);
      const fragment = digest === null ? null : (fragments.get(digest) ?? null);
      return { nodeId, address, fragment, refusal: outcome === 'rejected' ? detail : null };
    });
  }

  /**
   * The fragment of a release in one version: by the last change up to it. Where the log has none, it is what is live now,
   * unless a later version changed it: then it was not there yet.
   */
  async #digestAt(tx: Tx, environmentId: string, key: ReleaseKey, version: number): Promise<string | null> {
    const [row]: { before: boolean | null; after: boolean; digest: string | null; live: string | null }[] =
      await tx.manager.query(
        `WITH changes AS (
           SELECT l.version, (SELECT u->>'digest' FROM jsonb_array_elements(l.upserts) u WHERE u->>'key' = $2) AS digest
             FROM snapshot_log l
            WHERE l.environment_id = $1
              AND (l.upserts @> jsonb_build_array(jsonb_build_object('key', $2::text)) OR l.removals ? $2)
         ), last AS (
           SELECT digest FROM changes WHERE version <= $3 ORDER BY version DESC LIMIT 1
         )
         SELECT EXISTS (SELECT 1 FROM last) AS before, EXISTS (SELECT 1 FROM changes WHERE version > $3) AS after,
                (SELECT digest FROM last) AS digest,
                (SELECT fragment_digest FROM releases
                  WHERE environment_id = $1 AND proxy_id || ':' || group_key = $2) AS live`,
        [environmentId, key, version],
      );
    if (row?.before === true) return row.digest;
    return row === undefined || row.after ? null : row.live;
  }
}
