/**
 * Memory with N proxies live, in an Envoy and in the control plane that it is connected to: of each Envoy right after it
 * has taken all, and after further deployments of one proxy; of the control plane its heap after a collection, and what
 * is resident. Every proxy has a backend of its own. Per proxy: beyond what there was with one.
 *
 * npm run bench envoy-memory [N,N,N] [deployments] [--hosts | --api]
 */
import { parseArgs } from 'node:util';
import { RealEnvoy } from '../test/support/envoy.js';
import { freePorts } from '../test/support/free-ports.js';
import { startEcho } from './support/backend.js';
import { residentBytes } from './support/cpu.js';
import { measureDeployments, seed } from './support/deployments.js';
import { heapUsedBytes, inspectorOf } from './support/heap.js';
import { call } from './support/http.js';
import { type Program, type ProgramHome, programHome, startProgram, untilCurrent } from './support/program.js';
import { LAYOUT_OPTIONS, type Layout, layoutOf, loopback } from './support/proxies.js';
import { type Defer, runBench } from './support/run.js';
import { sizesIn } from './support/statistics.js';

const ADDRESS = '127.0.0.2';

interface Memory {
  readonly live: number;
  /** What Envoy's allocator has given out. */
  readonly allocated: number;
  readonly resident: number;
  /** After the deployments. */
  readonly allocatedLater: number;
  readonly residentLater: number;
  readonly heap: number;
  readonly programResident: number;
}

interface Bench {
  readonly home: ProgramHome;
  readonly program: Program;
  readonly inspector: string;
  readonly layout: Layout;
  readonly backend: string;
  readonly deployments: number;
}

async function measure(bench: Bench, live: number): Promise<Memory> {
  const { home, program, inspector, layout, backend, deployments } = bench;
  const admin = await freePorts(1);
  const envoy = await RealEnvoy.start(home, { id: 'edge-1', address: ADDRESS, admin });
  await Promise.all([envoy.listening(), untilCurrent(program, 'envoy', 1)]);
  const [allocated, resident] = await memoryOf(envoy, admin);
  const target = { name: 'envoy', url: `http://${ADDRESS}:${home.gatewayPort}` };
  await measureDeployments(program, target, { layout, backend, live, samples: deployments, newCluster: true });
  const [allocatedLater, residentLater] = await memoryOf(envoy, admin);
  const heap = await heapUsedBytes(inspector);
  const programResident = await residentBytes(program.child.pid ?? 0);
  await envoy.kill();
  await untilCurrent(program, 'envoy', 0);
  return { live, allocated, resident, allocatedLater, residentLater, heap, programResident };
}

async function memoryOf(envoy: RealEnvoy, admin: number): Promise<[number, number]> {
  const { text } = await call(`http://127.0.0.1:${admin}/memory`, { agent: false });
  const { allocated } = JSON.parse(text) as { readonly allocated: string };
  return [Number(allocated), await residentBytes(envoy.pid)];
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(1);

function rowOf(memory: Memory, base: Memory) {
  const perProxy = (field: keyof Memory): string =>
    memory.live === base.live ? '' : ((memory[field] - base[field]) / 1_000 / (memory.live - base.live)).toFixed(2);
  return {
    'proxies live': memory.live,
    'Envoy allocated MB': mega(memory.allocated),
    'kB/proxy': perProxy('allocated'),
    'resident MB': mega(memory.resident),
    'later allocated MB': mega(memory.allocatedLater),
    'later resident MB': mega(memory.residentLater),
    'control plane heap MB': mega(memory.heap),
    'heap kB/proxy': perProxy('heap'),
    'its resident MB': mega(memory.programResident),
  };
}

async function main(layout: Layout, sizes: readonly number[], deployments: number, defer: Defer): Promise<void> {
  const backend = await startEcho(defer);
  const home = await programHome(defer);
  const program = await startProgram(home, { embeddedGateway: false, inspected: true });
  const inspector = await inspectorOf(program.child);
  const bench = { home, program, inspector, layout, backend, deployments };
  const measured: Memory[] = [];
  let live = 0;
  for (const size of [1, ...sizes.filter((each) => each > 1)]) {
    const backendOf = (index: number) => `http://${loopback(index)}:9`;
    await seed(program, { layout, backendOf, from: live, to: size });
    live = size;
    measured.push(await measure(bench, live));
  }
  const [base] = measured;
  console.log(`layout: ${layout}; later: after ${deployments} deployments of one proxy`);
  if (base !== undefined) console.table(measured.map((memory) => rowOf(memory, base)));
}

const { values, positionals } = parseArgs({ options: LAYOUT_OPTIONS, allowPositionals: true });
const [sizes = '100,3000,10000', deployments = '50'] = positionals;
await runBench((defer) => main(layoutOf(values), sizesIn(sizes), Number(deployments), defer), { minutes: 60 });
