import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { withClient } from './postgres.js';

type Stop = () => Promise<void>;

/** Setup and teardown may be loaded as different modules: what they share lives on the process. */
const shared = globalThis as typeof globalThis & { gatewrightTestServer?: Promise<Stop> };

/** Gives the whole jest run one server, yours when TEST_DATABASE_URL names one. Idempotent. */
export async function startTestServer(): Promise<void> {
  shared.gatewrightTestServer ??= start();
  await shared.gatewrightTestServer;
}

/** Idempotent. */
export async function stopTestServer(): Promise<void> {
  const started = shared.gatewrightTestServer;
  delete shared.gatewrightTestServer;
  await (await started)?.();
}

async function start(): Promise<Stop> {
  process.env['GATEWRIGHT_TEST_PREFIX'] = `gwtest_${randomBytes(4).toString('hex')}`;
  const given = process.env['TEST_DATABASE_URL'];
  const { url, stop } = given ? borrowed(given) : await embedded();
  process.env['GATEWRIGHT_TEST_POSTGRES'] = url;
  return stop;
}

function borrowed(url: string): { url: string; stop: Stop } {
  return { url, stop: () => dropDatabasesOfThisRun(url) };
}

async function embedded(): Promise<{ url: string; stop: Stop }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-test-'));
  // As root, PostgreSQL runs under another account, which has to pass through.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, durability: 'none', logger: { info: () => undefined } });
  const stop = async () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  // The server does not hear the Ctrl-C that ends jest before its teardown.
  const onSignal = (signal: NodeJS.Signals) => void stop().finally(() => process.kill(process.pid, signal));
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return { url: server.url, stop };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function dropDatabasesOfThisRun(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE starts_with(datname, $1)`,
      [`${process.env['GATEWRIGHT_TEST_PREFIX']}_`],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  });
}
