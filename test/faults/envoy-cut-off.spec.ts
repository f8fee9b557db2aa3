import { xdsPortOf } from '../support/envoy.js';
import { EnvoyFleet, nodesIn } from '../support/envoy-fleet.js';
import { deployFleet } from '../support/fleet.js';
import { NetworkNamespace } from '../support/network-namespace.js';
import { forwardTcp, type TcpForwarder } from '../support/tcp-forwarder.js';

/** The third one is on a machine of its own; xDS in plain text leaves this machine only because something forwards it. */
describe('an Envoy whose packets to and from the control plane are lost', () => {
  let namespace: NetworkNamespace;
  let forwarder: TcpForwarder;
  let sut: EnvoyFleet;

  beforeAll(async () => {
    namespace = await NetworkNamespace.create();
    const { control, traffic, name } = namespace;
    sut = await EnvoyFleet.start({
      backendAddress: traffic.here.address,
      third: async (home) => {
        forwarder = await forwardTcp(control.here.address, xdsPortOf(home));
        const xds = `${control.here.address}:${forwarder.port}`;
        return { address: traffic.there.address, namespace: name, xds };
      },
    });
  });

  afterAll(async () => {
    await sut?.stop();
    await forwarder?.close();
    await namespace?.remove();
  });

  it('is named as silent; the others serve; it follows when the packets come through again', async () => {
    const old = sut.live;
    const wanted = await sut.edit();
    const traffic = await sut.traffic();
    await namespace.pull(namespace.control);
    await expectUnconfirmed();
    expect(await sut.revisions()).toEqual([wanted, wanted, old]);

    await namespace.plug(namespace.control);
    await sut.converged();
    expect(await sut.revisions()).toEqual([wanted, wanted, wanted]);
    await traffic.rounds(1);
    const seen = Object.values(await traffic.stop());
    expect(seen.flatMap(({ failures }) => failures)).toEqual([]);
    expect(seen.flatMap(({ revisions }) => revisions)).toEqual(Array(6).fill([old, wanted]));
    await sut.edit();
    expect(await sut.deploy()).toHaveLength(3);
  });

  it('is forgotten when it does not answer pings, serves on, and takes all it missed when it is back', async () => {
    const old = sut.live;
    const wanted = await sut.edit();
    const traffic = await sut.traffic();
    await namespace.pull(namespace.control);
    await expectUnconfirmed();

    await sut.converged(['edge-1', 'edge-2']);
    const next = await sut.edit();
    expect(await sut.deploy()).toEqual(['edge-1 true Deployed successfully', 'edge-2 true Deployed successfully']);
    expect(await sut.revisions()).toEqual([next, next, old]);

    await namespace.plug(namespace.control);
    await sut.converged();
    expect(await sut.revisions()).toEqual([next, next, next]);
    await traffic.rounds(1);
    const { 'edge-3': away, ...others } = await traffic.stop();
    expect(away?.failures).toEqual([]);
    expect(away?.revisions).toEqual([
      [old, next],
      [old, next],
    ]);
    expect(Object.values(others).flatMap(({ failures }) => failures)).toEqual([]);
    expect(Object.values(others).flatMap(({ revisions }) => revisions)).toEqual(Array(4).fill([old, wanted, next]));
    await sut.edit();
    expect(await sut.deploy()).toHaveLength(3);
  });

  /** A ping that fell due at once may have told within the wait that it is away: then nobody waits for it. */
  async function expectUnconfirmed(): Promise<void> {
    const answer = await deployFleet(sut.app, sut.fleet);
    expect(answer.status).toBe(200);
    const [first, second, third] = nodesIn(answer);
    expect([first, second]).toEqual(['edge-1 true Deployed successfully', 'edge-2 true Deployed successfully']);
    if (third === undefined) return;
    expect(answer.body['deploymentResult']).toMatchObject({ success: false });
    expect(answer.text).toContain('gateway edge-3 did not answer in time and takes it over when it is back');
    expect(third).toMatch(/^edge-3 false /);
  }
});
