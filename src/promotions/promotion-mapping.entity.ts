import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('promotion_mappings')
@Unique('uq_promotion_mappings_name', ['name'])
@Index('ix_promotion_mappings_project', ['projectId'])
@Index('ix_promotion_mappings_instance', ['instanceId'])
export class PromotionMappingEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_promotion_mappings' })
  id!: string;

  @Column('text')
  name!: string;

  @ForeignKey('projects', { name: 'fk_promotion_mappings_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  kind!: string;

  @Column('text', { name: 'source_name' })
  sourceName!: string;

  @ForeignKey('promotion_instances', { name: 'fk_promotion_mappings_instance' })
  @Column('text', { name: 'instance_id' })
  instanceId!: string;

  @Column('text', { name: 'target_project' })
  targetProject!: string;

  @Column('text', { name: 'target_name' })
  targetName!: string;

  @Column('text', { name: 'target_environments', array: true })
  targetEnvironments!: string[];
}
