import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../../src/first-start.js';
import { cameBack, witness } from './apiops-witness.js';
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
  /** Its processes that have not ended. */
  readonly running: Set<ChildProcess>;
  /** Kills what still runs: a test that failed half-way leaves nothing behind. */
  remove(): Promise<void>;
}

/** `schema`: 'current' copies a migrated template; 'empty' lets the program migrate. */
export async function newHome(schema: 'current' | 'empty' = 'current'): Promise<Home> {
  const database = schema === 'current' ? await migratedDatabase() : await createTestDatabase();
  return homeOn(database, () => database.drop());
}

/** Another home on the same database, for a second replica: own data directory and ports, same sealing key. */
export async function replicaOf(home: Home): Promise<Home> {
  const replica = await homeOn(home.database, async () => undefined);
  for (const name of ['secret.key', 'credentials.json']) {
    await copyFile(join(home.dataDir, name), join(replica.dataDir, name));
  }
  return replica;
}

async function homeOn(database: TestDatabase, dropDatabase: () => Promise<void>): Promise<Home> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-app-'));
  const port = await freePorts(5);
  const running = new Set<ChildProcess>();
  return {
    dataDir,
    database,
    port,
    gatewayPort: port + 1,
    running,
    remove: async () => {
      await Promise.all([...running].map(kill));
      await dropDatabase();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
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
  /** A call with the first start's token; JSON or a form in, JSON out. */
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

/** A process that may not be ready yet, or never be. */
export interface Launch {
  readonly process: ChildProcess;
  readonly log: readonly string[];
  /** Rejects with its log when it ends before it is ready. */
  readonly ready: Promise<App>;
  readonly exited: Promise<number | null>;
  /** Resolves once a line of its log has `text`; rejects when it ends without. */
  said(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Settings beside those of the home; undefined takes one of the home's away. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** Starts it and waits until it says that it is ready; rejects with its log when it ends before. */
export const startApp = (home: Home, env: Settings = {}): Promise<App> => launchApp(home, env).ready;

export function launchApp(home: Home, env: Settings = {}): Launch {
  if (!existsSync(PROGRAM)) throw new Error('the program is not built: run the tests with `npm test`');
  const child = spawn(process.execPath, [PROGRAM], {
    cwd: home.dataDir,
    env: { PATH: process.env['PATH'], ...settingsOf(home), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  home.running.add(child);
  const log: string[] = [];
  const exited = once(child, 'exit').then(([code]) => {
    home.running.delete(child);
    return code as number | null;
  });
  const said = listenTo(child, log, exited);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  const ready = said('gatewright is ready').then(() => runningApp(home, { process: child, log, exited, stop }));
  // Who is not interested in readiness does not fail for the lack of it.
  ready
    .then(() => exited)
    .then(
      (code) => code && process.stderr.write(`the program ended with ${code}:\n${log.slice(-30).join('\n')}\n`),
      () => undefined,
    );
  return { process: child, log, exited, said, stop, ready };
}

async function runningApp(home: Home, parts: Pick<App, 'process' | 'log' | 'exited' | 'stop'>): Promise<App> {
  const url = `http://127.0.0.1:${home.port}`;
  const credentials: Credentials = JSON.parse(await readFile(join(home.dataDir, 'credentials.json'), 'utf8'));
  return {
    ...parts,
    url,
    credentials,
    gatewayUrl: (environment = 'production') => `http://127.0.0.1:${home.gatewayPort + GATEWAYS[environment]}`,
    call: async (method, path, body, token = credentials.token) => {
      const answer = await call(`${url}${path}`, method, body, token);
      await witness({ url }, { method, path, body, ...cameBack(answer, answer.text) });
      return answer;
    },
  };
}

const settingsOf = (home: Home) => ({
  GATEWRIGHT_DATA_DIR: home.dataDir,
  GATEWRIGHT_PORT: String(home.port),
  GATEWRIGHT_GATEWAY_PORT: String(home.gatewayPort),
  GATEWRIGHT_XDS_PORT: String(home.gatewayPort + 3),
  GATEWRIGHT_FETCH_ALLOW: '127.0.0.0/8',
  DATABASE_URL: home.database.url,
});

function listenTo(child: ChildProcess, log: string[], exited: Promise<number | null>): Launch['said'] {
  const lines = new EventEmitter().setMaxListeners(0);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      lines.emit('line', line);
    });
  }
  return async (text) => {
    const heard = new Promise<void>((resolve) => {
      if (log.some((line) => line.includes(text))) resolve();
      lines.on('line', (line: string) => {
        if (line.includes(text)) resolve();
      });
    });
    const ended = exited.then((code) => {
      throw new Error(`the program ended with ${code} before it said '${text}':\n${log.join('\n')}`);
    });
    await Promise.race([heard, ended]);
  };
}

/** `FormData` goes as it is, anything else as JSON. */
async function call(url: string, method: string, body: unknown, token: string): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(url, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
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
