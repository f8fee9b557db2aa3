import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Kept when the mapping and the instance are gone; goes with the project. */
@Entity('promotion_executions')
@Index('ix_promotion_executions_run', ['executionId'])
@Index('ix_promotion_executions_project', ['projectId', 'startedAt'])
export class PromotionExecutionEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_promotion_executions' })
  id!: string;

  @Column('text', { name: 'execution_id' })
  executionId!: string;

  @Column('integer')
  position!: number;

  @ForeignKey('projects', { name: 'fk_promotion_executions_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text', { name: 'mapping_id' })
  mappingId!: string;

  @Column('text', { name: 'mapping_name' })
  mappingName!: string;

  @Column('text', { name: 'instance_id' })
  instanceId!: string;

  @Column('text', { name: 'instance_name' })
  instanceName!: string;

  @Column('text', { name: 'instance_color' })
  instanceColor!: string;

  @Column('text', { name: 'source_name' })
  sourceName!: string;

  @Column('text', { name: 'target_name' })
  targetName!: string;

  @Column('text')
  state!: string;

  @Column('integer')
  step!: number;

  @Column('integer', { name: 'total_steps' })
  totalSteps!: number;

  @Column('text', { name: 'step_name' })
  stepName!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('text', { name: 'executed_by' })
  executedBy!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column('timestamptz', { name: 'touched_at' })
  touchedAt!: Date;

  @Column('text', { name: 'error_message' })
  errorMessage!: string;
}
