import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { VpcUse } from './vpc-use.js';

/** What a change of a VPC access was live for. */
@Entity('vpc_updates')
export class VpcUpdateEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_vpc_updates' })
  id!: string;

  @Index('ix_vpc_updates_project')
  @ForeignKey('projects', { name: 'fk_vpc_updates_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('jsonb')
  uses!: readonly VpcUse[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
