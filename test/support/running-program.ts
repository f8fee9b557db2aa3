import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../../src/first-start.js';
import { migratedDatabase } from './database.js';

export interface RunningProgram {
  /** Management port on loopback. */
  readonly port: number;
  /** Of `production`; `staging` and `test` follow. */
  readonly gatewayPort: number;
  readonly credentials: Credentials;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The built program as its users run it, on free ports and a database of its own, after its first start. */
export async function runProgram(env: Readonly<Record<string, string>> = {}): Promise<RunningProgram> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-e2e-'));
  const database = await migratedDatabase();
  const [port, xdsPort, gatewayPort] = [await freePorts(1), await freePorts(1), await freePorts(3)];
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      GATEWRIGHT_DATA_DIR: dataDir,
      GATEWRIGHT_PORT: String(port),
      GATEWRIGHT_XDS_PORT: String(xdsPort),
      GATEWRIGHT_GATEWAY_PORT: String(gatewayPort),
      ...env,
    },
  });
  await ready(child);
  const credentials: Credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  return {
    port,
    gatewayPort,
    credentials,
    databaseUrl: database.url,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The first of `count` neighbouring ports that nobody listens on. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await listenable(0);
    const others = Array.from({ length: count - 1 }, (_, index) => first + index + 1);
    const found = await Promise.all(others.map((port) => listenable(port).catch(() => null)));
    if (!found.includes(null)) return first;
  }
}

async function listenable(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function ready(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the program has no output');
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      said.push(line);
      if (line.includes('"gatewright is ready"')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}:\n${said.slice(-20).join('\n')}`)));
  });
}
