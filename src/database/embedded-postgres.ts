import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { databaseAccount } from './embedded-postgres-account.js';
import { packagedBinaries } from './embedded-postgres-binaries.js';
import { CLUSTER, ensureCluster, SUPERUSER } from './embedded-postgres-cluster.js';
import { type DirectoryLock, lockDirectory } from './embedded-postgres-lock.js';
import { clusterHome, runnableBinaries, SYSTEM_DIRECTORY } from './embedded-postgres-place.js';
import { type Server, startServer, stopLeftover, stopServer } from './embedded-postgres-server.js';
import type { Durability } from './embedded-postgres-settings.js';

export interface EmbeddedPostgresOptions {
  /** Gatewright's data directory; made when absent. The cluster lives below it, or is pointed to from it. */
  readonly dataDir: string;
  readonly logger: EmbeddedPostgresLogger;
  readonly durability?: Durability;
  /** Name under which another version of `embedded-postgres` is installed; absent: the one that ships. */
  readonly packageName?: string;
  /** The caller already holds the data directory's lock. */
  readonly isLocked?: boolean;
  /** As root only: where to put what the database account could not reach otherwise. */
  readonly systemDirectory?: string;
}

export interface EmbeddedPostgresLogger {
  info(message: string): void;
}

export interface EmbeddedPostgres {
  /** Connects the superuser to the database `gatewright`; holds the password. */
  readonly url: string;
  /** Fast shutdown; resolves once the server is gone. Idempotent. */
  stop(): Promise<void>;
}

const DATABASE = 'gatewright';

/**
 * Starts the PostgreSQL that comes with Gatewright. The server outlives a killed process; the next start ends it first.
 * It runs in a session of its own, so only `stop` ends it, not Ctrl-C.
 * @throws EmbeddedPostgresError when another live process uses `dataDir`, or with what the user can do about it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  const locks: DirectoryLock[] = options.isLocked ? [] : [await lockDirectory(dataDir)];
  try {
    const { server, url } = await startLocked(options, dataDir, locks);
    let stopped: Promise<void> | undefined;
    const stop = () => stopServer(server).finally(() => release(locks));
    return {
      url,
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await release(locks);
    throw error;
  }
}

async function startLocked(
  options: EmbeddedPostgresOptions,
  dataDir: string,
  locks: DirectoryLock[],
): Promise<{ server: Server; url: string }> {
  const { logger, durability = 'safe', systemDirectory = SYSTEM_DIRECTORY } = options;
  const account = await databaseAccount((name) => logger.info(`made the system account '${name}' for PostgreSQL`));
  const { binaries, version } = await runnableBinaries(
    await packagedBinaries(options.packageName ?? 'embedded-postgres'),
    account,
    systemDirectory,
    (copy) =>
      logger.info(`copied PostgreSQL's programs to ${copy}, because its account cannot reach the packaged ones`),
  );
  const home = await clusterHome(dataDir, account, systemDirectory, (moved, abandoned) => {
    logger.info(`the database lives in ${moved}, because PostgreSQL's account cannot reach ${dataDir}`);
    for (const old of abandoned) logger.info(`${old} belonged to a data directory that is gone: remove it if unneeded`);
  });
  // A copied data directory points to the same home: its second user must be refused as well.
  if (home !== dataDir) locks.push(await lockDirectory(home));
  const server: Server = { binaries, account, cluster: join(home, CLUSTER), durability };
  const password = await ensureCluster(server, home, dataDir, version);
  if (await stopLeftover(server)) logger.info('ended the PostgreSQL that a killed process had left running');
  const port = await startServer(server);
  const base = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}`;
  await ensureDatabase(`${base}/postgres`).catch(async (error: unknown) => {
    await stopServer(server);
    throw error;
  });
  logger.info(`embedded PostgreSQL ${version} listens on 127.0.0.1:${port}, data in ${server.cluster}`);
  return { server, url: `${base}/${DATABASE}` };
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function release(locks: readonly DirectoryLock[]): Promise<void> {
  for (const lock of locks) await lock.release();
}
