import { Injectable } from '@nestjs/common';
import type { EntityTarget } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import { alreadyExists, notFound } from '../shared/problem.js';
import type { RamAttachment, RamPolicyVersion, RamSystemAttachment, StoredRamPolicy } from './auth-types.js';
import { RamAttachmentEntity } from './ram-attachment.entity.js';
import { RamPolicyEntity } from './ram-policy.entity.js';
import { RamPolicyVersionEntity } from './ram-policy-version.entity.js';
import { RamSystemAttachmentEntity } from './ram-system-attachment.entity.js';

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

  /** Against everybody else who changes its versions or attaches it. */
  async lock(tx: Tx, id: Id): Promise<void> {
    await tx.manager.query('SELECT 1 FROM ram_policies WHERE id = $1 FOR UPDATE', [id]);
  }

  /** Newest first. */
  async versions(tx: Tx, policyId: Id): Promise<RamPolicyVersion[]> {
    const rows = await tx.manager.find(RamPolicyVersionEntity, { where: { policyId }, order: { number: 'DESC' } });
    return rows.map(({ number, text, createdAt }) => ({ number, text, createdAt }));
  }

  async addVersion(tx: Tx, policyId: Id, version: RamPolicyVersion): Promise<void> {
    await tx.manager.insert(RamPolicyVersionEntity, { policyId, ...version });
  }

  async deleteVersion(tx: Tx, policyId: Id, number: number): Promise<void> {
    await tx.manager.delete(RamPolicyVersionEntity, { policyId, number });
  }

  /** Of the policies that come with the product, by policy, then by user. */
  async systemAttachments(tx: Tx, projectId: Id): Promise<RamSystemAttachment[]> {
    return tx.manager.query<RamSystemAttachment[]>(
      `SELECT a.policy_name AS "policyName", u.id AS "userId", u.username, a.attached_at AS "attachedAt"
       FROM ram_system_attachments a JOIN users u ON u.id = a.user_id
       WHERE a.project_id = $1 ORDER BY a.policy_name, u.username`,
      [projectId],
    );
  }

  /** False when it is attached already. @throws Problem `not_found` when the project or the user is gone */
  async attachSystem(tx: Tx, attachment: NewSystemAttachment): Promise<boolean> {
    return attached(tx, RamSystemAttachmentEntity, attachment, { user: attachment.userId });
  }

  async detachSystem(tx: Tx, { projectId, userId, policyName }: Omit<NewSystemAttachment, 'attachedAt'>) {
    const { affected } = await tx.manager.delete(RamSystemAttachmentEntity, { projectId, userId, policyName });
    return affected === 1;
  }

  /** By policy, then by user. */
  attachments(tx: Tx, projectId: Id): Promise<RamAttachment[]> {
    return tx.manager.query<RamAttachment[]>(
      `SELECT p.id AS "policyId", p.name AS "policyName", u.id AS "userId", u.username, a.attached_at AS "attachedAt"
       FROM ram_policies p JOIN ram_attachments a ON a.policy_id = p.id JOIN users u ON u.id = a.user_id
       WHERE p.project_id = $1 ORDER BY p.name, u.username`,
      [projectId],
    );
  }

  /** False when it is attached already. @throws Problem `not_found` when the policy or the user is gone */
  async attach(tx: Tx, policyId: Id, userId: Id, attachedAt: Date): Promise<boolean> {
    return attached(tx, RamAttachmentEntity, { policyId, userId, attachedAt }, { user: userId, policy: policyId });
  }

  async detach(tx: Tx, policyId: Id, userId: Id): Promise<boolean> {
    const { affected } = await tx.manager.delete(RamAttachmentEntity, { policyId, userId });
    return affected === 1;
  }

  async detachMember(tx: Tx, projectId: Id, userId: Id): Promise<void> {
    await tx.manager.delete(RamSystemAttachmentEntity, { projectId, userId });
    await tx.manager.query(
      `DELETE FROM ram_attachments a USING ram_policies p
       WHERE p.id = a.policy_id AND p.project_id = $1 AND a.user_id = $2`,
      [projectId, userId],
    );
  }
}

export type NewSystemAttachment = Pick<RamSystemAttachmentEntity, 'projectId' | 'userId' | 'policyName' | 'attachedAt'>;

async function attached<E extends object>(
  tx: Tx,
  entity: EntityTarget<E>,
  row: object,
  { user, policy = '' }: { readonly user: Id; readonly policy?: Id },
): Promise<boolean> {
  try {
    const insert = tx.manager
      .createQueryBuilder()
      .insert()
      .into(entity)
      .values(row as QueryDeepPartialEntity<E>);
    const { raw } = await insert.orIgnore().returning('user_id').execute();
    return raw.length === 1;
  } catch (error) {
    const constraint = constraintOf(error) ?? '';
    if (constraint.endsWith('_policy')) throw notFound('policy', policy);
    if (constraint.endsWith('_user')) throw notFound('user', user);
    throw error;
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
  defaultVersion: row.defaultVersion,
  lastVersion: row.lastVersion,
  createdAt: row.createdAt,
  modifiedAt: row.modifiedAt,
});
