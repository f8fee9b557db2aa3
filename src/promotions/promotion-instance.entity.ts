import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('promotion_instances')
@Unique('uq_promotion_instances_name', ['name'])
export class PromotionInstanceEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_promotion_instances' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  url!: string;

  @Column('text')
  color!: string;

  @Column('bytea', { name: 'token_sealed' })
  tokenSealed!: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
