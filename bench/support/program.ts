import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../../test/support/free-ports.js';
import { call, type Reply } from './http.js';
import type { Defer } from './run.js';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** What outlives a run of the program: its data directory with the embedded PostgreSQL, and its ports. */
export interface ProgramHome {
  readonly dataDir: string;
  readonly port: number;
  readonly gatewayPort: number;
  /** Envoys and programs that have not ended. */
  readonly running: Set<ChildProcess>;
}

export async function programHome(defer: Defer): Promise<ProgramHome> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-bench-'));
  const port = await freePorts(5);
  const running = new Set<ChildProcess>();
  defer(async () => {
    await Promise.all([...running].map(end));
    await rm(dataDir, { recursive: true, force: true });
  });
  return { dataDir, port, gatewayPort: port + 1, running };
}

/** SIGTERM first: the program ends its PostgreSQL. */
async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

export interface ProgramSettings {
  readonly embeddedGateway: boolean;
  /** Opens Node's inspector on a free port of loopback; the process then keeps its errors for `inspectorOf`. */
  readonly inspected?: boolean;
}

/** The built program as a user runs it. */
export interface Program {
  readonly child: ChildProcess;
  /** Of the embedded gateway in production. */
  readonly gateway: string;
  /** Anything on the management server, with the first start's token. Throws on a refusal. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Reply>;
  /** The same below the default project. */
  readonly manage: (method: string, path: string, body?: unknown) => Promise<Reply>;
  readonly stop: () => Promise<void>;
}

export async function startProgram(home: ProgramHome, settings: ProgramSettings): Promise<Program> {
  const args = [...(settings.inspected ? ['--inspect=127.0.0.1:0'] : []), PROGRAM];
  const child = spawn(process.execPath, args, {
    env: environmentOf(home, settings),
    stdio: ['ignore', 'pipe', settings.inspected ? 'pipe' : 'inherit'],
  });
  home.running.add(child);
  child.once('exit', () => home.running.delete(child));
  const { stdout } = child;
  if (stdout === null) throw new Error('the program was started without its log');
  const lines = createInterface({ input: stdout });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}`)));
    lines.on('line', (line) => line.includes('gatewright is ready') && resolve());
  });
  const { token } = JSON.parse(await readFile(join(home.dataDir, 'credentials.json'), 'utf8'));
  const manage = caller(`http://127.0.0.1:${home.port}`, token);
  return {
    child,
    gateway: `http://127.0.0.1:${home.gatewayPort}`,
    call: manage,
    manage: (method, path, body) => manage(method, `/apiops/projects/default${path}`, body),
    stop: () => end(child),
  };
}

const environmentOf = ({ dataDir, port, gatewayPort }: ProgramHome, { embeddedGateway }: ProgramSettings) => ({
  PATH: process.env['PATH'],
  GATEWRIGHT_DATA_DIR: dataDir,
  GATEWRIGHT_PORT: String(port),
  GATEWRIGHT_GATEWAY_PORT: String(gatewayPort),
  GATEWRIGHT_XDS_PORT: String(gatewayPort + 3),
  GATEWRIGHT_EMBEDDED_GATEWAY: embeddedGateway ? 'on' : 'off',
  GATEWRIGHT_LOG_LEVEL: 'info',
});

function caller(base: string, token: string): Program['call'] {
  const authorization = `Bearer ${token}`;
  return async (method, path, body) => {
    const { type, content } = await encoded(body);
    const headers = { authorization, 'content-type': type };
    const reply = await call(`${base}${path}`, { method, headers, body: content });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply;
  };
}

/** `FormData` goes as it is, anything else as JSON. */
async function encoded(body: unknown): Promise<{ type: string; content: string | Uint8Array }> {
  if (!(body instanceof FormData)) {
    return { type: 'application/json', content: body === undefined ? '' : JSON.stringify(body) };
  }
  const response = new Response(body);
  const type = response.headers.get('content-type') ?? '';
  return { type, content: new Uint8Array(await response.arrayBuffer()) };
}

/** Until so many nodes of the plane are connected in production, and all of them serve what it wants. */
export async function untilCurrent(program: Program, plane: 'embedded' | 'envoy', count: number): Promise<void> {
  for (;;) {
    const { text } = await program.call('GET', '/admin/v1/gateways');
    const { items } = JSON.parse(text) as { readonly items: readonly GatewayNode[] };
    const nodes = items.filter((node) => node.connected && node.environment === 'production' && node.plane === plane);
    if (nodes.length === count && nodes.every(({ current }) => current)) return;
    await delay(50);
  }
}

interface GatewayNode {
  readonly plane: string;
  readonly environment: string;
  readonly connected: boolean;
  readonly current: boolean;
}
