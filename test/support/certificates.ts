import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'scripts', 'certificates.mjs');

/** Paths of PEM files. */
export interface Identity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority in a folder of its own, made and used with `npm run certificates`. */
export class Authority {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Authority> {
    const authority = new Authority(await mkdtemp(join(tmpdir(), 'gatewright-certificates-')));
    await authority.run('ca');
    return authority;
  }

  /** Prints the files it made; rejects with its words. */
  async run(...args: readonly string[]): Promise<string[]> {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, '--out', this.folder, ...args]);
    return stdout.trim().split('\n');
  }

  async make(...args: readonly string[]): Promise<Identity> {
    const [key = '', cert = ''] = await this.run(...args);
    return { ca: join(this.folder, 'ca.crt'), cert, key };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
