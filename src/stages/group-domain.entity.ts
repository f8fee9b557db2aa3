import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('group_domains')
export class GroupDomainEntity {
  /** Two groups cannot have one host. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_group_domains' })
  name!: string;

  @Index('ix_group_domains_group')
  @ForeignKey('proxy_groups', { name: 'fk_group_domains_group', onDelete: 'CASCADE' })
  @Column('text', { name: 'group_id' })
  groupId!: string;

  /** Null: all stages. */
  @Column('text', { nullable: true })
  stage!: string | null;

  @Column('text')
  type!: string;

  @Column('boolean', { name: 'redirects_to_https' })
  redirectsToHttps!: boolean;

  @Column('jsonb', { nullable: true })
  certificate!: StoredCertificate | null;

  @Column('bytea', { name: 'certificate_key_sealed', nullable: true })
  certificateKeySealed!: Buffer | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

/** Dates are ISO 8601. */
export interface StoredCertificate {
  readonly id: string;
  readonly name: string;
  readonly body: string;
  readonly validFrom: string;
  readonly validTo: string;
}
