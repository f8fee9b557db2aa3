import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('ram_attachments')
@Index('ix_ram_attachments_user', ['userId'])
export class RamAttachmentEntity {
  @ForeignKey('ram_policies', { name: 'fk_ram_attachments_policy', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'policy_id', primaryKeyConstraintName: 'pk_ram_attachments' })
  policyId!: string;

  @ForeignKey('users', { name: 'fk_ram_attachments_user', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'user_id', primaryKeyConstraintName: 'pk_ram_attachments' })
  userId!: string;

  @Column('timestamptz', { name: 'attached_at' })
  attachedAt!: Date;
}
