import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { deployFleet, type EchoBackend, type Fleet, makeFleet, pathsOf, startEcho } from '../support/fleet.js';
import { PipelineClient, revisionServed } from '../support/pipeline-client.js';

/** All other tests of the built program bring a database of their own. */
describe('the program without DATABASE_URL', () => {
  let home: Home;
  let backend: EchoBackend;
  let fleet: Fleet;
  let app: App;

  const start = () => startApp(home, { DATABASE_URL: undefined });

  beforeAll(async () => {
    [home, backend] = await Promise.all([newHome('empty'), startEcho()]);
    fleet = { name: 'fleet', path: '/fleet', size: 2, backendUrl: backend.url };
    app = await start();
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  it('makes credentials that only the owner can read, with exactly the promised fields', async () => {
    const file = join(home.dataDir, 'credentials.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const credentials = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const fields = ['username', 'password', 'token', 'accessKeyId', 'accessKeySecret', 'accountId', 'project'];
    expect(Object.keys(credentials).sort()).toEqual([...fields].sort());
    expect(Object.values(credentials).every((value) => typeof value === 'string' && value !== '')).toBe(true);
  });

  it('deploys, and after a restart serves the same with the same credentials', async () => {
    await makeFleet(app, fleet);
    expect((await deployFleet(app, fleet)).body).toMatchObject({ deploymentResult: { success: true } });
    expect(await served()).toBe(1);
    const { token } = app.credentials;
    await app.stop();

    app = await start();
    expect(app.credentials.token).toBe(token);
    expect(app.log.join('\n')).not.toContain(token);
    expect(await served()).toBe(1);
    const groups = await app.call('GET', '/apiops/projects/default/apiProxyGroups/');
    expect(groups.body['resultList']).toMatchObject([{ name: fleet.name }]);
  });

  async function served(): Promise<number> {
    const client = await PipelineClient.open(home.gatewayPort);
    try {
      return await revisionServed(client, pathsOf(fleet));
    } finally {
      client.close();
    }
  }
});
