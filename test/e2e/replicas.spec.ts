import { type Answer, type App, type Home, newHome, replicaOf, startApp } from '../support/app.js';
import {
  deployFleet,
  type EchoBackend,
  editFleet,
  type Fleet,
  makeFleet,
  pathsOf,
  startEcho,
  undeployFleet,
} from '../support/fleet.js';
import { PipelineClient, revisionServed } from '../support/pipeline-client.js';

const GATEWAY = { envName: 'production', podName: 'embedded-production', podIp: '127.0.0.1', success: true };

describe('two replicas on one database', () => {
  let homes: { readonly a: Home; readonly b: Home };
  let backend: EchoBackend;
  let fleet: Fleet;
  let a: App;
  let b: App;

  beforeAll(async () => {
    backend = await startEcho();
    fleet = { name: 'fleet', path: '/fleet', size: 3, backendUrl: backend.url };
    const home = await newHome();
    a = await startApp(home);
    homes = { a: home, b: await replicaOf(home) };
    b = await startApp(homes.b);
    await makeFleet(a, fleet);
  });

  afterAll(async () => {
    await b?.stop();
    await a?.stop();
    await homes?.b.remove();
    await homes?.a.remove();
    await backend?.close();
  });

  /** Gateways of one name are told apart by their addresses. */
  function expectBothIn(answer: Parameters<typeof detailsOf>[0]): void {
    const named = [homes.a, homes.b].map(({ gatewayPort }) => ({
      ...GATEWAY,
      podName: `embedded-production@127.0.0.1:${gatewayPort}`,
    }));
    expect(detailsOf(answer)).toHaveLength(2);
    expect(detailsOf(answer)).toEqual(expect.arrayContaining(named.map((each) => expect.objectContaining(each))));
  }

  it('a deployment through either is served by both gateways, and the answer tells of both', async () => {
    for (const [revision, replica] of [a, b, a, b].entries()) {
      await editFleet(replica, fleet, revision + 1);
      const answer = await deployFleet(replica, fleet);
      expect(answer.body).toMatchObject({ success: true, deploymentResult: { success: true } });
      expectBothIn(answer);
      expect(await servedBy(homes.a)).toBe(revision + 1);
      expect(await servedBy(homes.b)).toBe(revision + 1);
    }
  });

  it('at the same time they take turns, and both gateways end at the same revision', async () => {
    await editFleet(a, fleet, 5);
    const answers = await Promise.all([a, b, a, b, a, b].map((replica) => deployFleet(replica, fleet)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await servedBy(homes.a)).toBe(5);
    expect(await servedBy(homes.b)).toBe(5);
  });

  it('when one is killed the other deploys on; what was undeployed meanwhile is gone when it returns', async () => {
    a.process.kill('SIGKILL');
    await a.exited;
    await editFleet(b, fleet, 6);
    // Its gateway may still be waited for, but nothing is refused.
    expect((await deployFleet(b, fleet)).status).toBe(200);
    expect(await servedBy(homes.b)).toBe(6);
    expect((await undeployFleet(b, fleet)).status).toBe(200);
    expect(await servedBy(homes.b)).toBeNull();

    a = await startApp(homes.a);
    expect(await servedBy(homes.a)).toBeNull();

    const again = await deployFleet(b, fleet);
    expect(again.body).toMatchObject({ deploymentResult: { success: true } });
    expectBothIn(again);
    expect(await servedBy(homes.a)).toBe(6);
  });

  it('one without a gateway deploys to that of the other', async () => {
    await b.stop();
    b = await startApp(homes.b, { GATEWRIGHT_EMBEDDED_GATEWAY: 'off' });
    await editFleet(b, fleet, 7);
    const answer = await deployFleet(b, fleet);
    expect(answer.body).toMatchObject({ deploymentResult: { success: true } });
    expect(detailsOf(answer)).toMatchObject([GATEWAY]);
    expect(await servedBy(homes.a)).toBe(7);
    await expect(PipelineClient.open(homes.b.gatewayPort)).rejects.toThrow('ECONNREFUSED');
  });

  /** Null: the group is not there. */
  async function servedBy({ gatewayPort }: Home): Promise<number | null> {
    const client = await PipelineClient.open(gatewayPort);
    try {
      const replies = await client.burst(pathsOf(fleet));
      if (replies.every(({ status, body }) => status === 404 && body.includes('ERR-002'))) return null;
      return await revisionServed(client, pathsOf(fleet));
    } finally {
      client.close();
    }
  }
});

const detailsOf = ({ body }: Answer): unknown =>
  (body['deploymentResult'] as { readonly detailList: unknown }).detailList;
