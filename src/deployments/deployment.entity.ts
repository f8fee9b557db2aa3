import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { FrozenTarget } from '../model/deployment.js';
import type { RecordRow } from './records.repository.js';

@Entity('deployments')
@Unique('uq_deployments_number', ['objectId', 'number'])
@Index('ix_deployments_pending', ['environmentId'], { where: `state = 'pending'` })
export class DeploymentEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_deployments' })
  id!: string;

  @ForeignKey('environments', { name: 'fk_deployments_environment', onDelete: 'CASCADE' })
  @Column('text', { name: 'environment_id' })
  environmentId!: string;

  @ForeignKey('projects', { name: 'fk_deployments_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  kind!: string;

  @Column('text', { name: 'object_kind' })
  objectKind!: string;

  @Column('text', { name: 'object_id' })
  objectId!: string;

  @Column('text', { name: 'object_name' })
  objectName!: string;

  /** The group a single proxy was deployed in, or the group itself. */
  @Column('text', { name: 'group_id', nullable: true })
  groupId!: string | null;

  @Column('integer')
  number!: number;

  @Column('text', { name: 'user_id' })
  userId!: string;

  @Column('text')
  username!: string;

  @Column('text')
  description!: string;

  @Column('boolean')
  persistent!: boolean;

  @Column('text')
  state!: string;

  @Column('bigint', { nullable: true })
  version!: string | null;

  @Column('text')
  message!: string;

  /** The deployment record before it, for the way back. */
  @Column('jsonb', { name: 'previous_record', nullable: true })
  previousRecord!: RecordRow | null;

  /** What it released, or took away; null when there was nothing. */
  @Column('jsonb', { nullable: true })
  frozen!: FrozenTarget | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}
