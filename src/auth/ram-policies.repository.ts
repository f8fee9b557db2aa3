import { Injectable } from '@nestjs/common';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import { alreadyExists, notFound } from '../shared/problem.js';
import type { RamAttachment, StoredRamPolicy } from './auth-types.js';
import { RamAttachmentEntity } from './ram-attachment.entity.js';
import { RamPolicyEntity } from './ram-policy.entity.js';

@Injectable()
export class RamPoliciesRepository {
  /** By name. */
  async ofProject(tx: Tx, projectId: Id): Promise<StoredRamPolicy[]> {
    const rows = await tx.manager.find(RamPolicyEntity, { where: { projectId }, order: { name: 'ASC' } });
    return rows.map(known);
  }

  async findById(tx: Tx, id: Id): Promise<StoredRamPolicy | undefined> {
    const row = await tx.manager.findOneBy(RamPolicyEntity, { id });
    return row === null ? undefined : known(row);
  }

  /** @throws Problem `already_exists`, or `not_found` when the project is gone */
  async insert(tx: Tx, policy: StoredRamPolicy): Promise<void> {
    try {
      await tx.manager.insert(RamPolicyEntity, { ...policy });
    } catch (error) {
      throw explained(error, policy);
    }
  }

  /** @throws Problem `already_exists` when the new name is taken */
  async update(tx: Tx, policy: StoredRamPolicy): Promise<void> {
    const { id, ...columns } = policy;
    try {
      await tx.manager.update(RamPolicyEntity, { id }, columns);
    } catch (error) {
      throw explained(error, policy);
    }
  }

  async delete(tx: Tx, id: Id): Promise<void> {
    await tx.manager.delete(RamPolicyEntity, { id });
  }

  /** By policy, then by user. */
  attachments(tx: Tx, projectId: Id): Promise<RamAttachment[]> {
    return tx.manager.query<RamAttachment[]>(
      `SELECT p.id AS "policyId", p.name AS "policyName", u.id AS "userId", u.username
       FROM ram_policies p JOIN ram_attachments a ON a.policy_id = p.id JOIN users u ON u.id = a.user_id
       WHERE p.project_id = $1 ORDER BY p.name, u.username`,
      [projectId],
    );
  }

  /** Attaching twice is attaching once. @throws Problem `not_found` when the policy or the user is gone */
  async attach(tx: Tx, policyId: Id, userId: Id): Promise<void> {
    try {
      await tx.manager
        .createQueryBuilder()
        .insert()
        .into(RamAttachmentEntity)
        .values({ policyId, userId })
        .orIgnore()
        .execute();
    } catch (error) {
      if (constraintOf(error) === 'fk_ram_attachments_policy') throw notFound('policy', policyId);
      if (constraintOf(error) === 'fk_ram_attachments_user') throw notFound('user', userId);
      throw error;
    }
  }

  async detach(tx: Tx, policyId: Id, userId: Id): Promise<boolean> {
    const { affected } = await tx.manager.delete(RamAttachmentEntity, { policyId, userId });
    return affected === 1;
  }

  async detachMember(tx: Tx, projectId: Id, userId: Id): Promise<void> {
    await tx.manager.query(
      `DELETE FROM ram_attachments a USING ram_policies p
       WHERE p.id = a.policy_id AND p.project_id = $1 AND a.user_id = $2`,
      [projectId, userId],
    );
  }
}

function explained(error: unknown, policy: StoredRamPolicy): unknown {
  if (constraintOf(error) === 'uq_ram_policies_name') return alreadyExists('policy', policy.name);
  if (constraintOf(error) === 'fk_ram_policies_project') return notFound('project', policy.projectId);
  return error;
}

const known = (row: RamPolicyEntity): StoredRamPolicy => ({
  id: row.id,
  projectId: row.projectId,
  name: row.name,
  description: row.description,
  document: row.document,
  createdAt: row.createdAt,
  modifiedAt: row.modifiedAt,
});
