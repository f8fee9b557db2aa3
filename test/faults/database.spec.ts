import { type Answer, type App, type Home, launchApp, newHome, startApp } from '../support/app.js';
import { databaseFacts } from '../support/database-facts.js';
import { type Cut, DatabaseProxy } from '../support/database-proxy.js';
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
import { withClient } from '../support/postgres.js';
import { Traffic } from '../support/traffic.js';

/** Of a deployment's transaction, in their order. */
const WRITES = [
  'INSERT INTO revisions',
  'INSERT INTO route_owners',
  'INSERT INTO fragments',
  'INSERT INTO releases',
  'INSERT INTO snapshot_log',
  'INSERT INTO deployments',
];

describe('a database that goes away', () => {
  let home: Home;
  let backend: EchoBackend;
  let proxy: DatabaseProxy;
  let fleet: Fleet;
  let app: App;
  /** Newest revision of the drafts. */
  let revision = 1;

  beforeAll(async () => {
    [home, backend] = await Promise.all([newHome(), startEcho()]);
    proxy = await DatabaseProxy.to(home.database.url);
    await proxy.open();
    fleet = { name: 'fleet', path: '/fleet', size: 4, backendUrl: backend.url };
    app = await startApp(home, { DATABASE_URL: proxy.url });
    await makeFleet(app, fleet);
    expect((await deployFleet(app, fleet)).status).toBe(200);
  });

  afterAll(async () => {
    await app?.stop();
    await proxy?.close();
    await backend?.close();
    await home?.remove();
  });

  it('costs no request while nothing is deployed, and the next deployment works', async () => {
    const traffic = await Traffic.start(home.gatewayPort, fleet, 4);
    for (let cut = 0; cut < 3; cut += 1) {
      expect(await cutConnections()).toBeGreaterThan(0);
      await isReady();
    }
    expect(await traffic.stop()).toMatchObject({ violations: [], newest: revision });
    await edit();
    await expectDeploymentToWork();
  });

  it('in the middle of deployments costs no request and shows no half group; the next deployment settles all', async () => {
    const traffic = await Traffic.start(home.gatewayPort, fleet, 4);
    for (let round = 0; round < 3; round += 1) {
      await edit();
      let isAnswered = false;
      const answer = deployFleet(app, fleet).finally(() => {
        isAnswered = true;
      });
      for (let cut = 0; cut <= round && !isAnswered; cut += 1) await cutConnections();
      const { status } = await answer;
      expect([200, 500, 503]).toContain(status);
      await isReady();
      await expectDeploymentToWork();
    }
    expect(await traffic.stop()).toMatchObject({ violations: [], newest: revision });
  });

  it.each<Cut>([
    ...WRITES.map((statement) => ({ statement, at: 'statement' as const, side: 'before' as const })),
    { statement: 'INSERT INTO deployments', at: 'commit', side: 'before' },
  ])('$side the $at of $statement leaves the old revision', async (cut) => {
    const before = revision;
    await edit();
    expect((await deployCut(cut)).status).toBeGreaterThanOrEqual(500);
    expect(await served()).toBe(before);
    expect(await recordOf(app, fleet)).toEqual({ deployed: true, redeployRequired: true });
    await expectDeploymentToWork();
  });

  it.each<Cut>([
    { statement: 'INSERT INTO deployments', at: 'commit', side: 'after' },
    { statement: 'UPDATE deployments SET state', at: 'statement', side: 'before' },
    { statement: 'UPDATE deployments SET state', at: 'statement', side: 'after' },
  ])('$side the $at of $statement leaves the new revision', async (cut) => {
    await edit();
    await deployCut(cut);
    expect(await recordOf(app, fleet)).toEqual({ deployed: true, redeployRequired: false });
    await until(async () => (await served()) === revision);
    await expectDeploymentToWork();
  });

  it('while the answer of a gateway is stored loses no confirmation', async () => {
    await edit();
    const { status, body } = await deployCut({ statement: 'INTO node_answers', at: 'statement', side: 'before' });
    expect([status, body['deploymentResult']]).toMatchObject([200, { success: true }]);
    expect(await served()).toBe(revision);
  });

  it('before the program starts: what was served last is served, and it becomes ready when the database is back', async () => {
    await app.stop();
    await proxy.close();
    const launch = launchApp(home, { DATABASE_URL: proxy.url });
    await launch.said('no database yet');
    expect(await served()).toBe(revision);
    await proxy.open();
    app = await launch.ready;
    expect(await served()).toBe(revision);
    await edit();
    await expectDeploymentToWork();
  });

  async function deployCut(cut: Cut): Promise<Answer> {
    const isCut = proxy.cutNext(cut);
    const answer = deployFleet(app, fleet);
    await isCut;
    return answer;
  }

  async function edit(): Promise<void> {
    revision += 1;
    await editFleet(app, fleet, revision);
  }

  async function expectDeploymentToWork(): Promise<void> {
    const { status, body } = await deployFleet(app, fleet);
    expect([status, body['deploymentResult']]).toMatchObject([200, { success: true }]);
    expect(await served()).toBe(revision);
    const { deployments, contradictions } = await databaseFacts(home.database.url);
    expect(contradictions).toEqual([]);
    expect(deployments.filter(({ state }) => state !== 'succeeded')).toEqual([]);
  }

  async function served(): Promise<number> {
    const client = await PipelineClient.open(home.gatewayPort);
    try {
      return await revisionServed(client, pathsOf(fleet));
    } finally {
      client.close();
    }
  }

  /** As an administrator of the server would. Returns how many there were. */
  async function cutConnections(): Promise<number> {
    return withClient(home.database.url, async (client) => {
      const { rowCount } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      return rowCount ?? 0;
    });
  }

  const isReady = (): Promise<void> => until(async () => (await fetch(`${app.url}/health/ready`)).ok);
});

/** For what another process does and says nowhere; the test's own time limit ends it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
