import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { databaseAccount } from '../../src/database/embedded-postgres-account.js';
import { binariesIn, packagedBinaries } from '../../src/database/embedded-postgres-binaries.js';
import { runnableBinaries } from '../../src/database/embedded-postgres-place.js';
import { withClient } from '../support/postgres.js';

const isRoot = process.getuid?.() === 0;
const HOLDER = fileURLToPath(new URL('../support/hold-embedded-postgres.mjs', import.meta.url));

let root: string;
const started: EmbeddedPostgres[] = [];
const holders: { child: ChildProcess; dataDir: string }[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatewright-embedded-'));
  await chmod(root, 0o711);
});

afterEach(async () => {
  for (const { child } of holders) child.kill('SIGKILL');
  for (const server of started.splice(0)) await server.stop();
  for (const { dataDir } of holders.splice(0)) await endServerLeftIn(dataDir);
  await rm(root, { recursive: true, force: true });
});

async function start(dataDir: string, log: string[] = []): Promise<EmbeddedPostgres> {
  const logger = { info: (message: string) => void log.push(message) };
  const systemDirectory = join(root, 'system');
  const server = await startEmbeddedPostgres({ dataDir, logger, durability: 'none', systemDirectory });
  started.push(server);
  return server;
}

/** Another process, in a group of its own, with a server in `dataDir`; what it says once it has one or could not get one. */
async function hold(dataDir: string): Promise<{ child: ChildProcess; says: { url?: string; error?: string } }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', HOLDER, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  holders.push({ child, dataDir });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, says: JSON.parse(line) as { url?: string; error?: string } };
}

const remember = (url: string) =>
  withClient(url, (client) => client.query('CREATE TABLE memory AS SELECT 42 AS answer'));

const recall = async (url: string): Promise<unknown> =>
  (await withClient(url, (client) => client.query('SELECT answer FROM memory'))).rows;

const postmasterIn = async (dataDir: string): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

/** A killed holder leaves its server running unless the test started another one in its place. */
async function endServerLeftIn(dataDir: string): Promise<void> {
  const pid = await postmasterIn(dataDir).catch(() => null);
  if (pid !== null) process.kill(pid, 'SIGQUIT');
}

