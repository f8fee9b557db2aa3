import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { assertSupportedServer } from './supported-server.js';

export interface ConnectLogger {
  warn(message: string): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Says that the server is there but will never let us in like this: trying again cannot help. */
const HOPELESS = new Set(['28000', '28P01', '3D000']);

/**
 * A connected data source with the current schema. Tries again while the server cannot be reached, so that gateways can
 * serve their last good snapshot meanwhile; throws for what waiting cannot mend.
 */
export async function connect(
  options: DataSourceOptions,
  logger: ConnectLogger,
  stop?: AbortSignal,
): Promise<DataSource> {
  const dataSource = await connected(options, logger, stop);
  const [{ server_version: version }] = await dataSource.query('SHOW server_version');
  assertSupportedServer(version);
  await migrate(dataSource);
  return dataSource;
}

async function connected(options: DataSourceOptions, logger: ConnectLogger, stop?: AbortSignal): Promise<DataSource> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const dataSource = new DataSource(options);
    try {
      return await dataSource.initialize();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (HOPELESS.has(code ?? ''))
        throw new Error(`the database refuses the connection: ${message}`, { cause: error });
      logger.warn(`no database yet (${message || code}); trying again in ${pause} ms`);
      await delay(pause, undefined, stop === undefined ? {} : { signal: stop });
    }
  }
}

/** Replicas that start together take turns. */
async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.query(`SELECT pg_advisory_lock(hashtextextended('gatewright:migrate', 0))`);
    try {
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      await runner.query(`SELECT pg_advisory_unlock(hashtextextended('gatewright:migrate', 0))`);
    }
  } finally {
    await runner.release();
  }
}
