import { FAULT_POINTS, type FaultPoint } from '../../src/shared/fault-points.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { databaseFacts } from '../support/database-facts.js';
import {
  deployFleet,
  type EchoBackend,
  editFleet,
  type Fleet,
  makeFleet,
  pathOfRevision,
  pathsOf,
  recordOf,
  startEcho,
} from '../support/fleet.js';
import { PipelineClient, revisionServed } from '../support/pipeline-client.js';

/** A process that dies before the commit leaves the old revision, one that dies after it the new one. */
const SIDES: Readonly<Record<FaultPoint, 'old' | 'new'>> = {
  'deployment.begun': 'old',
  'deployment.revisions-frozen': 'old',
  'deployment.claims-written': 'old',
  'deployment.releases-written': 'old',
  'deployment.version-appended': 'old',
  'deployment.committed': 'new',
  'deployment.offered': 'new',
  'deployment.confirmed': 'new',
  'deployment.settled': 'new',
};

/** This test counts deployments. */
const KEPT = { GATEWRIGHT_HISTORY_LENGTH: '1000' };

describe('a process killed in the middle of a group deployment', () => {
  let home: Home;
  let backend: EchoBackend;
  let fleet: Fleet;
  /** Running unarmed between tests, with `revision` live and as draft. */
  let app: App;
  let revision = 1;

  beforeAll(async () => {
    home = await newHome();
    backend = await startEcho();
    fleet = { name: 'fleet', path: '/fleet', size: 4, backendUrl: backend.url };
    app = await startApp(home, KEPT);
    await makeFleet(app, fleet);
    expect((await deployFleet(app, fleet)).status).toBe(200);
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  it.each(FAULT_POINTS)('at %s', async (point) => {
    const [before, after] = [revision, revision + 1];
    await editFleet(app, fleet, after);
    const deployedBefore = (await databaseFacts(home.database.url)).deployments;
    await app.stop();

    await deployAndDie(point);
    app = await startApp(home, KEPT);

    const isNew = SIDES[point] === 'new';
    expect(await served()).toEqual({ revision: isNew ? after : before, own: 200, other: 404 });
    expect(await recordOf(app, fleet)).toEqual({ deployed: true, redeployRequired: !isNew });
    const { deployments, contradictions } = await databaseFacts(home.database.url);
    expect(contradictions).toEqual([]);
    expect(deployments.slice(0, deployedBefore.length)).toEqual(deployedBefore);
    const added = isNew ? [{ number: deployedBefore.length + 1, state: 'succeeded' }] : [];
    expect(deployments.slice(deployedBefore.length)).toEqual(added);

    await expectNextDeploymentToWork(after);
    revision = after;

    /** Other processes' answers never mix: each burst is one segment, answered from one snapshot. */
    async function served() {
      const client = await PipelineClient.open(home.gatewayPort);
      try {
        const now = await revisionServed(client, pathsOf(fleet));
        const own = (await client.get(pathOfRevision(fleet, now))).status;
        const other = (await client.get(pathOfRevision(fleet, now === after ? before : after))).status;
        return { revision: now, own, other };
      } finally {
        client.close();
      }
    }

    async function expectNextDeploymentToWork(expected: number) {
      const { status, body } = await deployFleet(app, fleet);
      expect([status, body['success']]).toEqual([200, true]);
      expect(await served()).toEqual({ revision: expected, own: 200, other: 404 });
      expect(await recordOf(app, fleet)).toEqual({ deployed: true, redeployRequired: false });
      const facts = await databaseFacts(home.database.url);
      expect(facts.contradictions).toEqual([]);
      expect(facts.deployments.filter(({ state }) => state !== 'succeeded')).toEqual([]);
    }
  });

  async function deployAndDie(point: FaultPoint): Promise<void> {
    const armed = await startApp(home, { ...KEPT, GATEWRIGHT_FAULT_POINT: point });
    await expect(deployFleet(armed, fleet)).rejects.toThrow('fetch failed');
    await armed.exited;
    expect(armed.process.signalCode).toBe('SIGKILL');
  }
});
