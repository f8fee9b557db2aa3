/**
 * What call-time logic costs one real Envoy: microseconds of its CPU for each request to a plain route, to one that tells
 * errors in headers, a mapped one, one by AppCode and one by signature. Rounds alternate; the load comes from this process.
 *
 * npm run bench envoy-call-time -- [--seconds=2] [--rounds=5] [--connections=16]
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { EnvoyDriver } from '../src/data-planes/envoy/driver.js';
import type { CallerPolicy, Fragment, IrParameter, Route } from '../src/ir/fragment.js';
import { digestOf } from '../src/shared/canonical-json.js';
import { signCall } from '../test/support/call-time-client.js';
import { envoyBinary } from '../test/support/envoy-binary.js';
import { freePorts } from '../test/support/free-ports.js';
import { startConstantBackend } from './support/backend.js';
import { cpuMicroseconds } from './support/cpu.js';
import { load } from './support/load.js';
import { type Defer, runBench } from './support/run.js';
import { median } from './support/statistics.js';

const BODY = 'x'.repeat(512);
const HOST = '127.0.0.1';
const ENVIRONMENT = { environmentId: 'env-1', environmentName: 'production', host: HOST };

const CALLERS: CallerPolicy = {
  appCodes: [{ location: 'header', name: 'authorization', scheme: 'APPCODE' }],
  signatures: ['HmacSHA256'],
  nonceRequired: false,
  apps: Array.from({ length: 1_000 }, (_, app) => ({
    id: `${app}`,
    expiresAt: null,
    keys: [{ key: `key-${app}`, secret: `secret-${app}` }],
    codeDigests: [createHash('sha256').update(`code-${app}`).digest('hex')],
  })),
};

interface Kind {
  readonly path: string;
  readonly route: Partial<Route>;
  readonly isMapped?: true;
  readonly headers?: () => Readonly<Record<string, string>>;
}

const parameter = (location: IrParameter['location'], name: string): IrParameter => ({ location, name });

/** By name; each has a first segment of its own. */
const KINDS: Readonly<Record<string, Kind>> = {
  plain: { path: '/plain/7?a=1', route: {} },
  'errors in headers': { path: '/headers/7?a=1', route: { errorStyle: 'ca-headers' } },
  mapped: { path: '/mapped/7?a=1', route: { errorStyle: 'ca-headers' }, isMapped: true },
  AppCode: {
    path: '/code/7?a=1',
    route: { errorStyle: 'ca-headers', callers: CALLERS },
    headers: () => ({ authorization: 'APPCODE code-7' }),
  },
  signed: {
    path: '/signed/7?a=1',
    route: { errorStyle: 'ca-headers', callers: CALLERS },
    headers: () => {
      const call = { method: 'GET', target: '/signed/7?a=1', headers: { accept: '*/*' } };
      return withoutAccept(signCall(call, { key: 'key-7', secret: 'secret-7', nonce: null }));
    },
  },
};

/** The load sends one by itself. */
const withoutAccept = ({ accept: _, ...others }: Record<string, string>): Record<string, string> => others;

const MAPPING = {
  mode: 'mapping' as const,
  parameters: [parameter('path', 'id'), parameter('query', 'a')].map((from) => ({
    from,
    to: parameter('query', `to-${from.name}`),
    required: true,
    defaultValue: null,
    check: { type: 'int' as const, minValue: 0 },
  })),
  constants: [{ to: parameter('header', 'x-from'), value: 'gateway' }],
  system: [],
};

const fragmentOf = (backendPort: number): Fragment => ({
  routes: Object.entries(KINDS).map(([id, { path, route, isMapped }], order) => ({
    id,
    match: { hosts: [], path: templateOf(path), methods: [], headers: [] },
    order,
    action: {
      kind: 'forward',
      upstream: 'backend',
      rewrite: { kind: 'replace-prefix', prefix: '', replacement: '' },
      method: null,
      mapping: isMapped ? MAPPING : null,
      responseTimeoutMs: 5_000,
      retries: { same: 0, others: 0 },
    },
    errorStyle: 'correlation',
    ...route,
  })),
  upstreams: [
    {
      name: 'backend',
      balancing: 'round-robin',
      connectTimeoutMs: 1_000,
      endpoints: [
        { scheme: 'http', host: HOST, port: backendPort, basePath: '', weight: 1, role: 'primary', healthCheck: false },
      ],
    },
  ],
});

const templateOf = (path: string) => {
  const literal = path.split('/')[1] ?? '';
  return { kind: 'template' as const, segments: [{ literal }, { param: 'id' }], tail: false };
};

/** An Envoy of one worker thread that serves the fragment; its process id. */
async function serve(fragment: Fragment, port: number, defer: Defer): Promise<number> {
  const driver = new EnvoyDriver({ host: HOST, port: 0, logger: console });
  await driver.listen([{ ...ENVIRONMENT, port, guests: [] }]);
  defer(() => driver.stop());
  const upserts = [{ key: 'p1:', fragment, digest: digestOf(fragment) }];
  const served = new Promise<void>((resolve) => {
    driver.onAnswer(({ outcome }) => outcome === 'accepted' && resolve());
  });
  driver.offer({ environmentId: ENVIRONMENT.environmentId, from: null, to: 1, upserts, removals: [] });
  const xds = `${HOST}:${await driver.port()}`;
  const identity = ['--environment', 'production', '--id', 'bench', '--address', HOST];
  const { stdout } = await promisify(execFile)(process.execPath, [
    'scripts/envoy.mjs',
    ...identity,
    '--xds',
    xds,
    '--print',
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'call-time-'));
  defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'bootstrap.json'), stdout);
  const args = ['-c', join(folder, 'bootstrap.json'), '--concurrency', '1', '--disable-hot-restart', '-l', 'error'];
  const envoy = spawn(await envoyBinary(), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  defer(() => envoy.kill('SIGKILL'));
  await served;
  if (envoy.pid === undefined) throw new Error('Envoy did not start');
  return envoy.pid;
}

await runBench(
  async (defer) => {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '2' },
        rounds: { type: 'string', default: '5' },
        connections: { type: 'string', default: '16' },
      },
    });
    const backend = await startConstantBackend(BODY);
    defer(() => backend.stop());
    const port = await freePorts(1);
    const pid = await serve(fragmentOf(backend.port), port, defer);
    const spent = new Map(Object.keys(KINDS).map((name): [string, number[]] => [name, []]));
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      for (const [name, { path, headers }] of Object.entries(KINDS)) {
        const before = await cpuMicroseconds(pid);
        const result = await load({
          address: HOST,
          port,
          paths: [path],
          body: BODY,
          seconds: Number(values.seconds),
          connections: Number(values.connections),
          headers: headers?.() ?? {},
        });
        if (result.failures > 0) throw new Error(`${name}: ${result.failures} wrong answers`);
        // The first round warms up.
        if (round > 0) spent.get(name)?.push(((await cpuMicroseconds(pid)) - before) / result.requests);
      }
    }
    const plain = median(spent.get('plain') ?? []);
    console.table(
      [...spent].map(([route, each]) => ({
        route,
        'us of CPU': median(each).toFixed(1),
        'to plain': (median(each) / plain).toFixed(2),
      })),
    );
  },
  { minutes: 10 },
);
