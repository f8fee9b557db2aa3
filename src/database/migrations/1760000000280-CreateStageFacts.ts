import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What surrounds the live APIs of a group: variables of its stages, domains with their certificates. And tags. */
export class CreateStageFacts1760000000280 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [VARIABLES, ...DOMAINS, ...TAGS]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const VARIABLES = `CREATE TABLE stage_variables (
    group_id text NOT NULL,
    stage text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    route_model text,
    modified_at timestamptz NOT NULL,
    CONSTRAINT pk_stage_variables PRIMARY KEY (group_id, stage, name),
    CONSTRAINT fk_stage_variables_group FOREIGN KEY (group_id) REFERENCES proxy_groups (id) ON DELETE CASCADE
  )`;

const DOMAINS = [
  `CREATE TABLE group_domains (
    name text NOT NULL,
    group_id text NOT NULL,
    stage text,
    type text NOT NULL,
    redirects_to_https boolean NOT NULL,
    certificate jsonb,
    certificate_key_sealed bytea,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_group_domains PRIMARY KEY (name),
    CONSTRAINT fk_group_domains_group FOREIGN KEY (group_id) REFERENCES proxy_groups (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_group_domains_group ON group_domains (group_id)',
];

/** Tags were facts of a group's settings and of a definition until now. */
const TAGS = [
  `CREATE TABLE resource_tags (
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    project_id text NOT NULL,
    CONSTRAINT pk_resource_tags PRIMARY KEY (resource_type, resource_id, key),
    CONSTRAINT fk_resource_tags_project FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_resource_tags_project ON resource_tags (project_id)',
  `INSERT INTO resource_tags (resource_type, resource_id, key, value, project_id)
   SELECT 'apiGroup', g.id, tag->>'Key', coalesce(tag->>'Value', ''), g.project_id
     FROM proxy_groups g, jsonb_array_elements(g.settings->'extensions'->'cloudapi'->'Tags') AS tag
   ON CONFLICT DO NOTHING`,
  `INSERT INTO resource_tags (resource_type, resource_id, key, value, project_id)
   SELECT 'api', p.id, tag->>'Key', coalesce(tag->>'Value', ''), p.project_id
     FROM api_proxies p, jsonb_array_elements(p.definition->'extensions'->'cloudapi'->'facts'->'Tags') AS tag
   ON CONFLICT DO NOTHING`,
];
