import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type App, type Home, newHome, startApp } from '../support/app.js';
import { RealEnvoy } from '../support/envoy.js';
import {
  deployFleet,
  type EchoBackend,
  editFleet,
  type Fleet,
  makeFleet,
  pathOfRevision,
  startEcho,
} from '../support/fleet.js';

const ON_ENVOY_ONLY = { GATEWRIGHT_EMBEDDED_GATEWAY: 'off' };
/** Enough for the patterns of listeners and short paths, too little for a long one. */
const SMALL_PATTERNS = { 're2.max_program_size.error_level': 230 };
/** With an escape that may be written in two ways: such a path is matched by a pattern. */
const LONG_PATH = `/${'long'.repeat(60)}/%C3%BC`;

describe('a fleet of Envoys', () => {
  let home: Home;
  let app: App;
  let backend: EchoBackend;
  let fleet: Fleet;
  let envoys: RealEnvoy[];

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home, ON_ENVOY_ONLY), startEcho()]);
    fleet = { name: 'orders', path: '/orders', size: 3, backendUrl: backend.url };
    await makeFleet(app, fleet);
    envoys = await Promise.all([
      RealEnvoy.start(home, { id: 'edge-1', address: '127.0.0.2' }),
      RealEnvoy.start(home, { id: 'edge-2', address: '127.0.0.3' }),
      RealEnvoy.start(home, { id: 'edge-3', address: '127.0.0.4', runtime: SMALL_PATTERNS }),
    ]);
    await Promise.all(envoys.map((envoy) => envoy.listening()));
  });

  afterAll(async () => {
    await home?.remove();
    await backend?.close();
  });

  /** The revision that each Envoy serves; 0: none. */
  const revisions = () => Promise.all(envoys.map((envoy) => revisionAt(envoy, fleet)));

  it('takes a group live on each, and the answer names each', async () => {
    const answer = await deployFleet(app, fleet);
    expect(answer.status).toBe(200);
    expect(nodesIn(answer)).toEqual([
      'edge-1 127.0.0.2 true Deployed successfully',
      'edge-2 127.0.0.3 true Deployed successfully',
      'edge-3 127.0.0.4 true Deployed successfully',
    ]);
    expect(await revisions()).toEqual([1, 1, 1]);
  });

  it('leaves all of them as they were when one refuses the routes', async () => {
    const refused: Fleet = { ...fleet, name: 'refused', path: LONG_PATH };
    await makeFleet(app, refused);
    const answer = await deployFleet(app, refused);
    expect(answer.status).toBe(400);
    const [first, second, third] = nodesIn(answer);
    expect([first, second]).toEqual([
      'edge-1 127.0.0.2 false held back: edge-3 refused',
      'edge-2 127.0.0.3 false held back: edge-3 refused',
    ]);
    expect(third).toMatch(/^edge-3 127\.0\.0\.4 false Envoy refused the routes: .*RE2 program size/);
    expect(answer.text).toContain('what served before serves on');
    expect(await Promise.all(envoys.map((envoy) => revisionAt(envoy, refused)))).toEqual([0, 0, 0]);
    expect(await revisions()).toEqual([1, 1, 1]);
  });

  it('shows the new revision on none while one cannot open its listener', async () => {
    const squatter = await listenOn('127.0.0.5', home.gatewayPort);
    const fourth = await RealEnvoy.start(home, { id: 'edge-4', address: '127.0.0.5' });
    try {
      await fourth.said('cannot bind');
      await editFleet(app, fleet, 2);
      const load = Promise.all(envoys.map((envoy) => burst(envoy, fleet)));
      const answer = await deployFleet(app, fleet);
      expect(answer.status).toBe(400);
      expect(nodesIn(answer)[3]).toMatch(/^edge-4 127\.0\.0\.5 false Envoy refused the listeners: .*cannot bind/);
      expect(new Set((await load).flat())).toEqual(new Set([1]));
      expect(await revisions()).toEqual([1, 1, 1]);
    } finally {
      await fourth.kill();
      squatter.close();
    }
  });

  it('is no success, and nothing to be seen, when a backend has a name that leads nowhere', async () => {
    await connected(['edge-1', 'edge-2', 'edge-3']);
    const nowhere: Fleet = { name: 'nowhere', path: '/nowhere', size: 1, backendUrl: 'http://nosuch.invalid:9000' };
    await makeFleet(app, nowhere);
    const answer = await deployFleet(app, nowhere);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Envoy cannot reach the backend nosuch.invalid: it has no address');
    expect(answer.text).toContain('what served before serves on');
    const missing = await Promise.all(envoys.map((envoy) => envoy.get('/nowhere/m1')));
    expect(missing.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(await revisions()).toEqual([1, 1, 1]);
  });

  it('fails no request while a revision replaces another', async () => {
    await connected(['edge-1', 'edge-2', 'edge-3']);
    const load = Promise.all(envoys.map((envoy) => burst(envoy, fleet)));
    expect((await deployFleet(app, fleet)).status).toBe(200);
    expect([...new Set((await load).flat())].filter((revision) => revision === 0)).toEqual([]);
    expect(await revisions()).toEqual([2, 2, 2]);
  });

  it('brings a killed Envoy to what was deployed without it', async () => {
    await envoys[1]?.kill();
    await connected(['edge-1', 'edge-3']);
    await editFleet(app, fleet, 3);
    expect((await deployFleet(app, fleet)).status).toBe(200);
    const restarted = await RealEnvoy.start(home, { id: 'edge-2', address: '127.0.0.3' });
    envoys = envoys.with(1, restarted);
    await restarted.listening();
    expect(await revisions()).toEqual([3, 3, 3]);
  });

  it('serves on without a control plane, and takes nothing twice when it is back', async () => {
    app.process.kill('SIGKILL');
    await app.exited;
    expect(await revisions()).toEqual([3, 3, 3]);
    const before = envoys.map((envoy) => envoy.log.length);
    app = await startApp(home, ON_ENVOY_ONLY);
    await connected(['edge-1', 'edge-2', 'edge-3']);
    const since = envoys.flatMap((envoy, index) => envoy.log.slice(before[index]));
    expect(since.filter((line) => /add\/update listener|[1-9]\d* added\/updated/.test(line))).toEqual([]);
    await editFleet(app, fleet, 4);
    expect((await deployFleet(app, fleet)).status).toBe(200);
    expect(await revisions()).toEqual([4, 4, 4]);
  });

  /** Until exactly these are connected and serve what the environment wants. */
  async function connected(names: readonly string[]): Promise<void> {
    for (;;) {
      const { body } = await app.call('GET', '/admin/v1/gateways');
      const nodes = body['items'] as readonly { id: string; connected: boolean; current: boolean }[];
      const found = nodes.filter((node) => node.connected);
      if (found.every((node) => node.current) && found.map(({ id }) => id).join() === names.join()) return;
      await delay(50);
    }
  }
});

/** By Envoy: name, address, success, words. */
function nodesIn({ body }: Answer): string[] {
  const result = body['deploymentResult'] as { readonly detailList: readonly Record<string, unknown>[] };
  return result.detailList.map((node) => ['podName', 'podIp', 'success', 'detail'].map((name) => node[name]).join(' '));
}

/** 0: none. */
async function revisionAt(envoy: RealEnvoy, fleet: Fleet): Promise<number> {
  const { status, body } = await envoy.get(pathOfRevision(fleet, 1).replace('/since-r1', ''));
  return status === 200 ? Number(/^\/r(\d+)\//.exec(body)?.[1] ?? 0) : 0;
}

/** One request after another, over connections of their own. */
async function burst(envoy: RealEnvoy, fleet: Fleet): Promise<number[]> {
  const seen: number[] = [];
  for (let request = 0; request < 300; request += 1) seen.push(await revisionAt(envoy, fleet));
  return seen;
}

async function listenOn(address: string, port: number): Promise<Server> {
  const server = createServer().listen(port, address);
  await once(server, 'listening');
  return server;
}
