import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from '../support/free-ports.js';
import { ask, type Reply } from './ask.js';

/** The built program with its own PostgreSQL, as a user runs it. */
export interface Program {
  readonly gateway: string;
  manage(method: string, path: string, body?: FormData): Promise<Reply>;
  /** The most memory it has held so far, in MB; null where the system does not tell. */
  peakMemoryMb(): number | null;
  /** Null while it runs. */
  exitCode(): number | NodeJS.Signals | null;
  stop(): Promise<void>;
}

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
/** An import may take this long before it counts as hanging: its own deadline is 30 s, a deployment's 5 s. */
export const HANGS_AFTER_MS = 90_000;

export async function startProgram(): Promise<Program> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-descriptions-'));
  // As root, PostgreSQL runs under another account, which has to pass through.
  await chmod(dataDir, 0o711);
  const port = await freePorts(5);
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      GATEWRIGHT_DATA_DIR: dataDir,
      GATEWRIGHT_PORT: String(port),
      GATEWRIGHT_GATEWAY_PORT: String(port + 1),
      GATEWRIGHT_XDS_PORT: String(port + 4),
      GATEWRIGHT_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await readiness(child);
  const { token } = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8')) as { token: string };
  const base = `http://127.0.0.1:${port}/apiops/projects/default`;
  return {
    gateway: `http://127.0.0.1:${port + 1}`,
    manage: (method, path, body) => ask(method, `${base}${path}`, { token, body, deadlineMs: HANGS_AFTER_MS }),
    peakMemoryMb: () => peakOf(child),
    exitCode: () => child.exitCode ?? child.signalCode,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function readiness(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the program ended with ${code} before it was ready`)));
    if (child.stdout === null) return reject(new Error('the program has no output to read'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('gatewright is ready')) resolve();
    });
  });
}

function peakOf({ pid }: ChildProcess): number | null {
  if (process.platform !== 'linux') return null;
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return line === null ? null : Math.round(Number(line[1]) / 1024);
}
