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
  undeployFleet,
} from '../support/fleet.js';

const ON_ENVOY_ONLY = { GATEWRIGHT_EMBEDDED_GATEWAY: 'off' };
/** Enough for the patterns of listeners and short paths, too little for a long one. */
const SMALL_PATTERNS = { 're2.max_program_size.error_level': 230 };
/** With an escape that may be written in two ways: such a path is matched by a pattern. */
const LONG_PATH = `/${'long'.repeat(60)}/%C3%BC`;

describe('Envoys that speak the state-of-the-world variant, beside one that speaks delta', () => {
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
      RealEnvoy.start(home, { id: 'sotw-1', address: '127.0.0.2', sotw: true }),
      RealEnvoy.start(home, { id: 'sotw-2', address: '127.0.0.3', sotw: true, runtime: SMALL_PATTERNS }),
      RealEnvoy.start(home, { id: 'delta-3', address: '127.0.0.4' }),
    ]);
    await Promise.all(envoys.map((envoy) => envoy.listening()));
  });

  afterAll(async () => {
    await home?.remove();
    await backend?.close();
  });

  /** What each Envoy answers where this revision of the fleet alone has a route: a status. */
  const statuses = (of: Fleet, revision: number) =>
    Promise.all(envoys.map(async (envoy) => (await envoy.get(pathOfRevision(of, revision))).status));

  it('take a deployment and the next', async () => {
    expect((await deployFleet(app, fleet)).status).toBe(200);
    expect(await statuses(fleet, 1)).toEqual([200, 200, 200]);
    await editFleet(app, fleet, 2);
    const load = Promise.all(envoys.map((envoy) => burst(envoy, `${fleet.path}/m1`)));
    const answer = await deployFleet(app, fleet);
    expect(new Set((await load).flat())).toEqual(new Set([200]));
    expect([answer.status, successes(answer)]).toEqual([200, ['delta-3 true', 'sotw-1 true', 'sotw-2 true']]);
    expect([await statuses(fleet, 1), await statuses(fleet, 2)]).toEqual([
      [404, 404, 404],
      [200, 200, 200],
    ]);
  });

  it('take back what one of them refuses', async () => {
    const refused: Fleet = { ...fleet, name: 'refused', path: LONG_PATH };
    await makeFleet(app, refused);
    const answer = await deployFleet(app, refused);
    expect([answer.status, successes(answer)]).toEqual([400, ['delta-3 false', 'sotw-1 false', 'sotw-2 false']]);
    expect(answer.text).toMatch(/Envoy refused the routes: .*RE2 program size/);
    expect([await statuses(refused, 1), await statuses(fleet, 2)]).toEqual([
      [404, 404, 404],
      [200, 200, 200],
    ]);
    await editFleet(app, fleet, 3);
    expect((await deployFleet(app, fleet)).status).toBe(200);
    expect(await statuses(fleet, 3)).toEqual([200, 200, 200]);
  });

  it('serve on without a control plane, come back to the next one and go on', async () => {
    app.process.kill('SIGKILL');
    await app.exited;
    expect(await statuses(fleet, 3)).toEqual([200, 200, 200]);
    app = await startApp(home, ON_ENVOY_ONLY);
    await connected();
    expect(await statuses(fleet, 3)).toEqual([200, 200, 200]);
    await editFleet(app, fleet, 4);
    expect((await deployFleet(app, fleet)).status).toBe(200);
    expect(await statuses(fleet, 4)).toEqual([200, 200, 200]);
    expect((await undeployFleet(app, fleet)).status).toBe(200);
    expect(await statuses(fleet, 4)).toEqual([404, 404, 404]);
  });

  /** Until all are connected and serve what the environment wants. */
  async function connected(): Promise<void> {
    for (;;) {
      const { body } = await app.call('GET', '/admin/v1/gateways');
      const nodes = body['items'] as readonly { connected: boolean; current: boolean }[];
      if (nodes.filter((node) => node.connected && node.current).length === envoys.length) return;
      await delay(50);
    }
  }
});

/** Statuses of one request after another, over connections of their own. */
async function burst(envoy: RealEnvoy, path: string): Promise<number[]> {
  const seen: number[] = [];
  for (let request = 0; request < 100; request += 1) seen.push((await envoy.get(path)).status);
  return seen;
}

/** By Envoy. */
function successes({ body }: Answer): string[] {
  const deployment = body['deploymentResult'] as {
    readonly detailList: readonly { readonly podName: string; readonly success: boolean }[];
  };
  return deployment.detailList.map(({ podName, success }) => `${podName} ${success}`).sort();
}
