/**
 * Requests per second through the embedded gateway, beside @fastify/http-proxy and http-proxy in the same run. Loopback
 * only; bounded in time. Every proxy, the backend and the load run in processes of their own; rounds alternate, so that
 * the noise of the machine falls on all alike. Prints medians and ratios; CPU is the proxy's own, per request.
 *
 *   npm run bench gateway-throughput -- [--seconds=3] [--rounds=5] [--connections=64] [--dist=dist] [--only=SUBJECT]
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer as createHttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startConstantBackend } from './support/backend.js';
import { ask, forkRole, ownRole, serveOrders } from './support/children.js';
import { type LoadOrder, type LoadResult, load } from './support/load.js';
import { type Defer, runBench } from './support/run.js';
import { median } from './support/statistics.js';

const BODY = 'x'.repeat(512);
const SUBJECTS = ['gatewright', '@fastify/http-proxy', 'http-proxy'] as const;
type Subject = (typeof SUBJECTS)[number];
type Role = Subject | 'backend' | 'load';

interface Start {
  readonly kind: 'start';
  readonly backendPort: number;
  readonly dist: string;
}

/** What a child is told; it reports what its kind of order asks for. */
type Order = Start | { readonly kind: 'load'; readonly load: LoadOrder } | { readonly kind: 'cpu' };
interface Listening {
  readonly port: number;
}
interface Cpu {
  readonly microseconds: number;
}

interface Settings {
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
}

interface RoundOfSubject {
  readonly rate: number;
  readonly cpu: number;
  readonly failures: number;
}

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
  const settings = {
    seconds: Math.min(Number(values.seconds), 30),
    rounds: Math.min(Number(values.rounds), 20),
    connections: Math.min(Number(values.connections), 1_000),
  };
  const subjects = SUBJECTS.filter((subject) => values.only === undefined || values.only === subject);
  await runBench((defer) => compare(subjects, settings, resolve(values.dist), defer), { minutes: 40 });
}

async function compare(subjects: readonly Subject[], settings: Settings, dist: string, defer: Defer): Promise<void> {
  const spawn = (role: Role): ChildProcess => {
    const child = forkRole(import.meta.filename, role);
    defer(() => child.kill());
    return child;
  };
  const start = (child: ChildProcess, backendPort: number) =>
    ask<Start, Listening>(child, { kind: 'start', backendPort, dist });
  const backend = await start(spawn('backend'), 0);
  const loader = spawn('load');
  const proxies = new Map<Subject, { child: ChildProcess; port: number }>();
  for (const subject of subjects) {
    const child = spawn(subject);
    proxies.set(subject, { child, ...(await start(child, backend.port)) });
  }
  const results = new Map<Subject, RoundOfSubject[]>();
  for (let round = 0; round <= settings.rounds; round += 1) {
    for (const [subject, { child, port }] of proxies) {
      const result = await runRound(loader, child, port, settings);
      // The first round warms up.
      if (round > 0) results.set(subject, [...(results.get(subject) ?? []), result]);
    }
  }
  print(results, settings);
}

async function runRound(
  loader: ChildProcess,
  proxy: ChildProcess,
  port: number,
  { seconds, connections }: Settings,
): Promise<RoundOfSubject> {
  const address = '127.0.0.1';
  const order = { address, port, paths: ['/api/items/7?page=2'], body: BODY, seconds, connections };
  const before = await ask<Order, Cpu>(proxy, { kind: 'cpu' });
  const result = await ask<Order, LoadResult>(loader, { kind: 'load', load: order });
  const after = await ask<Order, Cpu>(proxy, { kind: 'cpu' });
  const cpu = (after.microseconds - before.microseconds) / result.requests;
  return { rate: result.requests / result.seconds, cpu, failures: result.failures };
}

function print(results: ReadonlyMap<Subject, readonly RoundOfSubject[]>, settings: Settings): void {
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

const STARTERS: Readonly<Record<Exclude<Role, 'load'>, (port: number, dist: string) => Promise<number>>> = {
  backend: async () => (await startConstantBackend(BODY)).port,
  gatewright: startGatewright,
  '@fastify/http-proxy': startFastify,
  'http-proxy': startHttpProxy,
};

async function obey(role: Role, order: Order): Promise<Listening | LoadResult | Cpu> {
  if (order.kind === 'load') return load(order.load);
  if (order.kind === 'start' && role !== 'load') return { port: await STARTERS[role](order.backendPort, order.dist) };
  const { user, system } = process.cpuUsage();
  return { microseconds: user + system };
}

const role = ownRole();
if (role === undefined) await main();
else serveOrders<Order, object>((order) => obey(role as Role, order));
