import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names every release that a deployment made, and keeps what was asked for in batches. */
export class KeepVersions1760000000200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await this.#versions(queryRunner);
    await queryRunner.query(`
      CREATE TABLE deployment_batches (
        id text NOT NULL,
        project_id text NOT NULL,
        kind text NOT NULL,
        user_id text NOT NULL,
        username text NOT NULL,
        description text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_deployment_batches PRIMARY KEY (id),
        CONSTRAINT fk_deployment_batches_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
      )`);
    await queryRunner.query('CREATE INDEX ix_deployment_batches_created ON deployment_batches (created_at)');
    await queryRunner.query(`
      CREATE TABLE deployment_batch_items (
        batch_id text NOT NULL,
        position integer NOT NULL,
        environment_id text NOT NULL,
        group_id text NOT NULL,
        proxy_id text NOT NULL,
        state text NOT NULL,
        message text NOT NULL,
        deployment_id text,
        CONSTRAINT pk_deployment_batch_items PRIMARY KEY (batch_id, position),
        CONSTRAINT fk_deployment_batch_items_batch FOREIGN KEY (batch_id) REFERENCES deployment_batches (id)
          ON DELETE CASCADE,
        CONSTRAINT fk_deployment_batch_items_environment FOREIGN KEY (environment_id) REFERENCES environments (id)
          ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE INDEX ix_deployment_batch_items_waiting ON deployment_batch_items (batch_id) WHERE state = 'waiting'`,
    );
    await queryRunner.query(
      'CREATE INDEX ix_deployment_batch_items_deployment ON deployment_batch_items (deployment_id)',
    );
  }

  /** Of what is there: the moment of the deployment that made it, or a millisecond after the one before. */
  async #versions(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE deployment_items ADD COLUMN versioned_at timestamptz');
    await queryRunner.query(`
      WITH made AS (
        SELECT i.deployment_id, i.proxy_id, i.group_key, date_trunc('milliseconds', d.created_at) AS moment,
               interval '1 millisecond' * row_number() OVER (
                 PARTITION BY i.proxy_id, i.group_key ORDER BY d.created_at, d.number, d.id) AS place
          FROM deployment_items i JOIN deployments d ON d.id = i.deployment_id
         WHERE i.action = 'put'
      ), named AS (
        SELECT *, place + max(moment - place) OVER (PARTITION BY proxy_id, group_key ORDER BY place) AS versioned_at
          FROM made
      )
      UPDATE deployment_items i SET versioned_at = n.versioned_at
        FROM named n
       WHERE i.deployment_id = n.deployment_id AND i.proxy_id = n.proxy_id AND i.group_key = n.group_key`);
    await queryRunner.query(`
      ALTER TABLE deployment_items
        ADD CONSTRAINT uq_deployment_items_version UNIQUE (group_key, proxy_id, versioned_at)`);
    await queryRunner.query('ALTER TABLE releases ADD COLUMN versioned_at timestamptz');
    await queryRunner.query(`
      UPDATE releases r SET versioned_at = coalesce(
        (SELECT i.versioned_at FROM deployment_items i
          WHERE i.deployment_id = r.deployment_id AND i.proxy_id = r.proxy_id AND i.group_key = r.group_key),
        r.released_at)`);
    await queryRunner.query('ALTER TABLE releases ALTER COLUMN versioned_at SET NOT NULL');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
