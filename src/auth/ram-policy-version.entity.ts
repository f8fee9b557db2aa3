import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

@Entity('ram_policy_versions')
export class RamPolicyVersionEntity {
  @ForeignKey('ram_policies', { name: 'fk_ram_policy_versions_policy', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'policy_id', primaryKeyConstraintName: 'pk_ram_policy_versions' })
  policyId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_ram_policy_versions' })
  number!: number;

  /** As it was written: clients compare texts. */
  @Column('text')
  text!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
