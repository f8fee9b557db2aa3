import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { GroupSettings } from '../model/proxy-group.js';

@Entity('proxy_groups')
@Unique('uq_proxy_groups_name', ['projectId', 'name'])
export class ProxyGroupEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_proxy_groups' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_proxy_groups_project', onDelete: 'RESTRICT' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('jsonb')
  settings!: GroupSettings;

  @Column('text', { name: 'settings_digest' })
  settingsDigest!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
