import { type App, type Home, newHome, startApp } from '../support/app.js';
import { deployFleet, type EchoBackend, type Fleet, makeFleet, startEcho } from '../support/fleet.js';
import { FleetEditor } from '../support/fleet-editor.js';
import { deployInGroup } from '../support/stream-proxy.js';
import { openStreams, type StreamBackend, startStreamBackend } from '../support/streams.js';
import { Traffic } from '../support/traffic.js';

const CLIENTS = 200;
const DEPLOYMENTS = 100;

describe('deployments under load', () => {
  let home: Home;
  let backend: EchoBackend;
  let streams: StreamBackend;
  let app: App;
  let editor: FleetEditor;
  let fleet: Fleet;

  beforeAll(async () => {
    [home, backend, streams] = await Promise.all([newHome(), startEcho(), startStreamBackend()]);
    app = await startApp(home);
    fleet = { name: 'fleet', path: '/fleet', size: 20, backendUrl: backend.url };
    await makeFleet(app, fleet);
    expect((await deployFleet(app, fleet)).status).toBe(200);
    // A group of another owner, not touched by the deployments.
    await deployInGroup(app, { name: 'streams', backendUrl: streams.url }, '/streams');
    editor = await FleetEditor.of(app, home, fleet);
  });

  afterAll(async () => {
    await editor?.close();
    await app?.stop();
    await backend?.close();
    await streams?.close();
    await home?.remove();
  });

  it(`${DEPLOYMENTS} of them fail no request of ${CLIENTS} clients, show no half group and cut no stream`, async () => {
    const opened = await openStreams(app.gatewayUrl(), '/streams');
    const traffic = await Traffic.start(home.gatewayPort, fleet, CLIENTS);
    const last = DEPLOYMENTS + 1;
    for (let revision = 2; revision <= last; revision += 1) {
      await editor.edit(revision);
      const { status, body } = await deployFleet(app, fleet);
      expect([status, body['deploymentResult']]).toMatchObject([200, { success: true }]);
      streams.tick(`tick ${revision}`);
    }
    const seen = await traffic.stop();
    streams.finish();

    expect(seen.violations).toEqual([]);
    expect(seen.newest).toBe(last);
    expect(seen.requests).toBeGreaterThan(CLIENTS * fleet.size);
    const ticks = Array.from({ length: DEPLOYMENTS }, (_, index) => `tick ${index + 2}`);
    for (const { path, whole } of opened) expect({ path, ticks: await whole }).toEqual({ path, ticks });
  }, 120_000);
});
