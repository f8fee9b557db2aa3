import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who prepares a version before anybody shows it. Replicas of a version before this one write nothing: each for itself. */
export class FlipTogether1760000000440 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE snapshot_log ADD COLUMN replicas jsonb');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
