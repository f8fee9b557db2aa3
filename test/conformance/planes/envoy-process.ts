import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { textOf } from '../support/backends.js';

const POLL_MS = 20;
const START_TIMEOUT_MS = 10_000;

/** One Envoy and its admin interface. */
export class EnvoyProcess {
  #child: ChildProcess | null = null;
  #admin = '';
  #log = '';

  constructor(
    private readonly binary: string,
    private readonly folder: string,
  ) {}

  async version(): Promise<string> {
    const { stdout } = await promisify(execFile)(this.binary, ['--version']);
    return /\/(\d+\.\d+\.\d+)\//.exec(stdout)?.[1] ?? stdout.trim();
  }

  /** Resolves when it serves all it was given; rejects with its log when it ends before. */
  async start(bootstrap: object): Promise<void> {
    const config = join(this.folder, 'bootstrap.json');
    const adminFile = join(this.folder, 'admin');
    await writeFile(config, JSON.stringify(bootstrap));
    const args = ['-c', config, '--concurrency', '1', '--disable-hot-restart', '-l', 'warning'];
    const child = spawn(this.binary, [...args, '--admin-address-path', adminFile], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.#log += String(text);
    });
    this.#admin = await this.#until(() => readFile(adminFile, 'utf8'));
    await this.#until(async () => ((await this.#get('/ready')).startsWith('LIVE') ? 'live' : ''));
  }

  /** Bound ports by environment id. Throws when Envoy did not take a listener. */
  async ports(count: number): Promise<ReadonlyMap<string, number>> {
    const { listener_statuses: listeners = [] } = JSON.parse(await this.#get('/listeners?format=json')) as Listeners;
    if (listeners.length !== count)
      throw new Error(`Envoy has ${listeners.length} of ${count} listeners:\n${this.#log}`);
    return new Map(
      listeners.map(({ name, local_address }) => [
        name.replace(/^listener-/, ''),
        local_address.socket_address.port_value,
      ]),
    );
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Asks until there is an answer that is not empty. */
  async #until(ask: () => Promise<string>): Promise<string> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      // It may not listen yet, or be gone: its log tells.
      const answer = await ask().catch(() => '');
      if (answer !== '') return answer;
      if (this.#child === null || this.#child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`Envoy did not get there:\n${this.#log}`);
      }
      await pause(POLL_MS);
    }
  }

  async #get(path: string): Promise<string> {
    const [host, port] = this.#admin.split(':');
    const asked = request({ host, port, path, agent: false });
    const answered = once(asked, 'response');
    asked.end();
    const [response] = await answered;
    return textOf(response);
  }
}

interface Listeners {
  readonly listener_statuses?: readonly {
    readonly name: string;
    readonly local_address: { readonly socket_address: { readonly port_value: number } };
  }[];
}
