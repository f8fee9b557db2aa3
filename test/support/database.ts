import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/data-source.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

/** A database of its own with the current schema; copied from a template, so it costs little. */
export const migratedDatabase = (): Promise<TestDatabase> => createTestDatabase(migrate, 'current');

async function migrate(url: string): Promise<void> {
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  await dataSource.destroy();
}

export interface OpenDatabase {
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** The same, connected. */
export async function openDatabase(): Promise<OpenDatabase> {
  const database = await migratedDatabase();
  const dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  return {
    dataSource,
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await database.drop();
    },
  };
}

/** Connected to a database that somebody else drops. */
export async function joinDatabase(url: string): Promise<OpenDatabase> {
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  return {
    dataSource,
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}
