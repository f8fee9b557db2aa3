import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each deployment froze. Of older ones a proxy's is known from its item; a group's settings were not kept. */
export class KeepHistories1760000000100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE deployments ADD COLUMN frozen jsonb');
    await queryRunner.query(`
      UPDATE deployments d
         SET frozen = jsonb_build_object('settings', NULL, 'members', jsonb_build_array(jsonb_build_object(
               'proxyId', i.proxy_id, 'name', d.object_name,
               'revisionId', coalesce(i.revision_id, i.previous->>'revisionId'))))
        FROM deployment_items i
       WHERE i.deployment_id = d.id AND d.object_kind = 'proxy'
         AND coalesce(i.revision_id, i.previous->>'revisionId') IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
