import type { FaultPoint } from '../../src/shared/fault-points.js';
import { type App, type Home, replicaOf, startApp } from '../support/app.js';
import { databaseFacts } from '../support/database-facts.js';
import { xdsPortOf } from '../support/envoy.js';
import { EnvoyFleet, nodesIn, ON_ENVOY_ONLY } from '../support/envoy-fleet.js';
import type { EnvoyTraffic } from '../support/envoy-traffic.js';
import { deployFleet, undeployFleet } from '../support/fleet.js';
import { freePorts } from '../support/free-ports.js';
import type { XdsDirection } from '../support/xds-message.js';

const SERVING = ['edge-1', 'edge-2', 'edge-3'].map((name) => `${name} true Deployed successfully`);

const HELD_BACK = ['edge-1', 'edge-2'].map((name) => `${name} false held back: edge-3 refused`);

/** Where the deployment stands when something is killed: what the relay of one Envoy holds back. */
interface Moment {
  readonly what: string;
  readonly direction: XdsDirection;
  readonly type: 'cluster' | 'flip';
}

const MOMENTS: readonly Moment[] = [
  { what: 'before its answer to the clusters', direction: 'to-control-plane', type: 'cluster' },
  { what: 'between clusters and the flip', direction: 'to-envoy', type: 'flip' },
  { what: 'before its answer to the flip', direction: 'to-control-plane', type: 'flip' },
];

