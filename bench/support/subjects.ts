import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RealEnvoy } from '../../test/support/envoy.js';
import { bootstrapByHand } from './by-hand.js';
import { cpuMicroseconds, pin } from './cpu.js';
import type { LoadOrder, LoadResult } from './load.js';
import type { ProgramHome } from './program.js';
import { loadWithWrk } from './wrk.js';

export interface Setting {
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  /** Numbers of the processors to keep them on; null: wherever the system likes. */
  readonly processors: { readonly envoys: number; readonly load: number } | null;
  /** Null: without it. */
  readonly wrk: { readonly folder: string } | null;
}

/** An Envoy to measure. */
export interface Subject {
  readonly name: string;
  readonly envoy: RealEnvoy;
  readonly url: string;
}

export interface Subjects {
  /** By Gatewright, over xDS. */
  readonly generated: Subject;
  /** By hand; the same behaviour. */
  readonly same: Subject;
  /** By hand; Envoy's own headers only. */
  readonly own: Subject;
}

/** Each with one worker thread. */
export async function startSubjects(
  home: ProgramHome,
  proxies: number,
  backendPort: number,
  setting: Setting,
): Promise<Subjects> {
  const port = home.gatewayPort;
  const byHand = async (address: string, headers: 'same' | 'own'): Promise<RealEnvoy> => {
    const file = join(home.dataDir, `by-hand-${headers}.json`);
    await writeFile(file, JSON.stringify(bootstrapByHand({ address, port, proxies, backendPort, headers })));
    return RealEnvoy.run(home.running, ['-c', file], { id: `by-hand-${headers}`, address, port, concurrency: 1 });
  };
  const generated = await RealEnvoy.start(home, { id: 'generated', address: '127.0.0.2', concurrency: 1 });
  const subject = async (name: string, envoy: RealEnvoy): Promise<Subject> => {
    await envoy.listening();
    if (setting.processors !== null) pin(envoy.pid, setting.processors.envoys);
    return { name, envoy, url: `http://${envoy.address}:${port}` };
  };
  return {
    generated: await subject('generated', generated),
    same: await subject('by hand', await byHand('127.0.0.3', 'same')),
    own: await subject('by hand, own headers', await byHand('127.0.0.4', 'own')),
  };
}

type RoundSetting = Pick<Setting, 'seconds' | 'connections' | 'processors' | 'wrk'>;

/** Requests per second, and microseconds of the Envoy's CPU for each. Throws on an answer that is not right. */
export async function runRound(
  { name, envoy, url }: Subject,
  { seconds, connections, processors, wrk }: RoundSetting,
  paths: readonly string[],
  body: string,
  loadWithNode: (order: LoadOrder) => Promise<LoadResult>,
): Promise<{ rate: number; cpu: number }> {
  const { hostname: address, port } = new URL(url);
  const order = { address, port: Number(port), paths, body, seconds, connections };
  const before = await cpuMicroseconds(envoy.pid);
  const result =
    wrk === null
      ? await loadWithNode(order)
      : await loadWithWrk(order, { folder: wrk.folder, processor: processors?.load ?? null });
  const after = await cpuMicroseconds(envoy.pid);
  if (result.requests === 0)
    throw new Error(`${name}: no request was answered in ${seconds} s: the machine is too busy`);
  if (result.failures > 0) throw new Error(`${name}: ${result.failures} of ${result.requests} requests failed`);
  return { rate: result.requests / result.seconds, cpu: (after - before) / result.requests };
}
