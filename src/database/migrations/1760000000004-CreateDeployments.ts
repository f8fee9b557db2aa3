import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDeployments1760000000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE object_counters (
        object_id text NOT NULL,
        number integer NOT NULL,
        CONSTRAINT pk_object_counters PRIMARY KEY (object_id)
      )`);
    await queryRunner.query(`
      CREATE TABLE deployments (
        id text NOT NULL,
        environment_id text NOT NULL,
        project_id text NOT NULL,
        kind text NOT NULL,
        object_kind text NOT NULL,
        object_id text NOT NULL,
        object_name text NOT NULL,
        group_id text,
        number integer NOT NULL,
        user_id text NOT NULL,
        username text NOT NULL,
        description text NOT NULL,
        persistent boolean NOT NULL,
        state text NOT NULL,
        version bigint,
        message text NOT NULL,
        previous_record jsonb,
        created_at timestamptz NOT NULL,
        settled_at timestamptz,
        CONSTRAINT pk_deployments PRIMARY KEY (id),
        CONSTRAINT uq_deployments_number UNIQUE (object_id, number),
        CONSTRAINT fk_deployments_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE CASCADE,
        CONSTRAINT fk_deployments_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE INDEX ix_deployments_pending ON deployments (environment_id) WHERE state = 'pending'`,
    );
    await queryRunner.query(`
      CREATE TABLE deployment_items (
        deployment_id text NOT NULL,
        proxy_id text NOT NULL,
        group_key text NOT NULL,
        action text NOT NULL,
        revision_id text,
        previous jsonb,
        CONSTRAINT pk_deployment_items PRIMARY KEY (deployment_id, proxy_id, group_key),
        CONSTRAINT fk_deployment_items_deployment FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON DELETE CASCADE
      )`);
    await queryRunner.query(`
      CREATE TABLE releases (
        environment_id text NOT NULL,
        proxy_id text NOT NULL,
        group_key text NOT NULL,
        group_id text,
        revision_id text NOT NULL,
        definition_digest text NOT NULL,
        context_digest text NOT NULL,
        claims_digest text NOT NULL,
        fragment_digest text NOT NULL,
        deployment_id text NOT NULL,
        released_at timestamptz NOT NULL,
        CONSTRAINT pk_releases PRIMARY KEY (environment_id, proxy_id, group_key),
        CONSTRAINT fk_releases_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE RESTRICT,
        CONSTRAINT fk_releases_proxy FOREIGN KEY (proxy_id) REFERENCES api_proxies (id) ON DELETE RESTRICT,
        CONSTRAINT fk_releases_group FOREIGN KEY (group_id) REFERENCES proxy_groups (id) ON DELETE RESTRICT,
        CONSTRAINT fk_releases_revision FOREIGN KEY (revision_id) REFERENCES revisions (id) ON DELETE RESTRICT,
        CONSTRAINT fk_releases_fragment FOREIGN KEY (fragment_digest) REFERENCES fragments (digest) ON DELETE RESTRICT
      )`);
    await queryRunner.query('CREATE INDEX ix_releases_proxy ON releases (proxy_id)');
    await queryRunner.query('CREATE INDEX ix_releases_group ON releases (group_id)');
    await queryRunner.query('CREATE INDEX ix_releases_revision ON releases (revision_id)');
    await queryRunner.query('CREATE INDEX ix_releases_fragment ON releases (fragment_digest)');
    await queryRunner.query(`
      CREATE TABLE route_owners (
        environment_id text NOT NULL,
        claim text NOT NULL,
        owner_id text NOT NULL,
        route text NOT NULL,
        CONSTRAINT pk_route_owners PRIMARY KEY (environment_id, claim),
        CONSTRAINT uq_route_owners_owner UNIQUE (environment_id, claim, owner_id),
        CONSTRAINT fk_route_owners_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE RESTRICT
      )`);
    await queryRunner.query(`
      CREATE TABLE route_claims (
        environment_id text NOT NULL,
        claim text NOT NULL,
        owner_id text NOT NULL,
        proxy_id text NOT NULL,
        CONSTRAINT pk_route_claims PRIMARY KEY (environment_id, owner_id, proxy_id, claim),
        CONSTRAINT fk_route_claims_owner FOREIGN KEY (environment_id, claim, owner_id)
          REFERENCES route_owners (environment_id, claim, owner_id) ON DELETE RESTRICT
      )`);
    await queryRunner.query('CREATE INDEX ix_route_claims_owner ON route_claims (environment_id, claim, owner_id)');
    await queryRunner.query(`
      CREATE TABLE deployment_records (
        environment_id text NOT NULL,
        object_kind text NOT NULL,
        object_id text NOT NULL,
        deployed boolean NOT NULL,
        number integer NOT NULL,
        last_deployed_at timestamptz,
        CONSTRAINT pk_deployment_records PRIMARY KEY (object_id, environment_id),
        CONSTRAINT fk_deployment_records_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE CASCADE
      )`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
