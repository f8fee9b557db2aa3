import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import type { VpcAccess } from '../vpc-accesses/vpc-access.js';
import { VpcUpdateEntity } from './vpc-update.entity.js';
import type { VpcUse } from './vpc-use.js';

/** How long it can be asked what a change was live for. */
const KEPT = '7 days';

@Injectable()
export class VpcUsesRepository {
  async keepUpdate(tx: Tx, update: VpcUpdateEntity): Promise<void> {
    await tx.manager.query(`DELETE FROM vpc_updates WHERE created_at < $1::timestamptz - interval '${KEPT}'`, [
      update.createdAt,
    ]);
    await tx.manager.insert(VpcUpdateEntity, { ...update } as object);
  }

  async update(tx: Tx, projectId: Id, id: Id): Promise<VpcUpdateEntity | undefined> {
    return (await tx.manager.findOneBy(VpcUpdateEntity, { projectId, id })) ?? undefined;
  }

  /** In order of environments and groups. */
  live(tx: Tx, access: VpcAccess): Promise<VpcUse[]> {
    const { name, vpcId, instanceId, port } = access;
    return tx.manager.query(
      `SELECT r.environment_id AS "environmentId", r.group_id AS "groupId", e.stage, p.id AS "proxyId",
              p.api_name AS "apiName", p.description, g.name AS "groupName",
              v.definition->'operations'->0->>'path' AS path, v.definition->'operations'->0->>'method' AS method
         FROM releases r JOIN revisions v ON v.id = r.revision_id JOIN environments e ON e.id = r.environment_id
         JOIN api_proxies p ON p.id = r.proxy_id JOIN proxy_groups g ON g.id = r.group_id
        WHERE g.project_id = $1 AND (v.definition->'routing'->'vpcAccess' @> $2::jsonb
          OR v.definition->'routing'->'vpcAccess' @> $3::jsonb)
        ORDER BY r.environment_id, r.group_id, p.id`,
      [access.projectId, JSON.stringify({ name }), JSON.stringify({ vpcId, instanceId, port })],
    );
  }
}
