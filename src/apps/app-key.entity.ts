import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('app_keys')
export class AppKeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_app_keys' })
  key!: string;

  @Index('ix_app_keys_app')
  @ForeignKey('apps', { name: 'fk_app_keys_app', onDelete: 'CASCADE' })
  @Column('bigint', { name: 'app_id' })
  appId!: string;

  /** Sealed once: fragments hold these very bytes, so that equal content has equal digests. */
  @Column('bytea', { name: 'secret_sealed' })
  secretSealed!: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