describe('a deployment to three Envoys in which something is killed', () => {
  let sut: EnvoyFleet;

  beforeAll(async () => {
    sut = await EnvoyFleet.start();
  });

  afterAll(async () => {
    await sut?.stop();
  });

  it.each(MOMENTS)('an Envoy, $what: the others take it, it follows when it is back', async ({ direction, type }) => {
    const old = sut.live;
    const wanted = await sut.edit();
    const traffic = await sut.traffic(['edge-1', 'edge-2']);
    const held = sut.relay('edge-3').hold(direction, type);
    const answer = deployFleet(sut.app, sut.fleet);
    await held;
    await sut.envoy('edge-3').kill();
    sut.relay('edge-3').release();

    expect((await answer).status).toBe(200);
    await sut.converged(['edge-1', 'edge-2']);
    await sut.restart('edge-3');
    expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
    await expectWhole(traffic, [old, wanted]);
    await expectNextToWork();
  });

  it.each(MOMENTS.slice(1))(
    'the control plane, $what of an Envoy: all take it when it is back',
    async ({ direction, type }) => {
      const old = sut.live;
      const wanted = await sut.edit();
      const traffic = await sut.traffic();
      const held = sut.relay('edge-3').hold(direction, type);
      const answer = expect(deployFleet(sut.app, sut.fleet)).rejects.toThrow('fetch failed');
      await held;
      await killApp();
      await answer;
      sut.relay('edge-3').release();

      await traffic.rounds(2);
      await sut.restartApp();
      await sut.converged();
      expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
      await expectWhole(traffic, [old, wanted]);
      await expectNextToWork();
    },
  );

  it.each<[FaultPoint, 'old' | 'new']>([
    ['deployment.version-appended', 'old'],
    ['deployment.committed', 'new'],
  ])('the control plane, by itself at %s: all serve the %s revision', async (point, side) => {
    const old = sut.live;
    await killApp();
    await sut.restartApp({ GATEWRIGHT_FAULT_POINT: point });
    await sut.converged();
    const wanted = await sut.edit();
    const traffic = await sut.traffic();
    await expect(deployFleet(sut.app, sut.fleet)).rejects.toThrow('fetch failed');
    await sut.app.exited;

    await sut.restartApp();
    await sut.converged();
    const live = side === 'new' ? wanted : old;
    expect(await sut.revisions()).toEqual([live, live, live]);
    await expectWhole(traffic, side === 'new' ? [old, wanted] : [old]);
    await expectNextToWork();
  });

  it('what is undeployed while an Envoy has no control plane is gone when it has one again', async () => {
    const nobody = await freePorts(1);
    sut.relay('edge-3').cut(nobody);
    await sut.converged(['edge-1', 'edge-2']);
    expect((await undeployFleet(sut.app, sut.fleet)).status).toBe(200);
    expect(await sut.revisions()).toEqual([0, 0, sut.live]);
    sut.relay('edge-3').cut(xdsPortOf(sut.home));
    await sut.converged();
    expect(await sut.revisions()).toEqual([0, 0, 0]);
    expect(await sut.deploy()).toEqual(SERVING);
  });

  describe('a second replica', () => {
    let home: Home;
    let replica: App;

    beforeAll(async () => {
      home = await replicaOf(sut.home);
      await startReplica();
    });

    afterAll(async () => {
      await home?.remove();
    });

    /** With edge-3. */
    async function startReplica(): Promise<void> {
      // A listener has one port, whoever tells Envoy of it.
      const port = String(sut.home.gatewayPort);
      replica = await startApp(home, { ...ON_ENVOY_ONLY, GATEWRIGHT_GATEWAY_PORT: port });
      sut.relay('edge-3').cut(xdsPortOf(home));
      await sut.converged();
    }

    it('takes its Envoy along in what is deployed through either', async () => {
      const wanted = await sut.edit();
      expect(await sut.deploy()).toEqual(SERVING);
      expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
      const next = await sut.edit();
      expect(await sut.deploy(replica)).toEqual(SERVING);
      expect(await sut.revisions()).toEqual([next, next, next]);
    });

    it.each([
      ['clusters', 'cluster'],
      ['routes', 'route'],
    ] as const)('has an Envoy that refuses the %s: nobody shows anything', async (words, barrier) => {
      const old = sut.live;
      const wanted = await sut.edit();
      const traffic = await sut.traffic();
      for (const through of [sut.app, replica]) {
        sut.relay('edge-3').refuse(barrier);
        const answer = await deployFleet(through, sut.fleet);
        expect(answer.status).toBe(400);
        const [first, second, third] = nodesIn(answer);
        if (through === sut.app) expect([first, second]).toEqual(HELD_BACK);
        // The way back may overtake a deployment that its own replica's Envoy refused: these may never have heard of it.
        else for (const node of [first, second]) expect(node).toMatch(/^edge-[12] false (held|taken) back: /);
        expect(third).toMatch(new RegExp(`^edge-3 false Envoy refused the ${words}: `));
        await sut.converged();
      }
      await expectWhole(traffic, [old]);
      expect(await sut.deploy()).toEqual(SERVING);
      expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
    });

    it('waits for the Envoys of the first', async () => {
      const old = sut.live;
      await sut.edit();
      const traffic = await sut.traffic();
      sut.relay('edge-1').refuse('cluster');
      const answer = await deployFleet(replica, sut.fleet);
      expect(answer.status).toBe(400);
      const [first, ...others] = nodesIn(answer);
      expect(first).toMatch(/^edge-1 false Envoy refused the clusters: /);
      expect(others).toEqual(['edge-2', 'edge-3'].map((name) => `${name} false held back: edge-1 refused`));
      await sut.converged();
      await expectWhole(traffic, [old]);
      await expectNextToWork();
    });

    it.each(MOMENTS.slice(0, 2))(
      'is killed, $what: its Envoy serves on, and follows at the replica that is left',
      async ({ direction, type }) => {
        if (replica.process.signalCode !== null) await startReplica();
        const old = sut.live;
        const wanted = await sut.edit();
        const traffic = await sut.traffic();
        const held = sut.relay('edge-3').hold(direction, type);
        const answer = deployFleet(sut.app, sut.fleet);
        await held;
        replica.process.kill('SIGKILL');
        await replica.exited;
        expect((await answer).status).toBe(200);
        expect(await sut.revisions()).toEqual([wanted, wanted, old]);

        sut.relay('edge-3').cut(xdsPortOf(sut.home));
        await sut.converged();
        expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
        await expectWhole(traffic, [old, wanted]);
        await expectNextToWork();
      },
    );
  });

  async function killApp(): Promise<void> {
    sut.app.process.kill('SIGKILL');
    await sut.app.exited;
  }

  async function expectNextToWork(): Promise<void> {
    await sut.converged();
    const { deployments, contradictions } = await databaseFacts(sut.home.database.url);
    expect(contradictions).toEqual([]);
    expect(deployments.filter(({ state }) => state === 'pending')).toEqual([]);
    const wanted = await sut.edit();
    expect(await sut.deploy()).toEqual(SERVING);
    expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
  }
});

/** No request failed, and no connection saw anything but these, in this order. */
async function expectWhole(traffic: EnvoyTraffic, order: readonly number[]): Promise<void> {
  await traffic.rounds(2);
  for (const [name, { failures, revisions }] of Object.entries(await traffic.stop())) {
    expect({ name, failures }).toEqual({ name, failures: [] });
    for (const sequence of revisions) expect(order.slice(0, sequence.length)).toEqual(sequence);
  }
}
