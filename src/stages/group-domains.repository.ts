import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Stage } from '../model/environment.js';
import type { DomainCertificate, GroupDomain } from '../model/group-domain.js';
import type { Id } from '../shared/ids.js';
import { alreadyExists, notFound } from '../shared/problem.js';
import { GroupDomainEntity, type StoredCertificate } from './group-domain.entity.js';

/** A domain as it is stored, and put back after a refusal. */
export interface DomainRow extends GroupDomain, CertificateRow {
  readonly createdAt: Date;
}

/** Both or neither. */
export interface CertificateRow {
  readonly certificate: DomainCertificate | null;
  readonly keySealed: Buffer | null;
}

@Injectable()
export class GroupDomainsRepository {
  /** In the order of binding. */
  async ofGroup(tx: Tx, groupId: Id): Promise<DomainRow[]> {
    const rows = await tx.manager.find(GroupDomainEntity, {
      where: { groupId },
      order: { createdAt: 'ASC', name: 'ASC' },
    });
    return rows.map(known);
  }

  async find(tx: Tx, name: string): Promise<DomainRow | null> {
    const row = await tx.manager.findOneBy(GroupDomainEntity, { name });
    return row === null ? null : known(row);
  }

  /** Of those that callers bound. Whoever counts next waits for this transaction. */
  async countLocked(tx: Tx, groupId: Id): Promise<number> {
    await tx.manager.query('SELECT 1 FROM proxy_groups WHERE id = $1 FOR NO KEY UPDATE', [groupId]);
    return tx.manager.countBy(GroupDomainEntity, { groupId, type: Not('VPC') });
  }

  /** @throws Problem `already_exists` when somebody else was faster, `not_found` when the group is gone */
  async insert(tx: Tx, domain: DomainRow): Promise<void> {
    try {
      await tx.manager.insert(GroupDomainEntity, columnsOf(domain));
    } catch (error) {
      if (constraintOf(error) === 'pk_group_domains') throw alreadyExists('domain', domain.name);
      if (constraintOf(error) === 'fk_group_domains_group') throw notFound('group', domain.groupId);
      throw error;
    }
  }

  /** One certificate for another; null: none. Nothing happens where the domain has neither of them any more. */
  async replaceCertificate(
    tx: Tx,
    { groupId, name }: Pick<DomainRow, 'groupId' | 'name'>,
    beforeId: Id | null,
    { certificate, keySealed }: CertificateRow,
  ): Promise<void> {
    await tx.manager.query(
      `UPDATE group_domains SET certificate = $4, certificate_key_sealed = $5
        WHERE group_id = $1 AND name = $2 AND certificate->>'id' IS NOT DISTINCT FROM $3`,
      [groupId, name, beforeId, certificate === null ? null : JSON.stringify(stored(certificate)), keySealed],
    );
  }

  async remove(tx: Tx, name: string): Promise<void> {
    await tx.manager.delete(GroupDomainEntity, { name });
  }
}

/** Typed as the ORM wants JSON columns: it cannot know the members. */
const columnsOf = ({ certificate, keySealed, ...domain }: DomainRow): object => ({
  ...domain,
  certificate: certificate === null ? null : stored(certificate),
  certificateKeySealed: keySealed,
});

const stored = ({ validFrom, validTo, ...rest }: DomainCertificate): StoredCertificate => ({
  ...rest,
  validFrom: validFrom.toISOString(),
  validTo: validTo.toISOString(),
});

const known = (row: GroupDomainEntity): DomainRow => ({
  name: row.name,
  groupId: row.groupId,
  stage: row.stage as Stage | null,
  type: row.type as GroupDomain['type'],
  redirectsToHttps: row.redirectsToHttps,
  certificate:
    row.certificate === null
      ? null
      : {
          ...row.certificate,
          validFrom: new Date(row.certificate.validFrom),
          validTo: new Date(row.certificate.validTo),
        },
  keySealed: row.certificateKeySealed,
  createdAt: row.createdAt,
});
