import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('memberships')
@Index('ix_memberships_user', ['userId'])
export class MembershipEntity {
  @ForeignKey('projects', { name: 'fk_memberships_project', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_memberships' })
  projectId!: string;

  @ForeignKey('users', { name: 'fk_memberships_user', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'user_id', primaryKeyConstraintName: 'pk_memberships' })
  userId!: string;

  @Column('text', { array: true })
  roles!: string[];

  @Column('text', { array: true })
  permissions!: string[];
}
