import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

@Entity('vpc_accesses')
@Unique('uq_vpc_accesses_name', ['projectId', 'name'])
@Unique('uq_vpc_accesses_target', ['projectId', 'vpcId', 'instanceId', 'port'])
export class VpcAccessEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_vpc_accesses' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_vpc_accesses_project', onDelete: 'CASCADE' })
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('text', { name: 'vpc_id' })
  vpcId!: string;

  @Column('text', { name: 'instance_id' })
  instanceId!: string;

  @Column('integer')
  port!: number;

  @Column('text', { name: 'target_host_name' })
  targetHostName!: string;

  @Column('jsonb')
  tags!: readonly { readonly key: string; readonly value: string }[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
