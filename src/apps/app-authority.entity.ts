import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('app_authorities')
export class AppAuthorityEntity {
  @ForeignKey('apps', { name: 'fk_app_authorities_app', onDelete: 'CASCADE' })
  @PrimaryColumn('bigint', { name: 'app_id', primaryKeyConstraintName: 'pk_app_authorities' })
  appId!: string;

  @Index('ix_app_authorities_proxy')
  @ForeignKey('api_proxies', { name: 'fk_app_authorities_proxy', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'proxy_id', primaryKeyConstraintName: 'pk_app_authorities' })
  proxyId!: string;

  @Index('ix_app_authorities_group')
  @ForeignKey('proxy_groups', { name: 'fk_app_authorities_group', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'group_id', primaryKeyConstraintName: 'pk_app_authorities' })
  groupId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_app_authorities' })
  stage!: string;

  /** Null: for ever. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('text')
  description!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
