import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('access_keys')
@Index('ix_access_keys_user', ['userId'])
@Index('ix_access_keys_project', ['projectId'])
@Index('ix_access_keys_expires_at', ['expiresAt'])
export class AccessKeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_access_keys' })
  id!: string;

  @ForeignKey('users', { name: 'fk_access_keys_user', onDelete: 'CASCADE' })
  @Column('text', { name: 'user_id' })
  userId!: string;

  @ForeignKey('projects', { name: 'fk_access_keys_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('bytea', { name: 'secret_sealed' })
  secretSealed!: Buffer;

  @Column('boolean')
  active!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** Set, like the two below, for temporary keys only. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('text', { name: 'token_hash', nullable: true })
  tokenHash!: string | null;

  /** Of the grammar that `parseRamPolicy` checks. */
  @Column('jsonb', { name: 'session_policy', nullable: true })
  sessionPolicy!: object | null;
}
