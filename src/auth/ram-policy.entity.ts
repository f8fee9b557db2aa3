import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

@Entity('ram_policies')
@Unique('uq_ram_policies_name', ['projectId', 'name'])
export class RamPolicyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_ram_policies' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_ram_policies_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  /** The default version, of the grammar that `parseRamPolicy` checks. */
  @Column('jsonb')
  document!: object;

  @Column('integer', { name: 'default_version' })
  defaultVersion!: number;

  @Column('integer', { name: 'last_version' })
  lastVersion!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
