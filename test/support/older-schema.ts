import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/data-source.js';
import { createTestDatabase, type TestDatabase, withClient } from './postgres.js';

/** Rows that a program before a migration wrote, in a database that has been migrated since. */
export async function migratedFrom(migration: string, rows: string): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const options = dataSourceOptions(database.url);
  const all = Array.isArray(options.migrations) ? options.migrations : [];
  const place = all.findIndex((each) => typeof each === 'function' && each.name === migration);
  await migrate({ ...options, migrations: all.slice(0, place) });
  await withClient(database.url, (client) => client.query(rows));
  await migrate(options);
  return database;
}

async function migrate(options: ReturnType<typeof dataSourceOptions>): Promise<void> {
  const dataSource = await new DataSource(options).initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  await dataSource.destroy();
}
