import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports into groups that go on after their call was answered. */
export class CreateGroupImports1760000000220 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(IMPORTS);
    await queryRunner.query('CREATE INDEX ix_group_imports_group ON group_imports (group_id)');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const IMPORTS = `CREATE TABLE group_imports (
    id text NOT NULL,
    project_id text NOT NULL,
    group_id text NOT NULL,
    request jsonb,
    result jsonb,
    started_at timestamptz NOT NULL,
    CONSTRAINT pk_group_imports PRIMARY KEY (id),
    CONSTRAINT fk_group_imports_group FOREIGN KEY (group_id) REFERENCES proxy_groups (id) ON DELETE CASCADE
  )`;
