import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './embedded-postgres-binaries.js';
import { type Account, type CommandResult, run } from './embedded-postgres-command.js';
import { cannotEmbed, EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.js';
import { asOptions, type Durability, serverSettings } from './embedded-postgres-settings.js';

/** One cluster and the programs that serve it. */
export interface Server {
  readonly binaries: Binaries;
  readonly account: Account | null;
  /** Absolute, without links. */
  readonly cluster: string;
  readonly durability: Durability;
}

const MAX_ATTEMPTS = 20;
/** Replay after a crash may take long; while it goes on, giving up would only start it again. */
const START_SECONDS = '600';
const STOP_SECONDS = '30';

/** Starts the server on a free loopback port and returns the port once it takes connections. */
export async function startServer(server: Server): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const log = join(server.cluster, 'startup.log');
    await rm(log, { force: true });
    const options = asOptions(serverSettings(port, server.durability));
    const result = await control(server, ['start', '-w', '-t', START_SECONDS, '-l', log, '-o', options]);
    if (result.code === 0) return port;
    const words = `${result.output}\n${await lastWords(server.cluster)}`;
    if (attempt >= MAX_ATTEMPTS || !isPassing(words)) throw cannotEmbed(`PostgreSQL did not start:\n${words}`);
    await delay(attempt * 25);
  }
}

/** Fast shutdown: sessions are cut, nothing committed is lost. Falls back to what a crash would do when it takes too long. */
export async function stopServer(server: Server): Promise<void> {
  const fast = await control(server, ['stop', '-w', '-t', STOP_SECONDS, '-m', 'fast']);
  if (fast.code === 0 || !(await isRunning(server))) return;
  const immediate = await control(server, ['stop', '-w', '-t', STOP_SECONDS, '-m', 'immediate']);
  if (immediate.code !== 0 && (await isRunning(server))) {
    throw new EmbeddedPostgresError(`PostgreSQL in ${server.cluster} did not stop: ${immediate.output}`);
  }
}

/**
 * Ends the server that a killed Gatewright left behind; returns whether there was one. The caller holds the data
 * directory's lock, so nobody else uses it.
 */
export async function stopLeftover(server: Server): Promise<boolean> {
  const pidFile = join(server.cluster, 'postmaster.pid');
  const pid = await pidIn(pidFile);
  if (pid === null || !(await isRunning(server))) return false;
  if (await belongsToOther(pid, server.cluster)) {
    await rm(pidFile, { force: true });
    return false;
  }
  await stopServer(server);
  return true;
}

const control = (server: Server, args: readonly string[]): Promise<CommandResult> =>
  run(server.binaries.pgCtl, [...args, '-D', server.cluster], server.account);

const isRunning = async (server: Server): Promise<boolean> => (await control(server, ['status'])).code === 0;

async function pidIn(pidFile: string): Promise<number | null> {
  try {
    const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Whether the number in a stale file is by now that of a foreign process: signalling it would hit the wrong one. A server
 * works in its cluster's directory. Where that cannot be seen, PostgreSQL's own check decides.
 */
async function belongsToOther(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) !== cluster;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ESRCH' || errnoOf(error) === 'EACCES') return true;
    throw error;
  }
}

/** The port was taken meanwhile, or children of a killed server are about to end: a later attempt succeeds. */
const isPassing = (words: string): boolean =>
  /could not (bind|create any TCP)|Address already in use|pre-existing shared memory block/.test(words);

async function lastWords(cluster: string): Promise<string> {
  const logs = join(cluster, 'log');
  const names = (await readdir(logs).catch(() => [])).map((name) => join(logs, name));
  const files = await Promise.all(names.map(async (name) => ({ name, time: (await stat(name)).mtimeMs })));
  const newest = files.sort((a, b) => b.time - a.time)[0];
  const texts = [join(cluster, 'startup.log'), ...(newest === undefined ? [] : [newest.name])];
  const tails = await Promise.all(texts.map((file) => readFile(file, 'utf8').catch(() => '')));
  return tails.map((text) => text.slice(-1500).trim()).join('\n');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new EmbeddedPostgresError('no free TCP port');
  return address.port;
}
