import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProxies1760000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE spec_documents (
        digest text NOT NULL,
        content bytea NOT NULL,
        media_type text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_spec_documents PRIMARY KEY (digest)
      )`);
    await queryRunner.query(`
      CREATE TABLE proxy_groups (
        id text NOT NULL,
        project_id text NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        settings jsonb NOT NULL,
        settings_digest text NOT NULL,
        created_at timestamptz NOT NULL,
        modified_at timestamptz NOT NULL,
        CONSTRAINT pk_proxy_groups PRIMARY KEY (id),
        CONSTRAINT uq_proxy_groups_name UNIQUE (project_id, name),
        CONSTRAINT fk_proxy_groups_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE RESTRICT
      )`);
    await queryRunner.query(`
      CREATE TABLE api_proxies (
        id text NOT NULL,
        project_id text NOT NULL,
        name text NOT NULL,
        api_name text NOT NULL,
        home_group_id text,
        description text NOT NULL,
        definition jsonb NOT NULL,
        definition_digest text NOT NULL,
        spec_digest text,
        created_at timestamptz NOT NULL,
        modified_at timestamptz NOT NULL,
        CONSTRAINT pk_api_proxies PRIMARY KEY (id),
        CONSTRAINT uq_api_proxies_name UNIQUE (project_id, name),
        CONSTRAINT uq_api_proxies_api_name UNIQUE (home_group_id, api_name),
        CONSTRAINT fk_api_proxies_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE RESTRICT,
        CONSTRAINT fk_api_proxies_home_group FOREIGN KEY (home_group_id) REFERENCES proxy_groups (id) ON DELETE RESTRICT,
        CONSTRAINT fk_api_proxies_spec FOREIGN KEY (spec_digest) REFERENCES spec_documents (digest) ON DELETE RESTRICT
      )`);
    await queryRunner.query(`
      CREATE TABLE group_members (
        group_id text NOT NULL,
        proxy_id text NOT NULL,
        position integer NOT NULL,
        CONSTRAINT pk_group_members PRIMARY KEY (group_id, proxy_id),
        CONSTRAINT fk_group_members_group FOREIGN KEY (group_id) REFERENCES proxy_groups (id) ON DELETE CASCADE,
        CONSTRAINT fk_group_members_proxy FOREIGN KEY (proxy_id) REFERENCES api_proxies (id) ON DELETE CASCADE
      )`);
    await queryRunner.query('CREATE INDEX ix_group_members_proxy ON group_members (proxy_id)');
    await queryRunner.query(`
      CREATE TABLE revisions (
        id text NOT NULL,
        proxy_id text NOT NULL,
        number integer NOT NULL,
        definition jsonb NOT NULL,
        definition_digest text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_revisions PRIMARY KEY (id),
        CONSTRAINT uq_revisions_number UNIQUE (proxy_id, number),
        CONSTRAINT uq_revisions_digest UNIQUE (proxy_id, definition_digest),
        CONSTRAINT fk_revisions_proxy FOREIGN KEY (proxy_id) REFERENCES api_proxies (id) ON DELETE CASCADE
      )`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
