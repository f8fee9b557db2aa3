import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How one gateway answered one version, in its own words. */
@Entity('node_answers')
export class NodeAnswerEntity {
  @ForeignKey('environments', { name: 'fk_node_answers_environment', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_node_answers' })
  environmentId!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_node_answers' })
  version!: string;

  @PrimaryColumn('text', { name: 'node_id', primaryKeyConstraintName: 'pk_node_answers' })
  nodeId!: string;

  @PrimaryColumn('text', { name: 'replica_id', primaryKeyConstraintName: 'pk_node_answers' })
  replicaId!: string;

  @Column('text')
  outcome!: string;

  @Column('text')
  detail!: string;

  @Column('double precision', { name: 'duration_ms' })
  durationMs!: number;

  @Column('timestamptz', { name: 'answered_at' })
  answeredAt!: Date;
}
