import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('used_nonces')
@Index('ix_used_nonces_seen_at', ['seenAt'])
export class UsedNonceEntity {
  @PrimaryColumn('text', { name: 'access_key_id', primaryKeyConstraintName: 'pk_used_nonces' })
  accessKeyId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_used_nonces' })
  nonce!: string;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;
}
