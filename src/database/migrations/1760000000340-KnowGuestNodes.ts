import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An Envoy of one environment may serve routes of others besides. */
export class KnowGuestNodes1760000000340 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE nodes ADD COLUMN guest boolean NOT NULL DEFAULT false');
    await queryRunner.query('ALTER TABLE nodes ALTER COLUMN guest DROP DEFAULT');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
