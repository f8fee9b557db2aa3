import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('users')
@Unique('uq_users_username', ['username'])
@Index('ix_users_project', ['projectId'])
export class UserEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_users' })
  id!: string;

  @Column('text')
  username!: string;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('boolean')
  admin!: boolean;

  @Column('boolean')
  disabled!: boolean;

  @ForeignKey('projects', { name: 'fk_users_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id', nullable: true })
  projectId!: string | null;

  @Column('text')
  email!: string;

  @Column('text', { name: 'mobile_phone' })
  mobilePhone!: string;

  @Column('text')
  comments!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
