import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Last deployment number given to an object; never goes back, whatever history is dropped. */
@Entity('object_counters')
export class ObjectCounterEntity {
  @PrimaryColumn('text', { name: 'object_id', primaryKeyConstraintName: 'pk_object_counters' })
  objectId!: string;

  @Column('integer')
  number!: number;
}
