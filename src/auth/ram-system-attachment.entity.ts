import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Policies that come with the product have no row of their own. */
@Entity('ram_system_attachments')
@Index('ix_ram_system_attachments_user', ['userId'])
export class RamSystemAttachmentEntity {
  @ForeignKey('projects', { name: 'fk_ram_system_attachments_project', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_ram_system_attachments' })
  projectId!: string;

  @ForeignKey('users', { name: 'fk_ram_system_attachments_user', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'user_id', primaryKeyConstraintName: 'pk_ram_system_attachments' })
  userId!: string;

  @PrimaryColumn('text', { name: 'policy_name', primaryKeyConstraintName: 'pk_ram_system_attachments' })
  policyName!: string;

  @Column('timestamptz', { name: 'attached_at' })
  attachedAt!: Date;
}
