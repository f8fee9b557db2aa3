import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

@Entity('stage_variables')
export class StageVariableEntity {
  @ForeignKey('proxy_groups', { name: 'fk_stage_variables_group', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'group_id', primaryKeyConstraintName: 'pk_stage_variables' })
  groupId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_stage_variables' })
  stage!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_stage_variables' })
  name!: string;

  @Column('text')
  value!: string;

  /** As a client wrote it. */
  @Column('text', { name: 'route_model', nullable: true })
  routeModel!: string | null;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
