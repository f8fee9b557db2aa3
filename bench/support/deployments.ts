import type { Agent } from 'node:http';
import { call } from './http.js';
import type { Program } from './program.js';
import { forEachIndex, type Layout, LIVE, placeOf, reverseProxy } from './proxies.js';
import { median, quantile } from './statistics.js';

export interface Filling {
  readonly layout: Layout;
  readonly backendOf: (index: number) => string;
  readonly from: number;
  readonly to: number;
}

/** Brings proxies `from` up to `to` live, each at its place. */
export async function seed(program: Program, { layout, backendOf, from, to }: Filling): Promise<void> {
  const started = performance.now();
  await forEachIndex(from, to, (index) =>
    program.manage('POST', '/apiProxies/url/', reverseProxy({ index, layout, address: backendOf(index) }, LIVE)),
  );
  console.log(`${to} proxies live after ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** A gateway to call, and how. */
export interface Target {
  readonly name: string;
  readonly url: string;
  /** `false`: each request over a connection of its own, so that it may meet any of the gateway's threads. */
  readonly agent?: Agent | false;
}

export interface Round {
  readonly layout: Layout;
  readonly backend: string;
  readonly samples: number;
  readonly live: number;
  /** Deployments before the measured ones, of a program that has just started. */
  readonly warmUp?: number;
  /** Whether each deployment also brings a cluster that Envoy does not have; else only the routes change. */
  readonly newCluster?: boolean;
}

export interface LatencyRow {
  readonly plane: string;
  readonly 'proxies live': number;
  readonly 'answer p50 ms': string;
  readonly 'right p50 ms': string;
  readonly 'right p95 ms': string;
  readonly 'right p99 ms': string;
  /** Of calls right after the answer. */
  readonly 'wrong first answers': number;
}

/** An accepted deployment that is still not served after so long is no slow one. */
const GIVE_UP_MS = 10_000;

/**
 * Each sample edits proxy 0, deploys it (timed), and calls it through the gateway as soon as the deployment is answered,
 * until the answer is the new one's (timed).
 */
export async function measureDeployments(program: Program, target: Target, round: Round): Promise<LatencyRow> {
  const samples: Sample[] = [];
  const { warmUp = 0 } = round;
  for (let number = -warmUp; number < round.samples; number++) {
    const sample = await deployOnce(program, target, round, `/${target.name}-${round.live}-${number}`);
    if (number >= 0) samples.push(sample);
  }
  const right = samples.map(({ rightMs }) => rightMs);
  return {
    plane: target.name,
    'proxies live': round.live,
    'answer p50 ms': median(samples.map(({ answeredMs }) => answeredMs)).toFixed(2),
    'right p50 ms': median(right).toFixed(2),
    'right p95 ms': quantile(right, 0.95).toFixed(2),
    'right p99 ms': quantile(right, 0.99).toFixed(2),
    'wrong first answers': samples.filter(({ calls }) => calls > 1).length,
  };
}

interface Sample {
  readonly answeredMs: number;
  readonly rightMs: number;
  readonly calls: number;
}

let deployed = 0;

/** `mark` tells the backend that this deployment leads to from all others. */
async function deployOnce(program: Program, target: Target, round: Round, mark: string): Promise<Sample> {
  const { layout, backend } = round;
  deployed += 1;
  const timeout = round.newCluster ? { connectTimeout: 1 + deployed } : {};
  const proxy = { index: 0, layout, address: `${backend}${mark}`, ...timeout };
  await program.manage('PUT', '/apiProxies/url/', reverseProxy(proxy, { reParse: true }));
  const start = performance.now();
  await program.manage('POST', '/apiProxies/p0/environments/production/');
  const answeredMs = performance.now() - start;
  const calls = await callsUntil(target, layout, `${mark}/x`);
  return { answeredMs, rightMs: performance.now() - start, calls };
}

/** How many calls it took until proxy 0 answered so. */
async function callsUntil({ url, agent }: Target, layout: Layout, wanted: string): Promise<number> {
  const { path, hosts } = placeOf(layout, 0);
  const [host] = hosts;
  const how = { ...(host === undefined ? {} : { headers: { host } }), ...(agent === undefined ? {} : { agent }) };
  const deadline = performance.now() + GIVE_UP_MS;
  for (let calls = 1; ; calls++) {
    const { status, text } = await call(`${url}${path}/x`, how);
    if (text === wanted) return calls;
    if (performance.now() > deadline) throw new Error(`${url} still answers ${status} ${text} instead of ${wanted}`);
  }
}

/** How much the last row's p50 differs from the first's. */
export function printGrowth(rows: readonly LatencyRow[]): void {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return;
  const ratio = Number(last['right p50 ms']) / Number(first['right p50 ms']);
  console.log(
    `${last.plane}: p50 at ${last['proxies live']} live is ${ratio.toFixed(2)}x that at ${first['proxies live']}`,
  );
}
