import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePublishing1760000000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE fragments (
        digest text NOT NULL,
        content jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_fragments PRIMARY KEY (digest)
      )`);
    await queryRunner.query(`
      CREATE FUNCTION refuse_fragment_update() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'fragments are insert-only'; END $$`);
    await queryRunner.query(`
      CREATE TRIGGER fragments_are_frozen BEFORE UPDATE ON fragments
      FOR EACH ROW EXECUTE FUNCTION refuse_fragment_update()`);
    await queryRunner.query(`
      CREATE TABLE snapshot_log (
        environment_id text NOT NULL,
        version bigint NOT NULL,
        deployment_id text NOT NULL,
        upserts jsonb NOT NULL,
        removals jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_snapshot_log PRIMARY KEY (environment_id, version),
        CONSTRAINT fk_snapshot_log_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE CASCADE
      )`);
    await queryRunner.query(`
      CREATE TABLE nodes (
        environment_id text NOT NULL,
        id text NOT NULL,
        replica_id text NOT NULL,
        plane text NOT NULL,
        address text NOT NULL,
        version bigint,
        connected boolean NOT NULL,
        connected_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        last_outcome text,
        last_detail text,
        CONSTRAINT pk_nodes PRIMARY KEY (environment_id, id, replica_id),
        CONSTRAINT fk_nodes_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE CASCADE
      )`);
    await queryRunner.query(`
      CREATE TABLE node_answers (
        environment_id text NOT NULL,
        version bigint NOT NULL,
        node_id text NOT NULL,
        replica_id text NOT NULL,
        outcome text NOT NULL,
        detail text NOT NULL,
        duration_ms double precision NOT NULL,
        answered_at timestamptz NOT NULL,
        CONSTRAINT pk_node_answers PRIMARY KEY (environment_id, version, node_id, replica_id),
        CONSTRAINT fk_node_answers_environment FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE CASCADE
      )`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
