import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An import into a group that goes on after its call was answered. Goes with the group. */
@Entity('group_imports')
export class GroupImportEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_group_imports' })
  id!: string;

  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Index('ix_group_imports_group')
  @ForeignKey('proxy_groups', { name: 'fk_group_imports_group', onDelete: 'CASCADE' })
  @Column('text', { name: 'group_id' })
  groupId!: string;

  /** What is to be imported, in the words of the dialect. Null once it is settled. */
  @Column('jsonb', { nullable: true })
  request!: unknown;

  /** What came of it, in the words of the dialect. Null until it is settled. */
  @Column('jsonb', { nullable: true })
  result!: unknown;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;
}
