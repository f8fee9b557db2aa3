import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** That an object is, or was, deployed in an environment. */
@Entity('deployment_records')
export class DeploymentRecordEntity {
  @PrimaryColumn('text', { name: 'object_id', primaryKeyConstraintName: 'pk_deployment_records' })
  objectId!: string;

  @ForeignKey('environments', { name: 'fk_deployment_records_environment', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_deployment_records' })
  environmentId!: string;

  @Column('text', { name: 'object_kind' })
  objectKind!: string;

  @Column('boolean')
  deployed!: boolean;

  @Column('integer')
  number!: number;

  @Column('timestamptz', { name: 'last_deployed_at', nullable: true })
  lastDeployedAt!: Date | null;
}
