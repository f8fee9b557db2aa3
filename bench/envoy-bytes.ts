/**
 * Bytes that a deployment of one proxy sends to one Envoy, by type of resource, with N proxies live; for proxies at paths
 * of their own, behind hosts, and below one common segment. The driver in this process sends them over gRPC to a client
 * that counts and accepts. What goes out of use is taken away 30 s later and is not counted.
 *
 * npm run bench envoy-bytes [samples] [N,N,N]
 */
import { type Counts, DeltaClient } from './support/delta-client.js';
import { Offers } from './support/offers.js';
import { LAYOUTS, type Layout } from './support/proxies.js';
import { type Defer, runBench } from './support/run.js';
import { quantile, sizesIn } from './support/statistics.js';

type Row = Readonly<Record<string, string | number>>;

const [samples = '20', sizes = '10,100,1000,3000,10000'] = process.argv.slice(2);

async function measure(layout: Layout, live: number, defer: Defer): Promise<Row> {
  const offers = await Offers.start(layout, live, defer);
  const ended = Promise.withResolvers<never>();
  const client = new DeltaClient({
    port: offers.port,
    nodeId: 'counter',
    onEnd: (reason) => ended.reject(new Error(reason)),
  });
  // It ends by itself at the end, when nobody listens any more.
  ended.promise.catch(() => undefined);
  await Promise.race([offers.served(1), ended.promise]);
  const first = client.takeCounts();
  const deployments: Counts[] = [];
  for (let sample = 0; sample < Number(samples); sample++) {
    const index = Math.floor((sample * live) / Number(samples));
    await Promise.race([offers.change(index, 1), ended.promise]);
    deployments.push(client.takeCounts());
  }
  client.close();
  offers.stop();
  return { layout, 'proxies live': live, ...rowOf(deployments), 'all at a start': bytesIn(first) };
}

function rowOf(deployments: readonly Counts[]): Row {
  const types = new Set(deployments.flatMap((counts) => [...counts.keys()]).filter((type) => !isRemoval(type)));
  const totals = deployments.map(bytesIn);
  const means = [...types].sort().map((type): [string, number] => {
    const bytes = deployments.map((counts) => counts.get(type)?.bytes ?? 0);
    return [type, Math.round(bytes.reduce((sum, each) => sum + each, 0) / bytes.length)];
  });
  return { ...Object.fromEntries(means), 'total p50': quantile(totals, 0.5), 'total max': Math.max(...totals) };
}

const isRemoval = (type: string): boolean => type.endsWith('(removals)');

const bytesIn = (counts: Counts): number =>
  [...counts].filter(([type]) => !isRemoval(type)).reduce((sum, [, { bytes }]) => sum + bytes, 0);

function printFlatness(rows: readonly Row[], layout: Layout): void {
  const [first, last] = [
    rows.find((row) => row['layout'] === layout),
    rows.findLast((row) => row['layout'] === layout),
  ];
  const ratio = Number(last?.['total p50']) / Number(first?.['total p50']);
  console.log(
    `${layout}: with ${last?.['proxies live']} live ${ratio.toFixed(2)}x the bytes of ${first?.['proxies live']} live`,
  );
}

await runBench(
  async (defer) => {
    const rows: Row[] = [];
    for (const layout of LAYOUTS) {
      for (const live of sizesIn(sizes)) rows.push(await measure(layout, live, defer));
    }
    console.log('bytes per deployment and Envoy, mean by type');
    console.table(rows);
    for (const layout of LAYOUTS) printFlatness(rows, layout);
  },
  { minutes: 30 },
);
