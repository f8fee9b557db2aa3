import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A gateway process as its control-plane replica last saw it. */
@Entity('nodes')
export class NodeEntity {
  @ForeignKey('environments', { name: 'fk_nodes_environment', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_nodes' })
  environmentId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_nodes' })
  id!: string;

  @PrimaryColumn('text', { name: 'replica_id', primaryKeyConstraintName: 'pk_nodes' })
  replicaId!: string;

  @Column('text')
  plane!: string;

  @Column('text')
  address!: string;

  @Column('bigint', { nullable: true })
  version!: string | null;

  @Column('boolean')
  connected!: boolean;

  /** Of another environment, and serves this one's routes with a stage besides. */
  @Column('boolean')
  guest!: boolean;

  @Column('timestamptz', { name: 'connected_at' })
  connectedAt!: Date;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;

  @Column('text', { name: 'last_outcome', nullable: true })
  lastOutcome!: string | null;

  @Column('text', { name: 'last_detail', nullable: true })
  lastDetail!: string | null;
}
