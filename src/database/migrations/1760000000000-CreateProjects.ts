import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProjects1760000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE projects (
        id text NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        account_id text NOT NULL,
        relative_path text NOT NULL,
        enable_relative_path boolean NOT NULL,
        tags jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        modified_at timestamptz NOT NULL,
        CONSTRAINT pk_projects PRIMARY KEY (id),
        CONSTRAINT uq_projects_name UNIQUE (name),
        CONSTRAINT uq_projects_account UNIQUE (account_id)
      )`);
    await queryRunner.query(`
      CREATE TABLE environments (
        id text NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        type text NOT NULL,
        stage text,
        ordinal integer NOT NULL,
        port integer,
        access_url text,
        version bigint NOT NULL,
        created_at timestamptz NOT NULL,
        modified_at timestamptz NOT NULL,
        CONSTRAINT pk_environments PRIMARY KEY (id),
        CONSTRAINT uq_environments_name UNIQUE (name),
        CONSTRAINT uq_environments_stage UNIQUE (stage),
        CONSTRAINT uq_environments_ordinal UNIQUE (ordinal)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
