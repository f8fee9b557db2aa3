import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Many deployments that were asked for at once. */
@Entity('deployment_batches')
@Index('ix_deployment_batches_created', ['createdAt'])
export class BatchEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_deployment_batches' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_deployment_batches_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  kind!: string;

  @Column('text', { name: 'user_id' })
  userId!: string;

  @Column('text')
  username!: string;

  @Column('text')
  description!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
