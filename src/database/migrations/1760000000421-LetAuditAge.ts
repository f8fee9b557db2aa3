import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit log takes no deletion but of what is older than the moment that the same transaction names. */
export class LetAuditAge1760000000421 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND old.at < nullif(current_setting('gatewright.audit_kept_since', true), '')::timestamptz THEN
          RETURN old;
        END IF;
        RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
      END $$`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
