import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSecret } from '../shared/ids.js';
import { run } from './embedded-postgres-command.js';
import { cannotEmbed, EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.js';
import type { Server } from './embedded-postgres-server.js';

export const SUPERUSER = 'gatewright';

/** Name of the cluster's directory in its home. */
export const CLUSTER = 'postgres';

const PASSWORD_FILE = 'postgres-password';

/** Makes sure that the cluster exists, in the programs' format, and returns its superuser's password. */
export async function ensureCluster(server: Server, home: string, dataDir: string, version: string): Promise<string> {
  const password = await readIfThere(join(dataDir, PASSWORD_FILE));
  const format = await readIfThere(join(server.cluster, 'PG_VERSION'));
  if (format === null) return makeCluster(server, version, home, dataDir);
  checkFormat(format, version, server.cluster);
  if (password === null) {
    throw new EmbeddedPostgresError(
      `${join(dataDir, PASSWORD_FILE)} is missing although its cluster ${server.cluster} exists: restore the file, or ` +
        'remove the cluster to start without its data',
    );
  }
  return password;
}

/** A cluster is readable only by the major version that wrote it. */
export function checkFormat(format: string, version: string, cluster: string): void {
  const major = version.split('.')[0];
  if (format === major) return;
  throw cannotEmbed(
    `${cluster} was made by PostgreSQL ${format}, and this Gatewright brings PostgreSQL ${version}, which cannot read it: ` +
      'dump the data with the Gatewright that made it and load it into a new data directory',
  );
}

/** Made aside and renamed, so that a start that is killed half-way leaves no half cluster. */
async function makeCluster(server: Server, version: string, home: string, dataDir: string): Promise<string> {
  const password = newSecret();
  const passwordFile = join(dataDir, PASSWORD_FILE);
  await writeFile(`${passwordFile}.new`, password, { mode: 0o600, flush: true });
  await rename(`${passwordFile}.new`, passwordFile);
  const draft = join(home, `${CLUSTER}.new`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const copy = join(draft, 'password');
  await writeFile(copy, password, { mode: 0o600 });
  await give(server, draft, copy);
  const { code, output } = await run(
    server.binaries.initdb,
    initdbArguments(server, version, draft, copy),
    server.account,
  );
  if (code !== 0) throw cannotEmbed(`PostgreSQL's initdb failed:\n${output}`);
  await rename(join(draft, 'cluster'), server.cluster);
  await rm(draft, { recursive: true, force: true });
  return password;
}

/** These locales sort the same way on every system, so that indexes survive an update of the C library. */
const initdbArguments = (server: Server, version: string, draft: string, passwordFile: string): string[] => [
  ...['-D', join(draft, 'cluster')],
  `--username=${SUPERUSER}`,
  `--pwfile=${passwordFile}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  ...(Number.parseInt(version, 10) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
  '--no-instructions',
  ...(server.durability === 'none' ? ['--no-sync'] : []),
];

async function give(server: Server, ...paths: readonly string[]): Promise<void> {
  const { account } = server;
  if (account === null) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    if (errnoOf(error) !== 'EACCES') throw error;
    throw cannotEmbed(`${path} belongs to another user: start Gatewright as the user who made it`, error);
  }
}
