import { databaseFacts } from '../support/database-facts.js';
import { EnvoyFleet, nodesIn } from '../support/envoy-fleet.js';
import type { Seen } from '../support/envoy-traffic.js';
import { deployFleet, recordOf } from '../support/fleet.js';
import { isAnswer } from '../support/xds-message.js';
import { SPOILED_WORDS } from '../support/xds-spoil.js';

const EDGES = ['edge-1', 'edge-2', 'edge-3'] as const;
const HELD_BACK = ['edge-1 false held back: edge-3 refused', 'edge-2 false held back: edge-3 refused'];
const SERVING = ['edge-1', 'edge-2', 'edge-3'].map((name) => `${name} true Deployed successfully`);

describe('one of three Envoys that refuses', () => {
  let sut: EnvoyFleet;

  beforeAll(async () => {
    sut = await EnvoyFleet.start();
  });

  afterAll(async () => {
    await sut?.stop();
  });

  it.each([
    ['clusters', 'cluster', 'cluster'],
    ['routes', 'route', 'route'],
    ['scopes', 'scope', 'flip'],
  ] as const)('the %s leaves all of them as they were', async (words, type, barrier) => {
    const old = sut.live;
    const wanted = await sut.edit();
    const traffic = await sut.traffic();
    sut.relay('edge-3').refuse(barrier);

    const answer = await deployFleet(sut.app, sut.fleet);
    await traffic.rounds(2);
    const seen = await traffic.stop();

    expect(answer.status).toBe(400);
    const [first, second, third] = nodesIn(answer);
    expect([first, second]).toEqual(HELD_BACK);
    expect(third).toMatch(new RegExp(`^edge-3 false Envoy refused the ${words}: `));
    expect(third).toContain(SPOILED_WORDS[type]);
    expect(answer.text).toContain('what served before serves on');
    expectWhole(seen, { 'edge-3': [[old]], others: barrier === 'flip' ? [[old], [old, wanted, old]] : [[old]] });
    expect(await sut.revisions()).toEqual([old, old, old]);
    expect(await recordOf(sut.app, sut.fleet)).toEqual({ deployed: true, redeployRequired: true });

    expect(await sut.deploy()).toEqual(SERVING);
    expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
  });

  it('the clusters, later than the others wait for it: they are taken back', async () => {
    const old = sut.live;
    const wanted = await sut.edit();
    const traffic = await sut.traffic();
    const [others, relay] = [sut.relay('edge-1'), sut.relay('edge-3')];
    relay.refuse('cluster');
    void relay.hold('to-control-plane', 'cluster');
    const flipped = others.heard((message) => message.type === 'flip' && isAnswer(message));
    const answering = deployFleet(sut.app, sut.fleet);
    await flipped;
    relay.release();

    const answer = await answering;
    expect(answer.status).toBe(400);
    expect(nodesIn(answer)[2]).toContain(SPOILED_WORDS.cluster);
    await sut.converged();
    await traffic.rounds(1);
    expectWhole(await traffic.stop(), { 'edge-3': [[old]], others: [[old], [old, wanted, old]] });
    expect(await sut.revisions()).toEqual([old, old, old]);
    expect(await sut.deploy()).toEqual(SERVING);
  });

  it('the listener: a new port is taken by each alone, the next deployment by all or none', async () => {
    const old = sut.live;
    const relay = sut.relay('edge-3');
    relay.refuse('listener', Number.POSITIVE_INFINITY);
    const refused = relay.heard(({ error }) => error !== null);
    await moveTo(sut.home.gatewayPort + 4, ['edge-1', 'edge-2']);
    expect((await refused).error).toContain(SPOILED_WORDS.listener);

    const wanted = await sut.edit();
    const traffic = await sut.traffic();
    const answer = await deployFleet(sut.app, sut.fleet);
    await traffic.rounds(2);
    expectWhole(await traffic.stop(), { 'edge-3': [[old]], others: [[old]] });
    expect(answer.status).toBe(400);
    expect(nodesIn(answer).slice(0, 2)).toEqual(HELD_BACK);
    expect(nodesIn(answer)[2]).toMatch(/^edge-3 false Envoy refused the listeners: .*address is necessary/);

    relay.refuseNothing();
    const opened = relay.heard(({ type, nonce, error }) => type === 'listener' && nonce !== '' && error === null);
    await opened;
    sut.envoy('edge-3').port = sut.home.gatewayPort + 4;
    await sut.envoy('edge-3').listening();
    expect(await sut.revisions()).toEqual([old, old, old]);
    expect(await sut.deploy()).toEqual(SERVING);
    expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
  });

  it('the flip and the way back: the others serve on, and it is asked again until it takes what they serve', async () => {
    const old = sut.live;
    const wanted = await sut.edit();
    const relay = sut.relay('edge-3');
    relay.refuse('flip', Number.POSITIVE_INFINITY);
    const traffic = await sut.traffic();

    for (const attempt of ['first', 'next']) {
      const answer = await deployFleet(sut.app, sut.fleet);
      expect([attempt, answer.status, ...nodesIn(answer).slice(0, 2)]).toEqual([attempt, 400, ...HELD_BACK]);
      expect(answer.text).toContain('the way back was refused by edge-3: Envoy refused the scopes: ');
      expect(await lastState()).toBe('rollback_failed');
      await traffic.rounds(2);
      expect(await sut.revisions()).toEqual([old, old, old]);
    }
    expect(await sut.gateways()).toEqual(['edge-1 current', 'edge-2 current', 'edge-3 not current']);
    expect(sut.app.log.filter((line) => line.includes('could not be undone at edge-3'))).toHaveLength(2);

    relay.refuseNothing();
    await sut.converged();
    await traffic.rounds(1);
    const seen = await traffic.stop();
    expectWhole(seen, { 'edge-3': [[old]], others: [[old], [old, wanted, old]] });
    expect(await sut.revisions()).toEqual([old, old, old]);
    expect(await sut.deploy()).toEqual(SERVING);
    expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
  });

  describe('beside the embedded gateway', () => {
    const embedded = () => ({ id: 'embedded', address: '127.0.0.1', port: sut.envoy('edge-1').port });

    beforeAll(async () => {
      await sut.app.stop();
      await sut.restartApp({ GATEWRIGHT_EMBEDDED_GATEWAY: 'on' });
      await sut.converged([...EDGES, 'embedded-production']);
    });

    it.each(['cluster', 'route', 'flip'] as const)(
      'the %s: what it may show is what the others may',
      async (barrier) => {
        const old = sut.live;
        const wanted = await sut.edit();
        const traffic = await sut.traffic(EDGES, [embedded()]);
        sut.relay('edge-3').refuse(barrier);
        const answer = await deployFleet(sut.app, sut.fleet);
        await traffic.rounds(2);
        const seen = await traffic.stop();

        expect(answer.status).toBe(400);
        expectWhole(seen, { 'edge-3': [[old]], others: barrier === 'flip' ? [[old], [old, wanted, old]] : [[old]] });
        const words = barrier === 'flip' ? 'taken back: another gateway refused' : 'held back: edge-3 refused';
        expect(nodesIn(answer)[3]).toBe(`embedded-production false ${words}`);
        expect(await sut.deploy()).toEqual([...SERVING, 'embedded-production true Deployed successfully']);
        expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
      },
    );

    it('an Envoy that is silent holds it up no longer than the others', async () => {
      const old = sut.live;
      const wanted = await sut.edit();
      const traffic = await sut.traffic(EDGES, [embedded()]);
      const relay = sut.relay('edge-3');
      const held = relay.hold('to-control-plane', 'cluster');
      const answering = deployFleet(sut.app, sut.fleet);
      await held;
      expect(nodesIn(await answering).slice(0, 2)).toEqual(SERVING.slice(0, 2));
      relay.release();
      await sut.converged([...EDGES, 'embedded-production']);
      await traffic.rounds(1);
      const seen = Object.values(await traffic.stop());
      expect(seen.flatMap(({ failures }) => failures)).toEqual([]);
      expect(seen.flatMap(({ revisions }) => revisions)).toEqual(Array(8).fill([old, wanted]));
    });
  });

  /** Another port for the environment; resolves once these listen there. */
  async function moveTo(port: number, names: readonly ('edge-1' | 'edge-2')[]): Promise<void> {
    expect((await sut.app.call('PATCH', '/admin/v1/environments/production', { port })).status).toBe(200);
    for (const name of names) sut.envoy(name).port = port;
    await Promise.all(names.map((name) => sut.envoy(name).listening()));
  }

  const lastState = async () => (await databaseFacts(sut.home.database.url)).deployments.at(-1)?.state;
});

/** No request failed, and every connection saw one of these sequences of revisions. */
function expectWhole(
  seen: Readonly<Record<string, Seen>>,
  allowed: { readonly 'edge-3': readonly number[][]; readonly others: readonly number[][] },
): void {
  expect(Object.values(seen).flatMap(({ failures }) => failures)).toEqual([]);
  for (const [name, { revisions }] of Object.entries(seen)) {
    const expected = name === 'edge-3' ? allowed['edge-3'] : allowed.others;
    for (const sequence of revisions) expect(expected).toContainEqual(sequence);
  }
}
