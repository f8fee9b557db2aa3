import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The tagged object may be of any kind, so nothing refers to it: whoever deletes it deletes its tags. */
@Entity('resource_tags')
export class ResourceTagEntity {
  @PrimaryColumn('text', { name: 'resource_type', primaryKeyConstraintName: 'pk_resource_tags' })
  resourceType!: string;

  @PrimaryColumn('text', { name: 'resource_id', primaryKeyConstraintName: 'pk_resource_tags' })
  resourceId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_resource_tags' })
  key!: string;

  @Column('text')
  value!: string;

  @Index('ix_resource_tags_project')
  @ForeignKey('projects', { name: 'fk_resource_tags_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;
}
