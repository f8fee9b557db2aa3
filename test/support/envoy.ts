import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
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
  /** Beside the bootstrap's own. */
  readonly runtime?: Readonly<Record<string, unknown>>;
  /** More arguments for scripts/envoy.mjs. */
  readonly options?: readonly string[];
  /** It also logs why it has no connection to the control plane. */
  readonly isTalkative?: boolean;
  /** Text of the bootstrap in, text of another out. */
  readonly edit?: (bootstrap: string) => string;
  /** HOST:PORT; the home's control plane unless named. */
  readonly xds?: string;
  /** A network namespace to run in. */
  readonly namespace?: string;
}

/** A real Envoy of `production`, started from the bootstrap that `npm run envoy` writes. */
export class RealEnvoy {
  readonly log: string[] = [];
  readonly #lines = new EventEmitter();

  private constructor(
    readonly id: string,
    readonly address: string,
    /** Of its listener. */
    public port: number,
    private readonly child: ChildProcess,
  ) {
    const { stderr } = child;
    if (stderr === null) throw new Error('Envoy was started without its log');
    createInterface({ input: stderr }).on('line', (line) => {
      this.log.push(line);
      this.#lines.emit('line', line);
    });
  }

  static async start(home: Home, settings: EnvoySettings): Promise<RealEnvoy> {
    const { id, address, runtime = {}, options = [], isTalkative = false, edit = (text) => text } = settings;
    const { namespace, xds = xdsOf(home) } = settings;
    const folder = await mkdtemp(join(home.dataDir, `envoy-${id}-`));
    const node = ['--environment', 'production', '--id', id, '--address', address, '--xds', xds];
    await run(process.execPath, [join(ROOT, 'scripts', 'envoy.mjs'), ...node, ...options, '--write', folder]);
    const bootstrap = JSON.parse(edit(await readFile(join(folder, 'bootstrap.json'), 'utf8')));
    bootstrap.layered_runtime.layers.push({ name: 'test', static_layer: runtime });
    // A control plane that is killed and started many times is missed for a second, not for five.
    bootstrap.dynamic_resources.ads_config.grpc_services[0].envoy_grpc.retry_policy.retry_back_off.max_interval = '1s';
    const args = ['--config-yaml', JSON.stringify(bootstrap), '--disable-hot-restart', '--concurrency', '2'];
    if (isTalkative) args.push('--component-log-level', 'config:debug');
    const envoy = [await envoyBinary(), ...args, '--log-level', 'info'];
    const [command = '', ...rest] = namespace === undefined ? envoy : inNamespace(namespace, envoy);
    const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
    home.running.add(child);
    child.once('exit', () => home.running.delete(child));
    return new RealEnvoy(id, address, home.gatewayPort, child);
  }

  /** Of its listener. */
  get url(): string {
    return `http://${this.address}:${this.port}`;
  }

  /** Resolves once a line of its log has this. */
  async said(words: string | RegExp): Promise<void> {
    while (!this.log.some((line) => (typeof words === 'string' ? line.includes(words) : words.test(line))))
      await once(this.#lines, 'line');
  }

  /** Resolves once its listener takes connections: a moment after it says that it starts workers. */
  async listening(): Promise<void> {
    await this.said('starting workers');
    while (!(await isOpen(this.address, this.port))) await delay(20);
  }

  /** Of its listener, over a connection of its own. */
  async get(path: string): Promise<{ status: number; body: string }> {
    const response = await fetch(`${this.url}${path}`, { headers: { connection: 'close' } });
    return { status: response.status, body: await response.text() };
  }

  async kill(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** HOST:PORT of the xDS server of a program that runs in this home. */
export const xdsOf = (home: Home): string => `127.0.0.1:${xdsPortOf(home)}`;

/** The home's control plane listens there for Envoys. */
export const xdsPortOf = (home: Home): number => home.gatewayPort + 3;

/** `ip` replaces itself by the command: the process is Envoy's own. */
const inNamespace = (name: string, command: readonly string[]) => ['ip', 'netns', 'exec', name, ...command];

export async function isOpen(address: string, port: number): Promise<boolean> {
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
