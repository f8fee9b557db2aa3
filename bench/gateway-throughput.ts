/**
 * Requests per second through the embedded gateway, beside @fastify/http-proxy and http-proxy in the same run. Loopback
 * only; bounded in time. Every proxy, the backend and the load run in processes of their own; rounds alternate, so that
 * the noise of the machine falls on all alike. Prints medians and ratios; CPU is the proxy's own, per request.
 *
 *   npm run build && node bench/gateway-throughput.ts [--seconds=3] [--rounds=5] [--connections=64] [--dist=dist]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const BODY = 'x'.repeat(512);
const SUBJECTS = ['gatewright', '@fastify/http-proxy', 'http-proxy'] as const;
type Subject = (typeof SUBJECTS)[number];
type Role = Subject | 'backend' | 'load';

interface Round {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
}

/** What a child is told and tells. */
type Order =
  | { readonly kind: 'start'; readonly backendPort: number; readonly dist: string }
  | { readonly kind: 'load'; readonly port: number; readonly seconds: number; readonly connections: number }
  | { readonly kind: 'cpu' };
type Report =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'round'; readonly round: Round }
  | { readonly kind: 'cpu'; readonly microseconds: number };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '64' },
      dist: { type: 'string', default: 'dist' },
      only: { type: 'string' },
    },
  });
  const seconds = Math.min(Number(values.seconds), 30);
  const rounds = Math.min(Number(values.rounds), 20);
  const connections = Math.min(Number(values.connections), 1_000);
  const subjects = SUBJECTS.filter((subject) => values.only === undefined || values.only === subject);
  const children: ChildProcess[] = [];
  const spawn = (role: Role): ChildProcess => {
    const child = fork(import.meta.filename, [], { env: { ...process.env, BENCH_ROLE: role } });
    children.push(child);
    return child;
  };
  try {
    const start = { kind: 'start', backendPort: 0, dist: resolve(values.dist) } as const;
    const backend = await ask(spawn('backend'), start, 'listening');
    const load = spawn('load');
    const proxies = new Map<Subject, { child: ChildProcess; port: number }>();
    for (const subject of subjects) {
      const child = spawn(subject);
      const { port } = await ask(child, { ...start, backendPort: backend.port }, 'listening');
      proxies.set(subject, { child, port });
    }
    const results = new Map<Subject, { rate: number; cpu: number; failures: number }[]>();
    for (let round = 0; round <= rounds; round += 1) {
      for (const [subject, { child, port }] of proxies) {
        const before = await ask(child, { kind: 'cpu' }, 'cpu');
        const { round: result } = await ask(load, { kind: 'load', port, seconds, connections }, 'round');
        const after = await ask(child, { kind: 'cpu' }, 'cpu');
        // The first round warms up.
        if (round === 0) continue;
        const cpu = (after.microseconds - before.microseconds) / result.requests;
        const rate = result.requests / result.seconds;
        results.set(subject, [...(results.get(subject) ?? []), { rate, cpu, failures: result.failures }]);
      }
    }
    print(results, { seconds, rounds, connections });
  } finally {
    for (const child of children) child.kill();
  }
}

