import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HOST } from './ports.mjs';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const STOP_WITHIN_MS = 15_000;
const READY = '"gatewright is ready"';

/** Gatewright as a user runs it: the built program as a process of its own, its output in a file. */
export class Gatewright {
  #child = null;
  #place;
  #env;

  constructor(place, { port, gatewayPort, xdsPort }, env) {
    this.#place = place;
    this.#env = {
      // The user's own settings are for `npm start`: the demo says what it says only with the defaults.
      ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^(GATEWRIGHT_.*|DATABASE_URL)$/.test(name))),
      GATEWRIGHT_HOST: HOST,
      GATEWRIGHT_PORT: String(port),
      GATEWRIGHT_GATEWAY_PORT: String(gatewayPort),
      GATEWRIGHT_XDS_PORT: String(xdsPort),
      GATEWRIGHT_DATA_DIR: place.data,
    };
    this.url = `http://${HOST}:${port}`;
    this.gateways = {
      production: `http://${HOST}:${gatewayPort}`,
      staging: `http://${HOST}:${gatewayPort + 1}`,
      test: `http://${HOST}:${gatewayPort + 2}`,
    };
  }

  get isRunning() {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Resolves with the first start's credentials when it is ready; rejects when it ends before. */
  async start() {
    // Its own process group: Ctrl-C reaches the demo alone, which then ends everything in order.
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, [MAIN], { env: this.#env, detached: true, stdio });
    this.#child = child;
    const log = createWriteStream(this.#place.log, { flags: 'a', mode: 0o600 });
    for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
    child.once('close', () => log.end());
    await readyOrEnded(child);
    return JSON.parse(await readFile(this.#place.credentials, 'utf8'));
  }

  /** As a power cut would. */
  kill() {
    return this.#end('SIGKILL');
  }

  async stop() {
    const insist = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.#end('SIGTERM');
    clearTimeout(insist);
  }

  async #end(signal) {
    if (!this.isRunning) return;
    const ended = once(this.#child, 'close');
    this.#child.kill(signal);
    await ended;
  }
}

async function readyOrEnded(child) {
  const words = [];
  const isReady = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes(READY)) resolve();
    });
  });
  createInterface({ input: child.stderr }).on('line', (line) => words.push(line));
  const ended = once(child, 'close').then(([code, signal]) => {
    throw new Error(`Gatewright ended (${signal ?? `exit code ${code}`}) before it was ready: ${words.join('\n')}`);
  });
  await Promise.race([isReady, ended]);
}
