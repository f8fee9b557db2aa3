/**
 * Deploy request -> first right response through a real Envoy, with N proxies live: as deploy-latency, with the embedded
 * gateway off. Every proxy has a backend of its own, and each deployment brings a new cluster with new routes. Each call goes over a connection of its own, so that it may meet any of Envoy's threads. With --embedded,
 * the embedded gateway is measured at the same sizes in the same run, without the Envoy.
 *
 * npm run bench envoy-deploy-latency [samples] [N,N,N] [--hosts | --api] [--embedded]
 */
import { parseArgs } from 'node:util';
import { RealEnvoy } from '../test/support/envoy.js';
import { startEcho } from './support/backend.js';
import { type LatencyRow, measureDeployments, printGrowth, type Round, seed } from './support/deployments.js';
import { type Program, type ProgramHome, programHome, startProgram, untilCurrent } from './support/program.js';
import { LAYOUT_OPTIONS, layoutOf, loopback } from './support/proxies.js';
import { runBench } from './support/run.js';
import { sizesIn } from './support/statistics.js';

const ADDRESS = '127.0.0.2';

const { values, positionals } = parseArgs({
  options: { ...LAYOUT_OPTIONS, embedded: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [samples = '200', sizes = '100,3000,10000'] = positionals;
const layout = layoutOf(values);

/** An Envoy for this size only: filling up with one connected would measure it 10,000 times. */
async function onEnvoy(home: ProgramHome, program: Program, round: Round) {
  const envoy = await RealEnvoy.start(home, { id: 'edge-1', address: ADDRESS });
  await Promise.all([envoy.listening(), untilCurrent(program, 'envoy', 1)]);
  const target = { name: 'envoy', url: `http://${ADDRESS}:${home.gatewayPort}`, agent: false } as const;
  const row = await measureDeployments(program, target, round);
  await envoy.kill();
  await untilCurrent(program, 'envoy', 0);
  return row;
}

async function onEmbedded(program: Program, round: Round) {
  await untilCurrent(program, 'embedded', 1);
  return measureDeployments(program, { name: 'embedded', url: program.gateway, agent: false }, round);
}

await runBench(
  async (defer) => {
    const backend = await startEcho(defer);
    const home = await programHome(defer);
    const envoyRows: LatencyRow[] = [];
    const embeddedRows: LatencyRow[] = [];
    let live = 0;
    for (const size of sizesIn(sizes)) {
      const program = await startProgram(home, { embeddedGateway: false });
      await seed(program, { layout, backendOf: (index) => `http://${loopback(index)}:9`, from: live, to: size });
      live = size;
      const round = { layout, backend, samples: Number(samples), live, warmUp: 20, newCluster: true };
      envoyRows.push(await onEnvoy(home, program, round));
      await program.stop();
      if (!values.embedded) continue;
      const other = await startProgram(home, { embeddedGateway: true });
      embeddedRows.push(await onEmbedded(other, round));
      await other.stop();
    }
    console.log(`layout: ${layout}`);
    console.table([...envoyRows, ...embeddedRows]);
    printGrowth(envoyRows);
    printGrowth(embeddedRows);
  },
  { minutes: 60 },
);
