import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { ProxyDefinition } from '../model/api-proxy.js';

@Entity('api_proxies')
@Unique('uq_api_proxies_name', ['projectId', 'name'])
@Unique('uq_api_proxies_api_name', ['homeGroupId', 'apiName'])
export class ApiProxyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_api_proxies' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_api_proxies_project', onDelete: 'RESTRICT' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'api_name' })
  apiName!: string;

  @ForeignKey('proxy_groups', { name: 'fk_api_proxies_home_group', onDelete: 'RESTRICT' })
  @Column('text', { name: 'home_group_id', nullable: true })
  homeGroupId!: string | null;

  @Column('text')
  description!: string;

  @Column('jsonb')
  definition!: ProxyDefinition;

  @Column('text', { name: 'definition_digest' })
  definitionDigest!: string;

  @ForeignKey('spec_documents', { name: 'fk_api_proxies_spec', onDelete: 'RESTRICT' })
  @Column('text', { name: 'spec_digest', nullable: true })
  specDigest!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
