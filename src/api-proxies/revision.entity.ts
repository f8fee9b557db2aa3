import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { ProxyDefinition } from '../model/api-proxy.js';

@Entity('revisions')
@Unique('uq_revisions_number', ['proxyId', 'number'])
@Unique('uq_revisions_digest', ['proxyId', 'definitionDigest'])
export class RevisionEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_revisions' })
  id!: string;

  @ForeignKey('api_proxies', { name: 'fk_revisions_proxy', onDelete: 'CASCADE' })
  @Column('text', { name: 'proxy_id' })
  proxyId!: string;

  @Column('integer')
  number!: number;

  @Column('jsonb')
  definition!: ProxyDefinition;

  @Column('text', { name: 'definition_digest' })
  definitionDigest!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
