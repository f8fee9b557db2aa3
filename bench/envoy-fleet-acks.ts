/**
 * From the offer of a change to the last node's acceptance of it, with 1, 10 and 100 clients connected and N proxies live;
 * each change concerns one proxy. The driver has this process for itself; the clients share another, speak delta ADS over
 * gRPC and accept everything at once, so that what is measured is the control plane's part.
 *
 * npm run bench envoy-fleet-acks [samples] [clients,clients,...] [N] [--hosts | --api]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { ask, forkRole, ownRole, serveOrders } from './support/children.js';
import { DeltaClient } from './support/delta-client.js';
import { Offers } from './support/offers.js';
import { LAYOUT_OPTIONS, type Layout, layoutOf } from './support/proxies.js';
import { type Defer, runBench } from './support/run.js';
import { quantile, sizesIn } from './support/statistics.js';

interface Order {
  readonly port: number;
  readonly clients: number;
}

/** Of the clock that watches the event loop; part of what it reads. */
const TICK_MS = 1;
const WARM_UP = 20;

async function measure(layout: Layout, live: number, clients: number, samples: number, defer: Defer) {
  const offers = await Offers.start(layout, live, defer);
  const child = forkRole(import.meta.filename, 'clients');
  defer(() => child.kill());
  await ask<Order, object>(child, { port: offers.port, clients });
  await offers.served(clients);
  const durations: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: TICK_MS });
  for (let number = -WARM_UP; number < samples; number++) {
    if (number === 0) loop.enable();
    const duration = await offers.change(Math.abs(number * 7) % live, clients);
    if (number >= 0) durations.push(duration);
  }
  loop.disable();
  child.kill();
  offers.stop();
  return {
    clients,
    'last ACK p50 ms': quantile(durations, 0.5).toFixed(2),
    'last ACK p99 ms': quantile(durations, 0.99).toFixed(2),
    'loop lag p99 ms': Math.max(0, loop.percentile(99) / 1e6 - TICK_MS).toFixed(2),
    'loop lag max ms': Math.max(0, loop.max / 1e6 - TICK_MS).toFixed(2),
  };
}

function connectClients({ port, clients }: Order): object {
  const onEnd = (reason: string): void => {
    console.error(`a client's stream ended: ${reason}`);
    process.exit(1);
  };
  for (let number = 1; number <= clients; number++) new DeltaClient({ port, nodeId: `edge-${number}`, onEnd });
  return {};
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: LAYOUT_OPTIONS, allowPositionals: true });
  const [samples = '300', counts = '1,10,100', live = '1000'] = positionals;
  const layout = layoutOf(values);
  await runBench(
    async (defer) => {
      const rows = [];
      for (const clients of sizesIn(counts)) {
        rows.push(await measure(layout, Number(live), clients, Number(samples), defer));
      }
      console.log(`${live} proxies live, layout: ${layout}`);
      console.table(rows);
    },
    { minutes: 30 },
  );
}

if (ownRole() === 'clients') serveOrders<Order, object>(async (order) => connectClients(order));
else await main();
