import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Home } from './app.js';
import { envoyBinary } from './envoy-binary.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const run = promisify(execFile);

export interface EnvoySettings {
  readonly id: string;
  readonly address: string;
  /** Speaks the state-of-the-world variant of the protocol. */
  readonly sotw?: boolean;
  /** Beside the bootstrap's own. */
  readonly runtime?: Readonly<Record<string, unknown>>;
}

/** A real Envoy of `production`, started from the bootstrap that `npm run envoy` prints. */
export class RealEnvoy {
  readonly log: string[] = [];
  readonly #lines = new EventEmitter();

  private constructor(
    readonly id: string,
    readonly address: string,
    private readonly port: number,
    private readonly child: ChildProcess,
  ) {
    const { stderr } = child;
    if (stderr === null) throw new Error('Envoy was started without its log');
    createInterface({ input: stderr }).on('line', (line) => {
      this.log.push(line);
      this.#lines.emit('line', line);
    });
  }

  static async start(home: Home, { id, address, sotw = false, runtime = {} }: EnvoySettings): Promise<RealEnvoy> {
    const node = ['--environment', 'production', '--id', id, '--address', address];
    const xds = ['--xds', `127.0.0.1:${home.gatewayPort + 3}`];
    const printed = await run(process.execPath, [join(ROOT, 'scripts', 'envoy.mjs'), ...node, ...xds, '--print']);
    const bootstrap = JSON.parse(printed.stdout);
    if (sotw) bootstrap.dynamic_resources.ads_config.api_type = 'GRPC';
    bootstrap.layered_runtime.layers.push({ name: 'test', static_layer: runtime });
    const args = ['--config-yaml', JSON.stringify(bootstrap), '--disable-hot-restart', '--concurrency', '2'];
    const child = spawn(await envoyBinary(), [...args, '--log-level', 'info'], { stdio: ['ignore', 'ignore', 'pipe'] });
    home.running.add(child);
    child.once('exit', () => home.running.delete(child));
    return new RealEnvoy(id, address, home.gatewayPort, child);
  }

  /** Resolves once a line of its log has `text`. */
  async said(text: string): Promise<void> {
    while (!this.log.some((line) => line.includes(text))) await once(this.#lines, 'line');
  }

  /** Resolves once its listener takes connections: a moment after it says that it starts workers. */
  async listening(): Promise<void> {
    await this.said('starting workers');
    while (!(await isOpen(this.address, this.port))) await delay(20);
  }

  /** Of its listener, over a connection of its own. */
  async get(path: string): Promise<{ status: number; body: string }> {
    const response = await fetch(`http://${this.address}:${this.port}${path}`, { headers: { connection: 'close' } });
    return { status: response.status, body: await response.text() };
  }

  async kill(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

async function isOpen(address: string, port: number): Promise<boolean> {
  const socket = connect(port, address);
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
