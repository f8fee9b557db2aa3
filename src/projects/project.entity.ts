import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('projects')
@Unique('uq_projects_name', ['name'])
@Unique('uq_projects_account', ['accountId'])
export class ProjectEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_projects' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('text', { name: 'account_id' })
  accountId!: string;

  @Column('text', { name: 'relative_path' })
  relativePath!: string;

  @Column('boolean', { name: 'enable_relative_path' })
  enableRelativePath!: boolean;

  @Column('jsonb')
  tags!: string[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
