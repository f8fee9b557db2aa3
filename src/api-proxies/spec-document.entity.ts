import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A description as it was imported, named by its SHA-256; insert-only. */
@Entity('spec_documents')
export class SpecDocumentEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_spec_documents' })
  digest!: string;

  @Column('bytea')
  content!: Buffer;

  @Column('text', { name: 'media_type' })
  mediaType!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
