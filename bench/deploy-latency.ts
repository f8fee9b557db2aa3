/**
 * Deploy request -> first right response through the embedded gateway, with N proxies live. The whole program runs as a
 * user runs it, with the embedded PostgreSQL. All sizes are measured in one run; each sample edits one proxy, deploys it
 * (timed), and calls it through the gateway as soon as the deployment is answered (timed).
 *
 * npm run bench deploy-latency [samples] [N,N,N]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SAMPLES = Number(process.argv[2] ?? 300);
const SIZES = (process.argv[3] ?? '100,1000,10000').split(',').map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

interface Reply {
  readonly status: number;
  readonly text: string;
}

function call(method: string, url: string, headers: Record<string, string> = {}, body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.end(body);
  });
}

async function startBackend(): Promise<{ url: string; close: () => void }> {
  const server = createServer((incoming, response) => response.end(incoming.url));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

interface Program {
  readonly child: ChildProcess;
  readonly manage: (method: string, path: string, body?: unknown) => Promise<Reply>;
  readonly gateway: string;
}

async function startProgram(dataDir: string, port: number): Promise<Program> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'dist', 'main.js')], {
    env: {
      PATH: process.env.PATH,
      GATEWRIGHT_DATA_DIR: dataDir,
      GATEWRIGHT_PORT: String(port),
      GATEWRIGHT_GATEWAY_PORT: String(port + 1),
      GATEWRIGHT_XDS_PORT: String(port + 4),
      GATEWRIGHT_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}`)));
    lines.on('line', (line) => line.includes('gatewright is ready') && resolve());
  });
  const { token } = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const base = `http://127.0.0.1:${port}/apiops/projects/default`;
  return {
    child,
    gateway: `http://127.0.0.1:${port + 1}`,
    manage: async (method, path, body) => {
      const reply = await call(method, `${base}${path}`, headers, body === undefined ? '' : JSON.stringify(body));
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
  };
}

const proxyBody = (name: string, address: string, extra = {}) => ({
  apiProxyName: name,
  apiProxyCreationType: 'REVERSE_PROXY',
  clientRoute: { relativePathList: [`/${name}`] },
  routingInfo: { routingAddressList: [{ address, weight: 100 }] },
  ...extra,
});

/** Brings `count` more proxies live, each on its own path. */
async function seed(program: Program, backend: string, from: number, to: number): Promise<void> {
  let next = from;
  const worker = async () => {
    for (let i = next++; i < to; i = next++) {
      const deploy = { deploy: true, deployTargetEnvironmentNameList: ['production'] };
      await program.manage('POST', '/apiProxies/url/', proxyBody(`seed-${i}`, backend, deploy));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

const quantile = (sorted: readonly number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

async function measure(program: Program, backend: string, size: number): Promise<Record<string, number | string>> {
  const answered: number[] = [];
  const right: number[] = [];
  let wrong = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const edited = proxyBody('probe', `${backend}/v${size}-${i}`, { reParse: true });
    await program.manage('PUT', '/apiProxies/url/', edited);
    const start = performance.now();
    await program.manage('POST', '/apiProxies/probe/environments/production/');
    answered.push(performance.now() - start);
    const reply = await call('GET', `${program.gateway}/probe/x`);
    right.push(performance.now() - start);
    if (reply.text !== `/v${size}-${i}/x`) wrong++;
  }
  answered.sort((a, b) => a - b);
  right.sort((a, b) => a - b);
  return {
    'proxies live': size,
    'answer p50 ms': quantile(answered, 0.5).toFixed(2),
    'right p50 ms': quantile(right, 0.5).toFixed(2),
    'right p95 ms': quantile(right, 0.95).toFixed(2),
    'right p99 ms': quantile(right, 0.99).toFixed(2),
    'wrong first answers': wrong,
  };
}

const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-bench-'));
const backend = await startBackend();
const program = await startProgram(dataDir, 21_000 + Math.floor(Math.random() * 5_000));
try {
  await program.manage('POST', '/apiProxies/url/', proxyBody('probe', backend.url));
  await program.manage('POST', '/apiProxies/probe/environments/production/');
  const rows = [];
  let live = 1;
  for (const size of SIZES) {
    const started = performance.now();
    await seed(program, backend.url, live, size);
    console.log(`${size} proxies live after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    live = size;
    rows.push(await measure(program, backend.url, size));
  }
  console.table(rows);
  const first = Number(rows[0]?.['right p50 ms']);
  const last = Number(rows.at(-1)?.['right p50 ms']);
  console.log(`p50 at ${SIZES.at(-1)} live is ${(last / first).toFixed(2)}x that at ${SIZES[0]}`);
} finally {
  program.child.kill('SIGTERM');
  await once(program.child, 'exit');
  backend.close();
  agent.destroy();
  await rm(dataDir, { recursive: true, force: true });
}
