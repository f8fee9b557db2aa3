import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const POLL_MS = 20;

/** What Envoy says of itself. */
export async function versionOf(binary: string): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, ['--version']);
  return /\/(\d+\.\d+\.\d+)\//.exec(stdout)?.[1] ?? stdout.trim();
}

/** One Envoy with one worker thread. */
export class EnvoyProcess {
  readonly #child: ChildProcess;
  #log = '';
  #isStopped = false;

  /** `onEnd` hears of an end that nobody wished, with Envoy's log. */
  constructor(binary: string, bootstrap: object, onEnd: (error: Error) => void) {
    const args = ['--config-yaml', JSON.stringify(bootstrap), '--concurrency', '1', '--disable-hot-restart'];
    this.#child = spawn(binary, [...args, '--log-level', 'warning'], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.#log += String(text);
    });
    this.#child.once('exit', (code, signal) => {
      if (!this.#isStopped) onEnd(new Error(`Envoy ended (${code ?? signal}):\n${this.#log}`));
    });
  }

  /** Resolves once it takes connections there: a moment after it has accepted its listener. */
  async listening(port: number): Promise<void> {
    while (!(await isOpen(port))) {
      if (this.#child.exitCode !== null) throw new Error(`Envoy never listened:\n${this.#log}`);
      await pause(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return false;
    throw error;
  } finally {
    socket.destroy();
  }
}
