import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What is live of a group in an environment may be older than its surroundings. */
@Entity('due_refreshes')
export class DueRefreshEntity {
  @ForeignKey('environments', { name: 'fk_due_refreshes_environment', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_due_refreshes' })
  environmentId!: string;

  @Index('ix_due_refreshes_group')
  @ForeignKey('proxy_groups', { name: 'fk_due_refreshes_group', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'group_id', primaryKeyConstraintName: 'pk_due_refreshes' })
  groupId!: string;
}
