import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The place of a route is its host and path: projects do not share one, whatever the methods and headers. */
export class NameRoutePlaces1760000000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE route_owners ADD COLUMN place text`);
    await queryRunner.query(`
      UPDATE route_owners
         SET place = encode(sha256(convert_to(split_part(route, '|', 1) || '|' || split_part(route, '|', 2), 'UTF8')), 'hex')`);
    await queryRunner.query('ALTER TABLE route_owners ALTER COLUMN place SET NOT NULL');
    await queryRunner.query('CREATE INDEX ix_route_owners_place ON route_owners (environment_id, place)');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