describe('startEmbeddedPostgres', () => {
  it('keeps data, password and nothing else over a restart, and frees the directory', async () => {
    const dataDir = join(root, 'data');
    const first = await start(dataDir);
    await remember(first.url);
    await first.stop();
    await expect(recall(first.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const second = await start(dataDir);
    expect(await recall(second.url)).toEqual([{ answer: 42 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
    expect((await readdir(dataDir)).sort()).toEqual(['gatewright.lock', 'postgres', 'postgres-password']);
  });

  it('takes connections on loopback only, and only with the password', async () => {
    const { url } = await start(join(root, 'data'));
    const settings = await withClient(url, (client) =>
      client.query(`SELECT current_setting('listen_addresses') AS hosts, current_setting('unix_socket_directories') AS sockets,
        version() LIKE 'PostgreSQL %' AS real`),
    );
    expect(settings.rows).toEqual([{ hosts: '127.0.0.1', sockets: '', real: true }]);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(withClient(wrong.toString(), () => Promise.resolve())).rejects.toMatchObject({ code: '28P01' });
  });

  it('starts again after kill -9, ends the server left behind, and loses nothing', async () => {
    const dataDir = join(root, 'data');
    const { child, says } = await hold(dataDir);
    await remember(says.url ?? '');
    const orphan = await postmasterIn(dataDir);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const log: string[] = [];
    const { url } = await start(dataDir, log);
    expect(await recall(url)).toEqual([{ answer: 42 }]);
    expect(await postmasterIn(dataDir)).not.toBe(orphan);
    await expect(recall(says.url ?? '')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(log.join('\n')).toContain('killed process');
  });

  it('refuses a directory that another live process uses, and leaves its server alone', async () => {
    const dataDir = join(root, 'data');
    const { child, says } = await hold(dataDir);
    await expect(start(dataDir)).rejects.toThrow(`in use by another Gatewright (process ${child.pid})`);
    await remember(says.url ?? '');
    const { says: refused } = await hold(dataDir);
    expect(refused.error).toContain('GATEWRIGHT_DATA_DIR');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await start(dataDir);
  });

  it('does not hear the Ctrl-C that ends its parent: draining still needs the database', async () => {
    const dataDir = join(root, 'data');
    const { child, says } = await hold(dataDir);
    process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
    await once(child, 'exit');
    await remember(says.url ?? '');
    await start(dataDir);
  });

  it('does not stop a foreign process whose id a stale file happens to name', async () => {
    const dataDir = join(root, 'data');
    await (await start(dataDir)).stop();
    const bystander = await start(join(root, 'bystander'));
    const pid = await postmasterIn(join(root, 'bystander'));
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${pid}\n`);
    await start(dataDir);
    expect(await postmasterIn(join(root, 'bystander'))).toBe(pid);
    await remember(bystander.url);
  });

  it('refuses a cluster of another major version without touching it', async () => {
    const dataDir = join(root, 'data');
    await (await start(dataDir)).stop();
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9\n');
    await expect(start(dataDir)).rejects.toThrow(/made by PostgreSQL 9,.*DATABASE_URL/);
  });

  it('makes the cluster again when making it was cut off', async () => {
    const dataDir = join(root, 'data');
    await mkdir(join(dataDir, 'postgres.new', 'cluster'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.new', 'cluster', 'PG_VERSION'), '18\n');
    await remember((await start(dataDir)).url);
  });

  it('works below a home that only its owner may enter', async () => {
    const home = join(root, 'home');
    await mkdir(home, { mode: 0o700 });
    const dataDir = join(home, 'data');
    const first = await start(dataDir);
    await remember(first.url);
    const files = await readdir(dataDir);
    // Root gives the database an account of its own, which cannot get in here; an ordinary user is its own account.
    expect(files.includes('postgres-location')).toBe(isRoot);
    expect(files.includes('postgres')).toBe(!isRoot);
    await first.stop();
    const second = await start(dataDir);
    expect(await recall(second.url)).toEqual([{ answer: 42 }]);
  });

  it('starts afresh when the data directory was deleted, and names what it left elsewhere', async () => {
    const home = join(root, 'home');
    await mkdir(home, { mode: 0o700 });
    const dataDir = join(home, 'data');
    const first = await start(dataDir);
    await remember(first.url);
    await first.stop();
    await rm(dataDir, { recursive: true });
    const log: string[] = [];
    await remember((await start(dataDir, log)).url);
    expect(log.some((line) => line.includes('is gone: remove it'))).toBe(isRoot);
  });

  it('refuses a copy of a data directory that points to the same cluster', async () => {
    const home = join(root, 'home');
    await mkdir(home, { mode: 0o700 });
    await start(join(home, 'data'));
    await cp(join(home, 'data'), join(home, 'copy'), { recursive: true, filter: (file) => !file.endsWith('.lock') });
    const copy = start(join(home, 'copy'));
    // In place, the copy is a cluster of its own, taken while it ran: PostgreSQL recovers it as after a power cut.
    await (isRoot ? expect(copy).rejects.toThrow('in use by another Gatewright') : expect(copy).resolves.toBeDefined());
  });
});

describe('runnableBinaries', () => {
  it('leaves programs where their user can run them, and copies them once where not', async () => {
    const hidden = join(root, 'hidden');
    await mkdir(hidden, { mode: 0o700 });
    await cp((await packagedBinaries('embedded-postgres')).root, join(hidden, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    const source = binariesIn(join(hidden, 'native'));
    const account = await databaseAccount(() => undefined);
    const system = join(root, 'system');
    const found = await Promise.all([1, 2].map(() => runnableBinaries(source, account, system, () => undefined)));
    const again = await runnableBinaries(source, account, system, () => {
      throw new Error('copied a second time');
    });
    for (const { binaries } of [...found, again]) {
      if (isRoot) expect(binaries.root.startsWith(system)).toBe(true);
      else expect(binaries.root).toBe(source.root);
    }
    if (isRoot) expect(await readdir(system)).toHaveLength(1);
  });
});
