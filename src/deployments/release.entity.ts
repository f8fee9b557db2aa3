import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('releases')
export class ReleaseEntity {
  @ForeignKey('environments', { name: 'fk_releases_environment', onDelete: 'RESTRICT' })
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_releases' })
  environmentId!: string;

  @Index('ix_releases_proxy')
  @ForeignKey('api_proxies', { name: 'fk_releases_proxy', onDelete: 'RESTRICT' })
  @PrimaryColumn('text', { name: 'proxy_id', primaryKeyConstraintName: 'pk_releases' })
  proxyId!: string;

  /** The group's id, `''` outside a group: a primary key takes no null. */
  @PrimaryColumn('text', { name: 'group_key', primaryKeyConstraintName: 'pk_releases' })
  groupKey!: string;

  @Index('ix_releases_group')
  @ForeignKey('proxy_groups', { name: 'fk_releases_group', onDelete: 'RESTRICT' })
  @Column('text', { name: 'group_id', nullable: true })
  groupId!: string | null;

  @Index('ix_releases_revision')
  @ForeignKey('revisions', { name: 'fk_releases_revision', onDelete: 'RESTRICT' })
  @Column('text', { name: 'revision_id' })
  revisionId!: string;

  @Column('text', { name: 'definition_digest' })
  definitionDigest!: string;

  @Column('text', { name: 'context_digest' })
  contextDigest!: string;

  @Column('text', { name: 'claims_digest' })
  claimsDigest!: string;

  @Index('ix_releases_fragment')
  @ForeignKey('fragments', { name: 'fk_releases_fragment', onDelete: 'RESTRICT' })
  @Column('text', { name: 'fragment_digest' })
  fragmentDigest!: string;

  @Column('text', { name: 'deployment_id' })
  deploymentId!: string;

  @Column('timestamptz', { name: 'released_at' })
  releasedAt!: Date;

  /** Which version it is: the one of an item of some deployment. */
  @Column('timestamptz', { name: 'versioned_at' })
  versionedAt!: Date;
}