function print(results: Map<Subject, { rate: number; cpu: number; failures: number }[]>, settings: object): void {
  console.log(`gateway throughput, GET with ${BODY.length} bytes`, JSON.stringify(settings), `node ${process.version}`);
  const own = median((results.get('gatewright') ?? []).map(({ rate }) => rate));
  for (const [subject, all] of results) {
    const rate = median(all.map((result) => result.rate));
    const cpu = median(all.map((result) => result.cpu));
    const failures = all.reduce((sum, result) => sum + result.failures, 0);
    const ratio = subject === 'gatewright' ? '' : `  gatewright is ${(own / rate).toFixed(2)} x`;
    console.log(
      `${subject.padEnd(20)} ${rate.toFixed(0).padStart(7)} req/s  ${cpu.toFixed(1)} us CPU/req  failures ${failures}${ratio}`,
    );
  }
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function ask<K extends Report['kind']>(
  child: ChildProcess,
  order: Order,
  kind: K,
): Promise<Extract<Report, { kind: K }>> {
  const over = new AbortController();
  const message = once(child, 'message', { signal: over.signal });
  child.send(order);
  const ended = once(child, 'exit', { signal: over.signal }).then(() => [null]);
  const [report] = (await Promise.race([message, ended])) as [Report | null];
  over.abort();
  await Promise.allSettled([message, ended]);
  if (report === null) throw new Error('a bench process ended early');
  if (report.kind !== kind) throw new Error(`expected ${kind}, got ${report.kind}`);
  return report as Extract<Report, { kind: K }>;
}

/** Answers every request on a connection with the same bytes; does not look at them otherwise. */
async function startBackend(): Promise<number> {
  const answer = Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${BODY.length}\r\nDate: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n${BODY}`,
  );
  const server = createTcpServer({ noDelay: true }, (socket) => {
    let tail = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const heads = (tail + chunk.toString('latin1')).split('\r\n\r\n');
      tail = heads.pop() ?? '';
      for (let index = 0; index < heads.length; index += 1) socket.write(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function startGatewright(backendPort: number, dist: string): Promise<number> {
  const { EmbeddedDriver } = await import(pathToFileURL(join(dist, 'data-planes/embedded/driver.js')).href);
  const dataDir = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  process.on('exit', () => void rm(dataDir, { recursive: true, force: true }));
  const driver = new EmbeddedDriver({ dataDir });
  const accepted = new Promise<void>((done) => driver.onAnswer(() => done()));
  await driver.listen([{ environmentId: 'e', environmentName: 'bench', host: '127.0.0.1', port: 0 }]);
  const endpoint = {
    scheme: 'http',
    host: '127.0.0.1',
    port: backendPort,
    basePath: '',
    weight: 1,
    role: 'primary',
    healthCheck: false,
  };
  const route = {
    id: 'r',
    match: { hosts: [], path: { kind: 'prefix', path: '/api' }, methods: [], headers: [] },
    order: 0,
    action: {
      kind: 'forward',
      upstream: 'u',
      rewrite: { kind: 'replace-prefix', prefix: '/api', replacement: '/api' },
      method: null,
      mapping: null,
      responseTimeoutMs: 30_000,
      retries: { same: 0, others: 0 },
    },
    errorStyle: 'correlation',
  };
  const upstreams = [{ name: 'u', balancing: 'round-robin', endpoints: [endpoint], connectTimeoutMs: 5_000 }];
  const upserts = [{ key: 'p:', digest: 'd', fragment: { routes: [route], upstreams } }];
  driver.offer({ environmentId: 'e', from: null, to: 1, upserts, removals: [] });
  await accepted;
  return Number(driver.nodes()[0]?.address.split(':').at(-1));
}

async function startFastify(backendPort: number): Promise<number> {
  const [{ default: fastify }, { default: httpProxy }] = await Promise.all([
    import('fastify'),
    import('@fastify/http-proxy'),
  ]);
  const app = fastify({ logger: false });
  await app.register(httpProxy, { upstream: `http://127.0.0.1:${backendPort}`, prefix: '/api', rewritePrefix: '/api' });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

async function startHttpProxy(backendPort: number): Promise<number> {
  const { default: httpProxy } = await import('http-proxy');
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${backendPort}`, agent, xfwd: true });
  proxy.on('error', (_error, _req, res) => res.destroy());
  const server = createHttpServer((req: IncomingMessage, res) => proxy.web(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const HEAD_END = '\r\n\r\n';

/** One request at a time on each connection, as fast as the answers come. */
async function load(port: number, seconds: number, connections: number): Promise<Round> {
  const request = `GET /api/items/7?page=2 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n\r\n`;
  let requests = 0;
  let failures = 0;
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  const client = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    let text = '';
    socket.on('error', () => {
      failures += 1;
    });
    socket.on('connect', () => socket.write(request, 'latin1'));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const head = text.indexOf(HEAD_END);
      if (head < 0 || text.length < head + HEAD_END.length + BODY.length) return;
      if (!text.startsWith('HTTP/1.1 200') || !text.endsWith(BODY)) failures += 1;
      requests += 1;
      text = '';
      if (performance.now() < end) socket.write(request, 'latin1');
      else socket.end();
    });
    await once(socket, 'close');
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { requests, failures, seconds: (performance.now() - begun) / 1_000 };
}

function serveRole(role: Role): void {
  const report = (message: Report): void => void process.send?.(message);
  const starters: Record<Exclude<Role, 'load'>, (port: number, dist: string) => Promise<number>> = {
    backend: startBackend,
    gatewright: startGatewright,
    '@fastify/http-proxy': startFastify,
    'http-proxy': startHttpProxy,
  };
  process.on('message', async (order: Order) => {
    if (order.kind === 'load')
      report({ kind: 'round', round: await load(order.port, order.seconds, order.connections) });
    else if (order.kind === 'start' && role !== 'load') {
      report({ kind: 'listening', port: await starters[role](order.backendPort, order.dist) });
    } else if (order.kind === 'cpu') {
      const { user, system } = process.cpuUsage();
      report({ kind: 'cpu', microseconds: user + system });
    }
  });
  process.on('disconnect', () => process.exit());
}

const role = process.env['BENCH_ROLE'];
if (role === undefined) await main();
else serveRole(role as Role);
