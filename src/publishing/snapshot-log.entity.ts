import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What one version of an environment's snapshot changed. Compacted: a whole snapshot is always derivable from releases. */
@Entity('snapshot_log')
export class SnapshotLogEntity {
  @ForeignKey('environments', { name: 'fk_snapshot_log_environment', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_snapshot_log' })
  environmentId!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_snapshot_log' })
  version!: string;

  @Column('text', { name: 'deployment_id' })
  deploymentId!: string;

  @Column('jsonb')
  upserts!: { key: string; digest: string }[];

  @Column('jsonb')
  removals!: string[];

  /** That had connected nodes then, and flip to it together; null: each node takes it for itself. */
  @Column('jsonb', { nullable: true })
  replicas!: string[] | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
