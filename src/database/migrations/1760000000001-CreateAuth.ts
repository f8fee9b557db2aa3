import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAuth1760000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...USERS, ...KEYS, ...POLICIES, ...AUDIT, RATE_LIMITS]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const USERS = [
  `CREATE TABLE users (
    id text NOT NULL,
    username text NOT NULL,
    display_name text NOT NULL,
    password_hash text NOT NULL,
    admin boolean NOT NULL,
    disabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_username UNIQUE (username)
  )`,
  `CREATE TABLE memberships (
    project_id text NOT NULL,
    user_id text NOT NULL,
    roles text[] NOT NULL,
    permissions text[] NOT NULL,
    CONSTRAINT pk_memberships PRIMARY KEY (project_id, user_id),
    CONSTRAINT fk_memberships_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT fk_memberships_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_memberships_user ON memberships (user_id)',
  `CREATE TABLE tokens (
    id text NOT NULL,
    user_id text NOT NULL,
    name text NOT NULL,
    hash text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT pk_tokens PRIMARY KEY (id),
    CONSTRAINT uq_tokens_hash UNIQUE (hash),
    CONSTRAINT fk_tokens_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_tokens_user ON tokens (user_id)',
  'CREATE INDEX ix_tokens_expires_at ON tokens (expires_at)',
];

const KEYS = [
  `CREATE TABLE access_keys (
    id text NOT NULL,
    user_id text NOT NULL,
    project_id text NOT NULL,
    secret_sealed bytea NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_access_keys PRIMARY KEY (id),
    CONSTRAINT fk_access_keys_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_access_keys_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_access_keys_user ON access_keys (user_id)',
  'CREATE INDEX ix_access_keys_project ON access_keys (project_id)',
  // No foreign key: a nonce stays used when its key is gone, and a claim costs one index entry less to look up.
  `CREATE TABLE used_nonces (
    access_key_id text NOT NULL,
    nonce text NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT pk_used_nonces PRIMARY KEY (access_key_id, nonce)
  )`,
  'CREATE INDEX ix_used_nonces_seen_at ON used_nonces (seen_at)',
];

const POLICIES = [
  `CREATE TABLE ram_policies (
    id text NOT NULL,
    project_id text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    document jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    CONSTRAINT pk_ram_policies PRIMARY KEY (id),
    CONSTRAINT uq_ram_policies_name UNIQUE (project_id, name),
    CONSTRAINT fk_ram_policies_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE ram_attachments (
    policy_id text NOT NULL,
    user_id text NOT NULL,
    CONSTRAINT pk_ram_attachments PRIMARY KEY (policy_id, user_id),
    CONSTRAINT fk_ram_attachments_policy FOREIGN KEY (policy_id) REFERENCES ram_policies (id) ON DELETE CASCADE,
    CONSTRAINT fk_ram_attachments_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_ram_attachments_user ON ram_attachments (user_id)',
];

const AUDIT = [
  `CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    username text NOT NULL,
    via text NOT NULL,
    action text NOT NULL,
    resource text NOT NULL,
    project_id text,
    outcome text NOT NULL,
    detail text NOT NULL,
    request_id text NOT NULL,
    CONSTRAINT pk_audit_log PRIMARY KEY (id)
  )`,
  'CREATE INDEX ix_audit_log_project ON audit_log (project_id, id)',
  `CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
    END
  $$`,
  `CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`,
];

/** Columns and their order are those of rate-limiter-flexible. Unlogged: a crash may forget a second's counts. */
const RATE_LIMITS = `CREATE UNLOGGED TABLE rate_limits (
  key varchar(255) NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT pk_rate_limits PRIMARY KEY (key)
)`;
