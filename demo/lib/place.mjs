import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../../dist/database/embedded-postgres.js';
import { lockDirectory } from '../../dist/database/embedded-postgres-lock.js';
import { SYSTEM_DIRECTORY } from '../../dist/database/embedded-postgres-place.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The demo's own folder `demo` below the data directory, with nothing in it but what this run puts there: never the data
 * of `npm start` beside it. Held until `release`, so that a second demo of this folder is refused.
 */
export class Place {
  #lock = null;

  constructor(env) {
    this.directory = join(resolve(ROOT, env.GATEWRIGHT_DATA_DIR?.trim() || '.gatewright'), 'demo');
    this.log = join(this.directory, 'gatewright.log');
    /** Gatewright's data directory. */
    this.data = join(this.directory, 'data');
    this.credentials = join(this.data, 'credentials.json');
  }

  /** @throws when another demo, or a Gatewright that a killed demo left, uses the folder. */
  async take() {
    // Others may pass through: the account that PostgreSQL runs under when this is root must reach its files.
    await mkdir(this.data, { recursive: true, mode: 0o755 });
    this.#lock = await lockDirectory(this.directory);
    const earlier = await lockDirectory(this.data);
    await earlier.release();
    await this.#endLeftover();
    await rm(this.log, { force: true });
    await this.empty();
  }

  /** Removes what Gatewright has written, also where root has put the database elsewhere. */
  async empty() {
    const home = await this.#movedDatabase();
    if (home !== null) await rm(home, { recursive: true, force: true });
    await rm(this.data, { recursive: true, force: true });
    await mkdir(this.data, { recursive: true, mode: 0o755 });
  }

  async release() {
    await this.#lock?.release();
  }

  /** A killed Gatewright leaves its PostgreSQL running; the next start of it ends that, and can then be ended itself. */
  async #endLeftover() {
    const home = (await this.#movedDatabase()) ?? this.data;
    if (!existsSync(join(home, 'postgres', 'postmaster.pid'))) return;
    const postgres = await startEmbeddedPostgres({ dataDir: this.data, logger: { info: () => undefined } });
    await postgres.stop();
  }

  /** Where root has put the database because its account cannot reach this folder; null = it is in the folder. */
  async #movedDatabase() {
    const pointer = join(this.data, 'postgres-location');
    if (!existsSync(pointer)) return null;
    const home = (await readFile(pointer, 'utf8')).trim();
    // Named after this very folder: a folder that was copied points to somebody else's database.
    const own = createHash('sha256')
      .update(await realpath(this.data))
      .digest('hex')
      .slice(0, 12);
    const isOwn = dirname(home) === join(SYSTEM_DIRECTORY, 'data') && basename(home).startsWith(`${own}-`);
    return isOwn ? home : null;
  }
}
