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
  /** Beside the bootstrap's own. */
  readonly runtime?: Readonly<Record<string, unknown>>;
  /** Port of its admin interface on 127.0.0.1; none unless given. */
  readonly admin?: number;
  /** Worker threads. */
  readonly concurrency?: number;
}

/** Where a program runs whose xDS an Envoy speaks to, and the processes that belong to it. */
export type EnvoyHome = Pick<Home, 'gatewayPort' | 'running'>;

/** What an Envoy is beside its bootstrap. */
export interface EnvoyPlace {
  readonly id: string;
  readonly address: string;
  /** Of its listener. */
  readonly port: number;
  readonly concurrency: number;
}

/** A real Envoy, of `production` unless it has a bootstrap of its own. */
export class RealEnvoy {
  readonly log: string[] = [];
  readonly #lines = new EventEmitter();
  #isOver = false;

  private constructor(
    readonly id: string,
    readonly address: string,
    private readonly port: number,
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

  /** From the bootstrap that `npm run envoy` prints. */
  static async start(home: EnvoyHome, settings: EnvoySettings): Promise<RealEnvoy> {
    const { id, address, runtime = {}, admin, concurrency = 2 } = settings;
    const node = ['--environment', 'production', '--id', id, '--address', address];
    const ports = [
      '--xds',
      `127.0.0.1:${home.gatewayPort + 3}`,
      ...(admin === undefined ? [] : ['--admin', `${admin}`]),
    ];
    const printed = await run(process.execPath, [join(ROOT, 'scripts', 'envoy.mjs'), ...node, ...ports, '--print']);
    const bootstrap = JSON.parse(printed.stdout);
    bootstrap.layered_runtime.layers.push({ name: 'test', static_layer: runtime });
    const place = { id, address, port: home.gatewayPort, concurrency };
    return RealEnvoy.run(home.running, ['--config-yaml', JSON.stringify(bootstrap)], place);
  }

  /** `config`: the options that name its bootstrap. It is in `running` until it ends. */
  static async run(running: Set<ChildProcess>, config: readonly string[], place: EnvoyPlace): Promise<RealEnvoy> {
    const args = ['--disable-hot-restart', '--concurrency', String(place.concurrency), '--log-level', 'info'];
    const child = spawn(await envoyBinary(), [...config, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return new RealEnvoy(place.id, place.address, place.port, child);
  }

  get pid(): number {
    const { pid } = this.child;
    if (pid === undefined) throw new Error(`${this.id} could not be started`);
    return pid;
  }

  /** Resolves once a line of its log has `text`; rejects with the log when it ends without. */
  async said(text: string): Promise<void> {
    while (!this.log.some((line) => line.includes(text))) {
      if (this.#isOver) throw new Error(`${this.id} ended before it said '${text}':\n${this.log.join('\n')}`);
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
