import { ApiProxiesService } from '../../src/api-proxies/api-proxies.service.js';
import type { ApiProxy } from '../../src/model/api-proxy.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { ADMIN } from '../support/auth-fixture.js';
import { type Core, startCore } from '../support/core.js';
import { joinDatabase } from '../support/database.js';
import { deployFleet, type EchoBackend, type Fleet, makeFleet, startEcho } from '../support/fleet.js';
import { openStreams, STREAM_PATHS, type StreamBackend, startStreamBackend } from '../support/streams.js';
import { Traffic } from '../support/traffic.js';

const CLIENTS = 200;
const DEPLOYMENTS = 100;

describe('deployments under load', () => {
  let home: Home;
  let backend: EchoBackend;
  let streams: StreamBackend;
  let app: App;
  /** Edits drafts as another replica would: 2,000 uploads would be a test of uploading. */
  let editor: Core;
  let fleet: Fleet;
  let drafts: ApiProxy[];

  beforeAll(async () => {
    [home, backend, streams] = await Promise.all([newHome(), startEcho(), startStreamBackend()]);
    app = await startApp(home);
    fleet = { name: 'fleet', path: '/fleet', size: 20, backendUrl: backend.url };
    await makeFleet(app, fleet);
    expect((await deployFleet(app, fleet)).status).toBe(200);
    await deployStreams();
    editor = await startCore([], await joinDatabase(home.database.url));
    const project = await editor.get(ProjectsService).getByName(ADMIN, app.credentials.project);
    const service = editor.get(ApiProxiesService);
    const members = Array.from({ length: fleet.size }, (_, index) => `${fleet.name}-${index + 1}`);
    drafts = await Promise.all(members.map((name) => service.getByName(ADMIN, project.id, name)));
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
      await edit(revision);
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

  async function edit(revision: number): Promise<void> {
    const service = editor.get(ApiProxiesService);
    await Promise.all(
      drafts.map(({ id, projectId, definition }) => {
        const { routing } = definition;
        const addresses = routing.addresses.map((each) => ({ ...each, address: `${backend.url}/r${revision}` }));
        const change = { definition: { ...definition, routing: { ...routing, addresses } } };
        return service.update(ADMIN, projectId, id, change);
      }),
    );
  }

  /** A group of another owner, not touched by the deployments. */
  async function deployStreams(): Promise<void> {
    const paths = Object.fromEntries(STREAM_PATHS.map((path) => [path, { get: { responses: {} } }]));
    const form = new FormData();
    const route = { relativePathList: ['/alone/streams'] };
    const routingInfo = { routingAddressList: [{ address: streams.url }] };
    const metadata = { apiProxyName: 'streams', apiProxyCreationType: 'OPEN_API', clientRoute: route, routingInfo };
    form.set('metadata', JSON.stringify(metadata));
    const description = JSON.stringify({ openapi: '3.0.3', info: { title: 'streams', version: '1' }, paths });
    form.set('specFile', new Blob([description]), 'streams.json');
    const project = '/apiops/projects/default';
    const answers = [
      await app.call('POST', `${project}/apiProxies/file/`, form),
      await app.call('POST', `${project}/apiProxyGroups/`, {
        name: 'streams',
        clientRoute: { relativePathList: ['/streams'] },
      }),
      await app.call('POST', `${project}/apiProxyGroups/streams/apiProxies/streams/`),
      await app.call('POST', `${project}/apiProxyGroups/streams/environments/production/`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  }
});
