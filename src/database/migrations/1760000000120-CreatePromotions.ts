import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where promotions may lead to, what goes where, and how each run fared. */
export class CreatePromotions1760000000120 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [INSTANCES, ...MAPPINGS, ...EXECUTIONS]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const INSTANCES = `CREATE TABLE promotion_instances (
    id text NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    color text NOT NULL,
    token_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_promotion_instances PRIMARY KEY (id),
    CONSTRAINT uq_promotion_instances_name UNIQUE (name)
  )`;

const MAPPINGS = [
  `CREATE TABLE promotion_mappings (
    id text NOT NULL,
    name text NOT NULL,
    project_id text NOT NULL,
    kind text NOT NULL,
    source_name text NOT NULL,
    instance_id text NOT NULL,
    target_project text NOT NULL,
    target_name text NOT NULL,
    target_environments text[] NOT NULL,
    CONSTRAINT pk_promotion_mappings PRIMARY KEY (id),
    CONSTRAINT uq_promotion_mappings_name UNIQUE (name),
    CONSTRAINT fk_promotion_mappings_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT fk_promotion_mappings_instance FOREIGN KEY (instance_id) REFERENCES promotion_instances (id)
  )`,
  'CREATE INDEX ix_promotion_mappings_project ON promotion_mappings (project_id)',
  'CREATE INDEX ix_promotion_mappings_instance ON promotion_mappings (instance_id)',
];

const EXECUTIONS = [
  `CREATE TABLE promotion_executions (
    id text NOT NULL,
    execution_id text NOT NULL,
    position integer NOT NULL,
    project_id text NOT NULL,
    mapping_id text NOT NULL,
    mapping_name text NOT NULL,
    instance_id text NOT NULL,
    instance_name text NOT NULL,
    instance_color text NOT NULL,
    source_name text NOT NULL,
    target_name text NOT NULL,
    state text NOT NULL,
    step integer NOT NULL,
    total_steps integer NOT NULL,
    step_name text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    executed_by text NOT NULL,
    started_at timestamptz NOT NULL,
    completed_at timestamptz,
    touched_at timestamptz NOT NULL,
    error_message text NOT NULL,
    CONSTRAINT pk_promotion_executions PRIMARY KEY (id),
    CONSTRAINT fk_promotion_executions_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_promotion_executions_run ON promotion_executions (execution_id)',
  'CREATE INDEX ix_promotion_executions_project ON promotion_executions (project_id, started_at)',
];
