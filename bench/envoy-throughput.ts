/**
 * Requests per second and CPU per request through a real Envoy with the configuration that Gatewright makes, beside the
 * same binary with static ones written by hand (support/by-hand.ts), at 10, 100 and 1,000 proxies of five operations each.
 * Rounds alternate, one worker thread each. `wrk` makes the load if it is on the PATH, a Node client otherwise. With two
 * processors the Envoys have one for themselves and the backend and the load the other.
 *
 * npm run bench envoy-throughput -- [--sizes=10,100,1000] [--seconds=2] [--rounds=5] [--connections=64] [--load=node]
 */
import type { ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { freePorts } from '../test/support/free-ports.js';
import { expectAlike } from './support/alike.js';
import { startConstantBackend } from './support/backend.js';
import { ask, forkRole, ownRole, serveOrders } from './support/children.js';
import { canPin, pin } from './support/cpu.js';
import { type LoadOrder, type LoadResult, load } from './support/load.js';
import { type Program, type ProgramHome, programHome, startProgram } from './support/program.js';
import { describedProxy, forEachIndex, LIVE } from './support/proxies.js';
import { runBench } from './support/run.js';
import { median, quantile, sizesIn } from './support/statistics.js';
import { runRound, type Setting, type Subject, startSubjects } from './support/subjects.js';
import { hasWrk } from './support/wrk.js';

const BODY = 'x'.repeat(512);

type Order = { readonly kind: 'backend'; readonly port: number } | { readonly kind: 'load'; readonly load: LoadOrder };
type Row = Readonly<Record<string, string | number>>;

interface Bench {
  readonly home: ProgramHome;
  readonly program: Program;
  readonly backendPort: number;
  readonly loader: ChildProcess;
  readonly backend: ChildProcess;
  readonly setting: Setting;
}

/** Paths to call, by their place in the list by hand. `random`: routes of all kinds of all proxies, in an order that is always the same. */
const calledPaths = (size: number): ReadonlyMap<string, readonly string[]> =>
  new Map([
    ['first', ['/p0/items']],
    ['last', [`/p${size - 1}/items/7`]],
    [
      'random',
      Array.from({ length: 300 }, (_, number) => `/p${(number * 7_919) % size}${KINDS[number % KINDS.length]}`),
    ],
  ]);
const KINDS = ['/items', '/items/7', '/items/7/parts/3'];

/** The Envoys of one size, measured and ended. */
async function measureSize(bench: Bench, size: number): Promise<{ throughput: Row[]; latency: Row }> {
  const { home, backendPort, backend, setting } = bench;
  const subjects = await startSubjects(home, size, backendPort, setting);
  const { generated, same, own } = subjects;
  const proxies = [0, Math.floor(size / 2), size - 1];
  await expectAlike([generated.url, same.url], proxies, backendPort);
  await ask<Order, object>(backend, { kind: 'backend', port: backendPort });
  const throughput: Row[] = [];
  for (const [called, paths] of calledPaths(size)) {
    throughput.push({ proxies: size, called, ...(await compare(bench, [generated, same, own], paths)) });
  }
  const latency = { proxies: size, ...(await latencies(bench, [generated, same], size)) };
  await Promise.all([generated, same, own].map(({ envoy }) => envoy.kill()));
  await ask<Order, object>(backend, { kind: 'backend', port: 0 });
  return { throughput, latency };
}

async function compare(bench: Bench, subjects: readonly Subject[], paths: readonly string[]): Promise<Row> {
  const { rounds, ...settings } = bench.setting;
  const results: { rate: number; cpu: number }[][] = subjects.map(() => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const result = await runRound(subject, settings, paths, BODY, (order) => loadFrom(bench, order));
      if (round > 0) results[index]?.push(result);
    }
  }
  return rowOf(results);
}

