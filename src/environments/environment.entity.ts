import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('environments')
@Unique('uq_environments_name', ['name'])
@Unique('uq_environments_stage', ['stage'])
@Unique('uq_environments_ordinal', ['ordinal'])
export class EnvironmentEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_environments' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('text')
  type!: string;

  @Column('text', { nullable: true })
  stage!: string | null;

  /** Order of creation; gives the default port. */
  @Column('integer')
  ordinal!: number;

  /** Null: GATEWRIGHT_GATEWAY_PORT + ordinal. */
  @Column('integer', { nullable: true })
  port!: number | null;

  /** Null: the listener's own address. */
  @Column('text', { name: 'access_url', nullable: true })
  accessUrl!: string | null;

  @Column('bigint')
  version!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;
}
