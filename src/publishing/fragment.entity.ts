import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Fragment } from '../ir/fragment.js';

/** One compiled release, named by its content; a trigger refuses updates. */
@Entity('fragments')
export class FragmentEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_fragments' })
  digest!: string;

  @Column('jsonb')
  content!: Fragment;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
