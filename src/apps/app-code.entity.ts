import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('app_codes')
export class AppCodeEntity {
  /** SHA-256 of the code, lower-case hex. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_app_codes' })
  digest!: string;

  @Index('ix_app_codes_app')
  @ForeignKey('apps', { name: 'fk_app_codes_app', onDelete: 'CASCADE' })
  @Column('bigint', { name: 'app_id' })
  appId!: string;

  @Column('bytea', { name: 'code_sealed' })
  codeSealed!: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
