import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../../src/first-start.js';
import { migratedDatabase } from './database.js';
import { freePorts } from './free-ports.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const PROGRAM = join(ROOT, 'dist', 'main.js');

/** What outlives a process: its data directory, database and ports. */
export interface Home {
  readonly dataDir: string;
  readonly database: TestDatabase;
  readonly port: number;
  readonly gatewayPort: number;
  remove(): Promise<void>;
}

/** `schema`: 'current' copies a migrated template; 'empty' lets the program migrate. */
export async function newHome(schema: 'current' | 'empty' = 'current'): Promise<Home> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-app-'));
  const database = schema === 'current' ? await migratedDatabase() : await createTestDatabase();
  const port = await freePorts(4);
  return {
    dataDir,
    database,
    port,
    gatewayPort: port + 1,
    remove: async () => {
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The built program as a process of its own. */
export interface App {
  /** Of the management server. */
  readonly url: string;
  readonly credentials: Credentials;
  readonly process: ChildProcess;
  /** Everything it logged, a line each. */
  readonly log: readonly string[];
  /** Base URL of an environment's listener. */
  gatewayUrl(environment?: 'production' | 'staging' | 'test'): string;
  /** A call with the first start's token; JSON in, JSON out. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Resolves with the exit code, null when a signal ended it. */
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty when the body is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

const GATEWAYS = { production: 0, staging: 1, test: 2 };

/** Starts it and waits until it says that it is ready; rejects with its log when it ends before. */
export async function startApp(home: Home, env: Readonly<Record<string, string>> = {}): Promise<App> {
  if (!existsSync(PROGRAM)) throw new Error('the program is not built: run the tests with `npm test`');
  const child = spawn(process.execPath, [PROGRAM], {
    cwd: home.dataDir,
    env: { PATH: process.env['PATH'], ...settingsOf(home), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  await ready(child, log, exited);
  const url = `http://127.0.0.1:${home.port}`;
  const credentials: Credentials = JSON.parse(await readFile(join(home.dataDir, 'credentials.json'), 'utf8'));
  return {
    url,
    credentials,
    process: child,
    log,
    gatewayUrl: (environment = 'production') => `http://127.0.0.1:${home.gatewayPort + GATEWAYS[environment]}`,
    call: (method, path, body, token = credentials.token) => call(`${url}${path}`, method, body, token),
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

const settingsOf = (home: Home) => ({
  GATEWRIGHT_DATA_DIR: home.dataDir,
  GATEWRIGHT_PORT: String(home.port),
  GATEWRIGHT_GATEWAY_PORT: String(home.gatewayPort),
  GATEWRIGHT_FETCH_ALLOW: '127.0.0.0/8',
  DATABASE_URL: home.database.url,
});

async function ready(child: ChildProcess, log: string[], exited: Promise<number | null>): Promise<void> {
  const isReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.push(line);
        if (line.includes('gatewright is ready')) resolve();
      });
    }
  });
  const ended = exited.then((code) => {
    throw new Error(`the program ended with ${code} before it was ready:\n${log.join('\n')}`);
  });
  await Promise.race([isReady, ended]);
}

async function call(url: string, method: string, body: unknown, token: string): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): Answer['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
