import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which revisions of a proxy deployments froze is asked of each that may go. */
export class SweepRevisions1760000000420 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_deployment_items_proxy ON deployment_items (proxy_id)');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
