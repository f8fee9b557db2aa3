import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Apps and what they may call, VPC accesses, and where what is live is older than either. */
export class CreateApps1760000000300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...APPS, ...CREDENTIALS, ...AUTHORITIES, ...VPC_ACCESSES, ...DUE_REFRESHES]) {
      await queryRunner.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const APPS = [
  `CREATE TABLE apps (
    id bigint NOT NULL,
    project_id text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    extend text NOT NULL,
    disabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    CONSTRAINT pk_apps PRIMARY KEY (id),
    CONSTRAINT fk_apps_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_apps_project ON apps (project_id)',
];

const CREDENTIALS = [
  `CREATE TABLE app_keys (
    key text NOT NULL,
    app_id bigint NOT NULL,
    secret_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    CONSTRAINT pk_app_keys PRIMARY KEY (key),
    CONSTRAINT fk_app_keys_app FOREIGN KEY (app_id) REFERENCES apps (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_app_keys_app ON app_keys (app_id)',
  `CREATE TABLE app_codes (
    digest text NOT NULL,
    app_id bigint NOT NULL,
    code_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    CONSTRAINT pk_app_codes PRIMARY KEY (digest),
    CONSTRAINT fk_app_codes_app FOREIGN KEY (app_id) REFERENCES apps (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_app_codes_app ON app_codes (app_id)',
];

const AUTHORITIES = [
  `CREATE TABLE app_authorities (
    app_id bigint NOT NULL,
    proxy_id text NOT NULL,
    group_id text NOT NULL,
    stage text NOT NULL,
    expires_at timestamptz,
    description text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_app_authorities PRIMARY KEY (app_id, proxy_id, group_id, stage),
    CONSTRAINT fk_app_authorities_app FOREIGN KEY (app_id) REFERENCES apps (id) ON DELETE CASCADE,
    CONSTRAINT fk_app_authorities_proxy FOREIGN KEY (proxy_id) REFERENCES api_proxies (id) ON DELETE CASCADE,
    CONSTRAINT fk_app_authorities_group FOREIGN KEY (group_id) REFERENCES proxy_groups (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_app_authorities_proxy ON app_authorities (proxy_id)',
  'CREATE INDEX ix_app_authorities_group ON app_authorities (group_id)',
];

const VPC_ACCESSES = [
  `CREATE TABLE vpc_accesses (
    id text NOT NULL,
    project_id text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    vpc_id text NOT NULL,
    instance_id text NOT NULL,
    port integer NOT NULL,
    target_host_name text NOT NULL,
    tags jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_vpc_accesses PRIMARY KEY (id),
    CONSTRAINT uq_vpc_accesses_name UNIQUE (project_id, name),
    CONSTRAINT uq_vpc_accesses_target UNIQUE (project_id, vpc_id, instance_id, port),
    CONSTRAINT fk_vpc_accesses_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE vpc_updates (
    id text NOT NULL,
    project_id text NOT NULL,
    uses jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_vpc_updates PRIMARY KEY (id),
    CONSTRAINT fk_vpc_updates_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_vpc_updates_project ON vpc_updates (project_id)',
];

const DUE_REFRESHES = [
  `CREATE TABLE due_refreshes (
    environment_id text NOT NULL,
    group_id text NOT NULL,
    CONSTRAINT pk_due_refreshes PRIMARY KEY (environment_id, group_id),
    CONSTRAINT fk_due_refreshes_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE CASCADE,
    CONSTRAINT fk_due_refreshes_group FOREIGN KEY (group_id) REFERENCES proxy_groups (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_due_refreshes_group ON due_refreshes (group_id)',
];