/** Ratios of the rounds that followed each other. Above 1: the generated one is better. */
function rowOf([generated = [], same = [], own = []]: readonly { rate: number; cpu: number }[][]): Row {
  const rates = (others: readonly { rate: number }[]) =>
    median(generated.map(({ rate }, round) => rate / (others[round]?.rate ?? Number.NaN)));
  const cpus = (others: readonly { cpu: number }[]) =>
    median(generated.map(({ cpu }, round) => (others[round]?.cpu ?? Number.NaN) / cpu));
  return {
    'req/s': Math.round(median(generated.map(({ rate }) => rate))),
    'by hand': Math.round(median(same.map(({ rate }) => rate))),
    ratio: rates(same).toFixed(3),
    'us CPU': median(generated.map(({ cpu }) => cpu)).toFixed(1),
    'by hand us': median(same.map(({ cpu }) => cpu)).toFixed(1),
    'CPU ratio': cpus(same).toFixed(3),
    'own headers ratio': rates(own).toFixed(3),
    'its CPU ratio': cpus(own).toFixed(3),
  };
}

/** One request at a time over one connection. */
async function latencies({ loader, setting }: Bench, subjects: readonly Subject[], size: number): Promise<Row> {
  const paths = calledPaths(size).get('random') ?? [];
  const row: Record<string, string> = {};
  for (const { name, url } of subjects) {
    const order = { ...addressIn(url), paths, body: BODY, seconds: setting.seconds, connections: 1 };
    const { latenciesUs } = await ask<Order, LoadResult>(loader, { kind: 'load', load: order });
    row[`${name} p50 us`] = quantile(latenciesUs, 0.5).toFixed(0);
    row[`${name} p99 us`] = quantile(latenciesUs, 0.99).toFixed(0);
  }
  return row;
}

const addressIn = (url: string) => ({ address: new URL(url).hostname, port: Number(new URL(url).port) });

const loadFrom = ({ loader }: Bench, order: LoadOrder): Promise<LoadResult> =>
  ask<Order, LoadResult>(loader, { kind: 'load', load: order });

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '10,100,1000' },
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '64' },
      load: { type: 'string', default: 'wrk' },
    },
  });
  const isPinned = canPin();
  await runBench(
    async (defer) => {
      const home = await programHome(defer);
      const [loader, backend] = ['load', 'backend'].map((role) => forkRole(import.meta.filename, role));
      if (loader === undefined || backend === undefined) throw new Error('two processes were started');
      for (const child of [loader, backend]) {
        defer(() => child.kill());
        if (isPinned) pin(child.pid, 1);
      }
      const setting: Setting = {
        seconds: Math.min(Number(values.seconds), 30),
        rounds: Math.min(Number(values.rounds), 20),
        connections: Math.min(Number(values.connections), 1_000),
        processors: isPinned ? { envoys: 0, load: 1 } : null,
        wrk: values.load === 'wrk' && hasWrk() ? { folder: home.dataDir } : null,
      };
      const program = await startProgram(home, { embeddedGateway: false });
      const backendPort = await freePorts(1);
      await run({ home, program, backendPort, loader, backend, setting }, sizesIn(values.sizes));
    },
    { minutes: 60 },
  );
}

async function run(bench: Bench, sizes: readonly number[]): Promise<void> {
  const { program, backendPort, setting } = bench;
  const address = `http://127.0.0.1:${backendPort}`;
  const throughput: Row[] = [];
  const latency: Row[] = [];
  let live = 0;
  for (const size of sizes) {
    await forEachIndex(live, size, (index) =>
      program.manage('POST', '/apiProxies/file/', describedProxy({ index, layout: 'path', address }, LIVE)),
    );
    live = size;
    const measured = await measureSize(bench, size);
    throughput.push(...measured.throughput);
    latency.push(measured.latency);
  }
  const pinned = setting.processors === null ? 'not pinned' : 'Envoy on a processor of its own';
  const { seconds, rounds, connections, wrk } = setting;
  console.log(`GET with ${BODY.length} bytes, ${rounds} rounds of ${seconds} s, ${connections} connections, ${pinned}`);
  console.log(`load: ${wrk === null ? 'Node' : 'wrk'}; ratios above 1: what Gatewright makes is better`);
  console.table(throughput);
  console.log('one connection, random routes');
  console.table(latency);
}

/** Port 0: makes room for another backend. */
let stopBackend: () => void = () => undefined;

async function obey(order: Order): Promise<object> {
  if (order.kind === 'load') return load(order.load);
  stopBackend();
  stopBackend = () => undefined;
  if (order.port !== 0) ({ stop: stopBackend } = await startConstantBackend(BODY, order.port));
  return {};
}

if (ownRole() === undefined) await main();
else serveOrders<Order, object>(obey);
