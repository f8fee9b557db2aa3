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
  /** Speaks the state-of-the-world variant of the protocol. */
  readonly sotw?: boolean;
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
  /** Port of its admin interface on 127.0.0.1; none unless given. */
  readonly admin?: number;
  /** Worker threads. */
  readonly concurrency?: number;
}

/** Where a program runs whose xDS an Envoy speaks to, and the processes that belong to it. */
export type EnvoyHome = Pick<Home, 'dataDir' | 'gatewayPort' | 'running'>;

/** What an Envoy is beside its bootstrap. */
export interface EnvoyPlace {
  readonly id: string;
  readonly address: string;
  /** Of its listener. */
  readonly port: number;
  readonly concurrency: number;
  /** A network namespace to run in. */
  readonly namespace?: string | undefined;
}

/** A real Envoy, of `production` unless it has a bootstrap of its own. */
export class RealEnvoy {
  readonly log: string[] = [];
  readonly #lines = new EventEmitter();
  #isOver = false;

  private constructor(
    readonly id: string,
    readonly address: string,
    /** Of its listener. */
    public port: number,
    private readonly child: ChildProcess,
  ) {
    const { stderr } = child;
    if (stderr === null) throw new Error('Envoy was started without its log');
    const lines = createInterface({ input: stderr });
    lines.on('line', (line) => {
      this.log.push(line);
      this.#lines.emit('news');
    });
    lines.on('close', () => {
      this.#isOver = true;
      this.#lines.emit('news');
    });
  }

  /** From the bootstrap that `npm run envoy` writes. */
  static async start(home: EnvoyHome, settings: EnvoySettings): Promise<RealEnvoy> {
    const { id, address, namespace, concurrency = 2, isTalkative = false } = settings;
    const bootstrap = await bootstrapOf(home, settings);
    const config = ['--config-yaml', JSON.stringify(bootstrap)];
    if (isTalkative) config.push('--component-log-level', 'config:debug');
    return RealEnvoy.run(home.running, config, { id, address, port: home.gatewayPort, concurrency, namespace });
  }

  /** `config`: the options that name its bootstrap. It is in `running` until it ends. */
  static async run(running: Set<ChildProcess>, config: readonly string[], place: EnvoyPlace): Promise<RealEnvoy> {
    const { id, address, port, concurrency, namespace } = place;
    const args = ['--disable-hot-restart', '--concurrency', String(concurrency), '--log-level', 'info'];
    const envoy = [await envoyBinary(), ...config, ...args];
    const [command = '', ...rest] = namespace === undefined ? envoy : inNamespace(namespace, envoy);
    const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return new RealEnvoy(id, address, port, child);
  }

  get pid(): number {
    const { pid } = this.child;
    if (pid === undefined) throw new Error(`${this.id} could not be started`);
    return pid;
  }

  /** Of its listener. */
  get url(): string {
    return `http://${this.address}:${this.port}`;
  }

  /** Resolves once a line of its log has this; rejects with the log when it ends without. */
  async said(words: string | RegExp): Promise<void> {
    const isSaid = (line: string): boolean => (typeof words === 'string' ? line.includes(words) : words.test(line));
    while (!this.log.some(isSaid)) {
      if (this.#isOver) throw new Error(`${this.id} ended before it said '${words}':\n${this.log.join('\n')}`);
      await once(this.#lines, 'news');
    }
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

async function bootstrapOf(home: EnvoyHome, settings: EnvoySettings) {
  const { id, address, runtime = {}, admin, options = [], edit = (text) => text, xds = xdsOf(home) } = settings;
  const folder = await mkdtemp(join(home.dataDir, `envoy-${id}-`));
  const node = ['--environment', 'production', '--id', id, '--address', address, '--xds', xds];
  const ports = admin === undefined ? [] : ['--admin', String(admin)];
  const args = [join(ROOT, 'scripts', 'envoy.mjs'), ...node, ...ports, ...options, '--write', folder];
  await run(process.execPath, args);
  const bootstrap = JSON.parse(edit(await readFile(join(folder, 'bootstrap.json'), 'utf8')));
  if (settings.sotw) bootstrap.dynamic_resources.ads_config.api_type = 'GRPC';
  bootstrap.layered_runtime.layers.push({ name: 'test', static_layer: runtime });
  // A control plane that is killed and started many times is missed for a second, not for five.
  bootstrap.dynamic_resources.ads_config.grpc_services[0].envoy_grpc.retry_policy.retry_back_off.max_interval = '1s';
  return bootstrap;
}

/** HOST:PORT of the xDS server of a program that runs in this home. */
export const xdsOf = (home: Pick<Home, 'gatewayPort'>): string => `127.0.0.1:${xdsPortOf(home)}`;

/** The home's control plane listens there for Envoys. */
export const xdsPortOf = (home: Pick<Home, 'gatewayPort'>): number => home.gatewayPort + 3;

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
