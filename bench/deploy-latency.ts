/**
 * Deploy request -> first right response through the embedded gateway, with N proxies live. The whole program runs as a
 * user runs it, with the embedded PostgreSQL. All sizes are measured in one run; each sample edits one proxy, deploys it
 * (timed), and calls it through the gateway as soon as the deployment is answered (timed).
 *
 * npm run bench deploy-latency [samples] [N,N,N]
 */
import { startEcho } from './support/backend.js';
import { measureDeployments, printGrowth, seed } from './support/deployments.js';
import { programHome, startProgram } from './support/program.js';
import { runBench } from './support/run.js';
import { sizesIn } from './support/statistics.js';

const [samples = '300', sizes = '100,1000,10000'] = process.argv.slice(2);

await runBench(
  async (defer) => {
    const backend = await startEcho(defer);
    const program = await startProgram(await programHome(defer), { embeddedGateway: true });
    const rows = [];
    let live = 0;
    for (const size of sizesIn(sizes)) {
      await seed(program, { layout: 'path', backendOf: () => backend, from: live, to: size });
      live = size;
      const round = { layout: 'path', backend, samples: Number(samples), live } as const;
      rows.push(await measureDeployments(program, { name: 'embedded', url: program.gateway }, round));
    }
    console.table(rows);
    printGrowth(rows);
  },
  { minutes: 30 },
);
