import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One proxy of a batch, and how far it has come. */
@Entity('deployment_batch_items')
@Index('ix_deployment_batch_items_waiting', ['batchId'], { where: `state = 'waiting'` })
@Index('ix_deployment_batch_items_deployment', ['deploymentId'])
export class BatchItemEntity {
  @ForeignKey('deployment_batches', { name: 'fk_deployment_batch_items_batch', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'batch_id', primaryKeyConstraintName: 'pk_deployment_batch_items' })
  batchId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_deployment_batch_items' })
  position!: number;

  @ForeignKey('environments', { name: 'fk_deployment_batch_items_environment', onDelete: 'CASCADE' })
  @Column('text', { name: 'environment_id' })
  environmentId!: string;

  /** As the caller gave it: there may be no such group. */
  @Column('text', { name: 'group_id' })
  groupId!: string;

  /** As the caller gave it: there may be no such proxy. */
  @Column('text', { name: 'proxy_id' })
  proxyId!: string;

  @Column('text')
  state!: string;

  @Column('text')
  message!: string;

  /** The deployment that settles it; null before the commit, and for what was not live. */
  @Column('text', { name: 'deployment_id', nullable: true })
  deploymentId!: string | null;
}
