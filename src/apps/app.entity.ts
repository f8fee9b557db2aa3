import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('apps')
export class AppEntity {
  /** Read as text: decimal digits. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_apps' })
  id!: string;

  @Index('ix_apps_project')
  @ForeignKey('projects', { name: 'fk_apps_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('text')
  extend!: string;

  @Column('boolean')
  disabled!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
