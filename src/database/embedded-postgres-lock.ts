import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './embedded-postgres-command.js';
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.js';

/** Who holds a lock file. `startedAt` tells a process from a later one with the same id. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string | null;
  readonly nonce: string;
}

export interface DirectoryLock {
  /** Idempotent. */
  release(): Promise<void>;
}

export const LOCK_FILE = 'gatewright.lock';

/**
 * Makes this process the only one that uses `directory`; a lock left by a dead process is taken over.
 * @throws EmbeddedPostgresError when a live process holds it.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, LOCK_FILE);
  const self: Holder = { pid: process.pid, startedAt: await startOf(process.pid), nonce: randomUUID() };
  const draft = `${path}.${self.nonce}`;
  await writeFile(draft, JSON.stringify(self), { mode: 0o600, flush: true });
  try {
    await acquire(path, draft, directory);
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      if ((await holderOf(path))?.nonce === self.nonce) await rm(path, { force: true });
    },
  };
}

/**
 * Linking is the one atomic "create if absent, with content". A dead holder's lock is replaced only by whoever holds a
 * second lock named after that very holder, so two processes that find it at once cannot both replace it.
 */
async function acquire(path: string, draft: string, directory: string): Promise<void> {
  while (!(await linked(draft, path))) {
    const holder = await holderOf(path);
    if (holder === null) continue;
    if (await isAlive(holder)) throw refusal(directory, holder);
    const takeover = `${path}.over-${holder.nonce}`;
    await acquire(takeover, draft, directory);
    try {
      if ((await holderOf(path))?.nonce === holder.nonce) return await replace(path, draft);
    } finally {
      await rm(takeover, { force: true });
    }
  }
}

async function replace(path: string, draft: string): Promise<void> {
  const copy = `${draft}.new`;
  await writeFile(copy, await readFile(draft), { mode: 0o600, flush: true });
  await rename(copy, path);
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw new EmbeddedPostgresError(`${path} cannot be read: remove it if no Gatewright is running`, { cause: error });
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
    if (errnoOf(error) !== 'EPERM') throw error;
  }
  return (await startOf(holder.pid)) === holder.startedAt;
}

/** When a process started, as text that no other process with its id shares; null = it is gone or has ended. */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    const { code, output } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return code === 0 ? output.trim() : null;
  }
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // Fields 3 and 22 of the line; the command in field 2 may hold spaces and parentheses, so count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ended = fields[0] === 'Z' || fields[0] === 'X';
    return ended ? null : `${boot.trim()}/${fields[19]}`;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ESRCH') return null;
    throw error;
  }
}

const refusal = (directory: string, holder: Holder): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `${directory} is in use by another Gatewright (process ${holder.pid}): stop it, or set GATEWRIGHT_DATA_DIR to a ` +
      'directory of its own for this one',
  );
