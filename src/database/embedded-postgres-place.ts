import { createHash, randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Binaries, binariesIn, versionFor } from './embedded-postgres-binaries.js';
import { type Account, run } from './embedded-postgres-command.js';
import { cannotEmbed, errnoOf } from './embedded-postgres-error.js';

/** Names the cluster's home when it cannot be the data directory itself. */
const POINTER = 'postgres-location';

/** Where root puts what the database account could not reach otherwise. */
export const SYSTEM_DIRECTORY = '/var/lib/gatewright';

export interface Runnable {
  readonly binaries: Binaries;
  /** E.g. `18.4`. */
  readonly version: string;
}

/**
 * The packaged programs, or a copy of them where `account` can run them. Whether it can is found by trying: that also
 * takes in access lists, mount options and everything else that permission bits do not show.
 */
export async function runnableBinaries(
  packaged: Binaries,
  account: Account | null,
  systemDirectory: string,
  onCopy: (directory: string) => void,
): Promise<Runnable> {
  const inPlace = await versionFor(packaged, account);
  if (inPlace !== null) return { binaries: packaged, version: inPlace };
  const version = await versionFor(packaged, null);
  if (version === null || account === null) throw cannotEmbed(`${packaged.postgres} does not run on this system`);
  const directory = join(systemDirectory, `postgresql-${version}-${await fingerprint(packaged.postgres)}`);
  const copy = binariesIn(directory);
  if ((await versionFor(copy, account).catch(() => null)) === null) {
    await copyProgram(packaged.root, systemDirectory, directory);
    onCopy(directory);
  }
  const copied = await versionFor(copy, account);
  if (copied === null) throw cannotEmbed(`The account for PostgreSQL cannot run ${directory}: remove it`);
  return { binaries: copy, version: copied };
}

/**
 * Directory that holds the cluster of `dataDirectory` (absolute, without links): itself where `account` can pass through
 * it, otherwise one in `systemDirectory`. The choice is written into the data directory and stays. `onMove` also hears of
 * clusters that a deleted data directory of the same path has left there: only the operator knows whether they may go.
 */
export async function clusterHome(
  dataDirectory: string,
  account: Account | null,
  systemDirectory: string,
  onMove: (directory: string, abandoned: readonly string[]) => void,
): Promise<string> {
  const pointer = join(dataDirectory, POINTER);
  const chosen = await readIfThere(pointer);
  if (chosen !== null) return chosen;
  if (await canPass(dataDirectory, account)) return dataDirectory;
  const parent = join(systemDirectory, 'data');
  await makePassable(systemDirectory, parent);
  // A random part: when the user deletes the data directory to start afresh, its old cluster must not come back.
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12);
  const abandoned = (await readdir(parent)).filter((entry) => entry.startsWith(`${name}-`));
  const home = join(parent, `${name}-${randomBytes(4).toString('hex')}`);
  await makePassable(home);
  await writeFile(`${pointer}.new`, `${home}\n`, { mode: 0o600, flush: true });
  await rename(`${pointer}.new`, pointer);
  onMove(
    home,
    abandoned.map((entry) => join(parent, entry)),
  );
  return home;
}

async function canPass(directory: string, account: Account | null): Promise<boolean> {
  if (account === null) return true;
  const { code } = await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', directory], account);
  return code === 0;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const fingerprint = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 12);

/** Copies aside and renames, so that nobody ever sees half a copy; whoever comes second keeps the first one's. */
async function copyProgram(from: string, systemDirectory: string, to: string): Promise<void> {
  await makePassable(systemDirectory);
  const draft = `${to}.${randomBytes(4).toString('hex')}`;
  try {
    await cp(from, draft, { recursive: true, verbatimSymlinks: true });
    await openForReading(draft);
    await rename(draft, to);
  } catch (error) {
    if (errnoOf(error) !== 'ENOTEMPTY' && errnoOf(error) !== 'EEXIST') {
      throw cannotEmbed(`PostgreSQL's programs cannot be copied to ${to}`, error);
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The source may have been unpacked under a strict umask. */
async function openForReading(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('bin') ? 0o755 : 0o644);
  }
}

/** Directories that others may walk through but not list; the umask has no say. */
async function makePassable(...directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    try {
      await mkdir(directory, { recursive: true });
      await chmod(directory, 0o711);
    } catch (error) {
      throw cannotEmbed(`Root cannot make ${directory}, where the account for PostgreSQL could reach it`, error);
    }
  }
}
