import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ReleaseRow } from './releases.repository.js';

/** What a deployment did to one release. */
@Entity('deployment_items')
@Unique('uq_deployment_items_version', ['groupKey', 'proxyId', 'versionedAt'])
export class DeploymentItemEntity {
  @ForeignKey('deployments', { name: 'fk_deployment_items_deployment', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'deployment_id', primaryKeyConstraintName: 'pk_deployment_items' })
  deploymentId!: string;

  @Index('ix_deployment_items_proxy')
  @PrimaryColumn('text', { name: 'proxy_id', primaryKeyConstraintName: 'pk_deployment_items' })
  proxyId!: string;

  /** The group's id, `''` outside a group. */
  @PrimaryColumn('text', { name: 'group_key', primaryKeyConstraintName: 'pk_deployment_items' })
  groupKey!: string;

  @Column('text')
  action!: string;

  @Column('text', { name: 'revision_id', nullable: true })
  revisionId!: string | null;

  /** The release before it, for the way back; null when there was none. */
  @Column('jsonb', { nullable: true })
  previous!: ReleaseRow | null;

  /** Names the version that it made; null when it made none. */
  @Column('timestamptz', { name: 'versioned_at', nullable: true })
  versionedAt!: Date | null;
}
