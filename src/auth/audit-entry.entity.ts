import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('audit_log')
@Index('ix_audit_log_project', ['projectId', 'id'])
export class AuditEntryEntity {
  /** Text: a bigint need not fit a number. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_audit_log',
  })
  id!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  username!: string;

  @Column('text')
  via!: string;

  @Column('text')
  action!: string;

  @Column('text')
  resource!: string;

  /** No foreign key: the log outlives what it speaks of. */
  @Column('text', { name: 'project_id', nullable: true })
  projectId!: string | null;

  @Column('text')
  outcome!: string;

  @Column('text')
  detail!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;
}
