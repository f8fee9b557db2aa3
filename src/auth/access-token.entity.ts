import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('tokens')
@Unique('uq_tokens_hash', ['hash'])
@Index('ix_tokens_user', ['userId'])
@Index('ix_tokens_expires_at', ['expiresAt'])
export class AccessTokenEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_tokens' })
  id!: string;

  @ForeignKey('users', { name: 'fk_tokens_user', onDelete: 'CASCADE' })
  @Column('text', { name: 'user_id' })
  userId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  hash!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
