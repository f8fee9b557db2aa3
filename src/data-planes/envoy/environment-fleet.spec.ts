import type { FleetTiming } from './environment-fleet.js';
import { RESOURCE_TYPES } from './resources.js';
import { changeOf, entryOf } from './testing/entries.js';
import { FleetSetting, isFlip, PLACE, refuseAt, refuseFlip, short } from './testing/fleet-setting.js';
import { ScriptedEnvoy } from './testing/scripted-envoy.js';
import type { VariantName } from './testing/scripted-voices.js';

/** What the Envoys of the current test speak. */
let spoken: VariantName = 'delta';

const scripted = (nodeId: string, address?: string) => new ScriptedEnvoy(nodeId, address, spoken);

const settingOf = (timing: Partial<FleetTiming> = {}) => new FleetSetting(spoken, timing);

/** What it would serve. */
const routesOf = (envoy: ScriptedEnvoy) => envoy.tableOf('a');

describe.each<VariantName>(['delta', 'sotw'])('EnvironmentFleet of Envoys that speak %s', (variant) => {
  beforeEach(() => {
    spoken = variant;
  });

  it('sends nothing before it knows what there is to serve', async () => {
    const setting = settingOf();
    const envoy = setting.join('edge-1');
    expect(envoy.received).toEqual([]);
    setting.fleet.offer(changeOf(null, 0, []));
    await setting.served({ 'edge-1': 0 });
    expect(envoy.received.map(({ type }) => type)).toEqual(['cluster', 'listener', 'extension', 'scope', 'route']);
  });

  it('lets nobody wait for anybody after a start', async () => {
    const setting = settingOf();
    const [, second] = [setting.join('edge-1'), scripted('edge-2', '127.0.0.3')];
    second.verdict = refuseAt('listener', 'cannot bind', Number.POSITIVE_INFINITY);
    setting.fleet.join(second.client());
    second.subscribe();
    setting.fleet.offer(changeOf(null, 1, [entryOf('a', 7001)]));
    await setting.served({ 'edge-1': 1, 'edge-2': null });
  });

  it('takes clusters and route tables to every node before any node flips', async () => {
    const setting = settingOf();
    setting.fleet.offer(changeOf(null, 1, []));
    const [first, second] = [setting.join('edge-1'), setting.join('edge-2', '127.0.0.3')];
    await setting.served({ 'edge-1': 1, 'edge-2': 1 });
    const order: string[] = [];
    for (const envoy of [first, second]) {
      envoy.verdict = (received) => {
        order.push(isFlip(received) ? 'flip' : received.type);
        return null;
      };
    }
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7001)]));
    expect(await setting.answered(2, 2)).toEqual(['edge-1 accepted 2: serving', 'edge-2 accepted 2: serving']);
    expect(order).toEqual(['cluster', 'cluster', 'scope', 'scope', 'route', 'route', 'flip', 'flip']);
  });

  it.each(['cluster', 'route', 'scope'] as const)(
    'takes all back to what they served when one refuses the %ss',
    async (type) => {
      const { setting, first, second } = await pair();
      const before = [routesOf(first), routesOf(second)];
      second.verdict = refuseAt(type, 'no such thing', 1);
      setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
      expect(await setting.answered(2, 2)).toContain(`edge-2 rejected 2: Envoy refused the ${type}s: no such thing`);
      expect(await setting.answered(2, 2)).toContain('edge-1 rejected 2: held back: edge-2 refused');
      await setting.served({ 'edge-1': 1, 'edge-2': 1 });
      expect([routesOf(first), routesOf(second)]).toEqual(before);
    },
  );

  describe('at a gate', () => {
    function gateOf() {
      const { promise: verdict, resolve: decide } = Promise.withResolvers<string | null>();
      const word = Promise.withResolvers<string | null>();
      return { gate: { isAlone: false, verdict, prepared: word.resolve }, decide, word: word.promise };
    }

    it('prepares, and flips once it may', async () => {
      const { setting, first } = await pair();
      const before = routesOf(first);
      const { gate, decide, word } = gateOf();
      setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]), gate);
      expect(await word).toBeNull();
      expect(routesOf(first)).toBe(before);
      decide(null);
      expect(await setting.answered(2, 2)).toEqual(['edge-1 accepted 2: serving', 'edge-2 accepted 2: serving']);
    });

    it('is held back when somebody else refused', async () => {
      const { setting, first } = await pair();
      const before = routesOf(first);
      const { gate, decide, word } = gateOf();
      setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]), gate);
      await word;
      decide('edge-9');
      expect(await setting.answered(2, 2)).toEqual(
        ['edge-1', 'edge-2'].map((name) => `${name} rejected 2: held back: edge-9 refused`),
      );
      expect(routesOf(first)).toBe(before);
    });

    it('says its refusal first to whoever asks for the words, then at the gate', async () => {
      const { setting, second } = await pair();
      second.verdict = refuseAt('cluster', 'no such thing', 1);
      const { gate, decide, word } = gateOf();
      setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]), gate);
      expect(await word).toBe('edge-2');
      expect(setting.answers.map(short)).toContain('edge-2 rejected 2: Envoy refused the clusters: no such thing');
      decide('edge-2');
      const answers = await setting.answered(2, 2);
      expect(answers).toHaveLength(2);
      expect(answers).toContain('edge-1 rejected 2: held back: edge-2 refused');
    });

    it.each([
      ['has nothing to change', changeOf(1, 2, [entryOf('a', 7001)])],
      ['cannot take the change', changeOf(7, 8, [])],
    ])('holds up nobody when it %s', async (_when, change) => {
      const { setting } = await pair();
      const { gate, word } = gateOf();
      setting.fleet.offer(change, gate);
      expect(await word).toBeNull();
    });
  });

  it('takes back those that had flipped, and the way back as a version of its own', async () => {
    const { setting, first, second } = await pair();
    const before = routesOf(first);
    const flipped = first.heard(isFlip);
    second.verdict = (received) => (isFlip(received) ? 'silence' : null);
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    await flipped;
    expect(routesOf(first)).not.toBe(before);
    second.verdict = () => null;
    second.speak('not with me');
    setting.fleet.offer(changeOf(1, 3, [entryOf('a', 7001)]));
    expect(await setting.answered(3, 2)).toEqual(['edge-1 accepted 3: serving', 'edge-2 accepted 3: serving']);
    expect([routesOf(first), routesOf(second)]).toEqual([before, before]);
    const [, refused] = await setting.answered(2, 3);
    expect(refused).toBe('edge-1 rejected 2: held back: edge-2 refused');
  });

  it('says what the environment serves once all have it, and never what was refused', async () => {
    const { setting, second } = await pair();
    second.verdict = refuseAt('cluster', 'no such thing', 1);
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    setting.fleet.offer(changeOf(1, 3, [entryOf('a', 7003)]));
    await setting.says(3);
    expect(setting.current).toEqual([1, 3]);
  });

  it('says whose way back was refused', async () => {
    const { setting, second } = await pair();
    let isFlipping = false;
    second.verdict = (received) => {
      isFlipping ||= isFlip(received);
      return isFlipping && received.type === 'scope' ? { refuse: 'not this way either' } : null;
    };
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    setting.fleet.offer(changeOf(1, 3, [entryOf('a', 7001)]));
    expect(await setting.answered(3, 2)).toEqual([
      'edge-1 accepted 3: serving',
      'edge-2 rejected 3: Envoy refused the scopes: not this way either',
    ]);
  });

  it('lets one that refused the way back, too, flip before the others', async () => {
    const { setting, first, second } = await pair();
    second.verdict = refuseAt('route', 'not this way either', Number.POSITIVE_INFINITY);
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    setting.fleet.offer(changeOf(1, 3, [entryOf('a', 7001)]));
    await setting.answered(3, 2);
    const before = first.received.length;
    setting.fleet.offer(changeOf(3, 4, [entryOf('a', 7004)]));
    expect(await setting.answered(4, 2)).toContain('edge-1 rejected 4: held back: edge-2 refused');
    expect(first.received.slice(before).filter(isFlip)).toEqual([]);
    second.verdict = () => null;
    setting.fleet.offer(changeOf(3, 5, [entryOf('a', 7005)]));
    expect(await setting.answered(5, 2)).toEqual(['edge-1 accepted 5: serving', 'edge-2 accepted 5: serving']);
  });

  it('lets nobody flip while one cannot open the listener, and asks that one again', async () => {
    const setting = settingOf({ retryMs: 0 });
    setting.fleet.offer(changeOf(null, 1, [entryOf('a', 7001)]));
    const first = setting.join('edge-1');
    await setting.served({ 'edge-1': 1 });
    const before = routesOf(first);
    const second = scripted('edge-2', '127.0.0.3');
    second.verdict = refuseAt('listener', 'cannot bind', Number.POSITIVE_INFINITY);
    setting.fleet.join(second.client());
    second.subscribe();
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    const answers = await setting.answered(2, 2);
    expect(answers).toContain('edge-2 rejected 2: Envoy refused the listeners: cannot bind');
    await setting.served({ 'edge-1': 1, 'edge-2': null });
    expect(routesOf(first)).toBe(before);
    second.verdict = () => null;
    await setting.served({ 'edge-1': 1, 'edge-2': 1 });
  });

  it('asks one again that refused a new port, although it serves the routes', async () => {
    const { setting, second } = await pair({ retryMs: 0 });
    let isBound = false;
    second.verdict = ({ type }) => (type === 'listener' && !isBound ? { refuse: 'cannot bind' } : null);
    const refused = second.heard(({ type }) => type === 'listener');
    setting.fleet.listen({ ...PLACE, port: 9090 });
    await refused;
    const before = second.held.listener.get('listener-env-1');
    isBound = true;
    await second.heard(({ type }) => type === 'listener');
    expect(second.held.listener.get('listener-env-1')).not.toBe(before);
  });

  it('does not take one for back that has not answered the flip', async () => {
    const { setting, first, second } = await pair({ flipMs: 0 });
    const before = routesOf(first);
    first.verdict = (received) => (isFlip(received) ? 'silence' : null);
    second.verdict = refuseFlip('not with me', 1);
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    setting.fleet.offer(changeOf(1, 3, [entryOf('a', 7001)]));
    await setting.served({ 'edge-1': null, 'edge-2': 3 });
    expect(setting.answers.map(short)).not.toContain('edge-1 accepted 3: serving');
    first.verdict = () => null;
    first.speak();
    await setting.served({ 'edge-1': 3, 'edge-2': 3 });
    expect(routesOf(first)).toBe(before);
  });

  it('keeps what is out of use until the drain time is over, and takes it away alone', async () => {
    const { setting, first } = await pair({ drainMs: 0 });
    const before = [...first.held.cluster.keys()];
    const removal = first.heard(({ type, removed }) => type === 'cluster' && removed.length > 0);
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    expect(await removal).toEqual({ type: 'cluster', names: [], removed: before });
    expect(routesOf(first)).not.toBeUndefined();
    expect(first.held.cluster.size).toBe(1);
  });

  it('flips without a silent node, which follows by itself', async () => {
    const { setting, first, second } = await pair({ prepareMs: 0, flipMs: 0 });
    const old = routesOf(second);
    second.verdict = () => 'silence';
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    expect(await setting.answered(2, 1)).toEqual(['edge-1 accepted 2: serving']);
    expect(routesOf(first)).not.toBe(old);
    second.verdict = () => null;
    second.speak();
    expect(await setting.answered(2, 2)).toContain('edge-2 accepted 2: serving');
    expect(routesOf(second)).toBe(routesOf(first));
  });

  it('asks one again that was silent and then refuses', async () => {
    const { setting, first, second } = await pair({ prepareMs: 0, flipMs: 0, retryMs: 0 });
    second.verdict = () => 'silence';
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    // Is looked at when the change before it is over.
    setting.fleet.offer(changeOf(7, 8, []));
    await setting.answered(8, 1);
    second.verdict = () => null;
    second.speak('too late for this');
    expect(await setting.answered(2, 3)).toEqual([
      'edge-1 accepted 2: serving',
      'edge-2 accepted 2: serving',
      'edge-2 rejected 2: Envoy refused the clusters: too late for this',
    ]);
    expect(routesOf(second)).toBe(routesOf(first));
  });

  it('sends a node that comes back only what differs', async () => {
    const { setting, second } = await pair();
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    await setting.says(2);
    const again = scripted('edge-2', '127.0.0.3');
    for (const type of RESOURCE_TYPES) {
      for (const [name, version] of second.held[type]) again.held[type].set(name, version);
    }
    for (const [name, table] of second.tables) again.tables.set(name, table);
    const table = second.tableOf('a') ?? '';
    again.held.route.delete(table);
    setting.fleet.join(again.client());
    again.subscribe();
    await setting.served({ 'edge-1': 2, 'edge-2': 2 });
    expect(again.received.filter(({ names }) => names.length > 0)).toEqual([
      { type: 'route', names: [table], removed: [] },
    ]);
    expect(second.ended).toContain('edge-2');
  });

  it('asks for the whole when a change starts from what it does not have', async () => {
    const { setting } = await pair();
    setting.fleet.offer(changeOf(7, 8, [entryOf('a', 7002)]));
    expect(await setting.answered(8, 1)).toEqual([' stale 8: the change starts from 7']);
    setting.fleet.offer(changeOf(null, 8, [entryOf('b', 7002)]));
    expect(await setting.answered(8, 3)).toContain('edge-1 accepted 8: serving');
  });

  it('says again that it serves what it is offered twice', async () => {
    const { setting } = await pair();
    setting.fleet.offer(changeOf(null, 1, [entryOf('a', 7001)]));
    expect(await setting.answered(1, 4)).toContain('edge-1 accepted 1: already serving');
  });

  it('takes the next change although a refused one came before', async () => {
    const { setting, second } = await pair();
    second.verdict = refuseAt('cluster', 'no such thing', 1);
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    setting.fleet.offer(changeOf(1, 3, [entryOf('a', 7003)]));
    expect(await setting.answered(3, 2)).toEqual(['edge-1 accepted 3: serving', 'edge-2 accepted 3: serving']);
  });

  it('takes a node that comes during a deployment along', async () => {
    const { setting, second } = await pair();
    let isJoined = false;
    second.verdict = ({ type }) => {
      if (type === 'cluster' && !isJoined) setting.join('edge-3', '127.0.0.4');
      isJoined = true;
      return null;
    };
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    await setting.served({ 'edge-1': 2, 'edge-2': 2, 'edge-3': 2 });
    expect(await setting.answered(2, 3)).toContain('edge-3 accepted 2: serving');
  });

  it('goes on without a node that leaves during a deployment', async () => {
    const { setting, second } = await pair();
    second.verdict = () => {
      queueMicrotask(() => second.leave());
      return 'silence';
    };
    setting.fleet.offer(changeOf(1, 2, [entryOf('a', 7002)]));
    expect(await setting.answered(2, 1)).toEqual(['edge-1 accepted 2: serving']);
    expect(setting.fleet.presences().map(({ nodeId }) => nodeId)).toEqual(['edge-1']);
  });
});

/** Two nodes that serve version 1. */
async function pair(timing: Partial<FleetTiming> = {}) {
  const setting = settingOf(timing);
  setting.fleet.offer(changeOf(null, 1, [entryOf('a', 7001)]));
  const [first, second] = [setting.join('edge-1'), setting.join('edge-2', '127.0.0.3')];
  await setting.served({ 'edge-1': 1, 'edge-2': 1 });
  return { setting, first, second };
}
