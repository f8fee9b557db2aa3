import { type App, type Home, newHome, startApp } from '../support/app.js';
import { databaseFacts } from '../support/database-facts.js';
import {
  deployFleet,
  type EchoBackend,
  editFleet,
  type Fleet,
  makeFleet,
  pathsOf,
  recordOf,
  startEcho,
} from '../support/fleet.js';
import { PipelineClient, revisionServed } from '../support/pipeline-client.js';

describe('a process killed in the middle of the rollback of a group', () => {
  let home: Home;
  let backend: EchoBackend;
  let fleet: Fleet;
  let app: App;

  beforeAll(async () => {
    home = await newHome();
    backend = await startEcho();
    fleet = { name: 'fleet', path: '/fleet', size: 4, backendUrl: backend.url };
    app = await startApp(home);
    await makeFleet(app, fleet);
    expect((await deployFleet(app, fleet)).status).toBe(200);
    await editFleet(app, fleet, 2);
    expect((await deployFleet(app, fleet)).status).toBe(200);
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const rollback = (through: App) =>
    through.call(
      'POST',
      `/apiops/projects/default/apiProxyGroups/${fleet.name}/deploy-histories/1/rollback/?environmentName=production`,
    );

  /** Everything was saved and put live together, or nothing: either way there is nothing to redeploy. */
  it.each([
    ['deployment.releases-written', 2],
    ['deployment.committed', 1],
  ])('at %s serves, and has saved, revision %i', async (point, revision) => {
    await app.stop();
    const armed = await startApp(home, { GATEWRIGHT_FAULT_POINT: point });
    await expect(rollback(armed)).rejects.toThrow('fetch failed');
    await armed.exited;
    app = await startApp(home);

    const client = await PipelineClient.open(home.gatewayPort);
    try {
      expect(await revisionServed(client, pathsOf(fleet))).toBe(revision);
    } finally {
      client.close();
    }
    expect(await recordOf(app, fleet)).toEqual({ deployed: true, redeployRequired: false });
    expect((await databaseFacts(home.database.url)).contradictions).toEqual([]);
  });
});
