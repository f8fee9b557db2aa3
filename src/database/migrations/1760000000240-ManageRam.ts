import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Temporary access keys, users that projects make, versions of policies, and policies that come with the product. */
export class ManageRam1760000000240 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...KEYS, ...USERS, ...VERSIONS, ...ATTACHMENTS]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const KEYS = [
  `ALTER TABLE access_keys
    ADD COLUMN expires_at timestamptz, ADD COLUMN token_hash text, ADD COLUMN session_policy jsonb`,
  'CREATE INDEX ix_access_keys_expires_at ON access_keys (expires_at)',
];

const USERS = [
  `ALTER TABLE users
    ADD COLUMN project_id text,
    ADD COLUMN email text NOT NULL DEFAULT '',
    ADD COLUMN mobile_phone text NOT NULL DEFAULT '',
    ADD COLUMN comments text NOT NULL DEFAULT '',
    ADD CONSTRAINT fk_users_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE`,
  `ALTER TABLE users
    ALTER COLUMN email DROP DEFAULT, ALTER COLUMN mobile_phone DROP DEFAULT, ALTER COLUMN comments DROP DEFAULT`,
  'CREATE INDEX ix_users_project ON users (project_id)',
];

const VERSIONS = [
  `ALTER TABLE ram_policies
    ADD COLUMN default_version integer NOT NULL DEFAULT 1, ADD COLUMN last_version integer NOT NULL DEFAULT 1`,
  'ALTER TABLE ram_policies ALTER COLUMN default_version DROP DEFAULT, ALTER COLUMN last_version DROP DEFAULT',
  `CREATE TABLE ram_policy_versions (
    policy_id text NOT NULL,
    number integer NOT NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_ram_policy_versions PRIMARY KEY (policy_id, number),
    CONSTRAINT fk_ram_policy_versions_policy FOREIGN KEY (policy_id) REFERENCES ram_policies (id) ON DELETE CASCADE
  )`,
  `INSERT INTO ram_policy_versions (policy_id, number, text, created_at)
    SELECT id, 1, document::text, modified_at FROM ram_policies`,
];

const ATTACHMENTS = [
  'ALTER TABLE ram_attachments ADD COLUMN attached_at timestamptz NOT NULL DEFAULT now()',
  'ALTER TABLE ram_attachments ALTER COLUMN attached_at DROP DEFAULT',
  `CREATE TABLE ram_system_attachments (
    project_id text NOT NULL,
    user_id text NOT NULL,
    policy_name text NOT NULL,
    attached_at timestamptz NOT NULL,
    CONSTRAINT pk_ram_system_attachments PRIMARY KEY (project_id, user_id, policy_name),
    CONSTRAINT fk_ram_system_attachments_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT fk_ram_system_attachments_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_ram_system_attachments_user ON ram_system_attachments (user_id)',
];
