import type { SnapshotEntry } from '../data-plane.js';
import { changeOf, entryOf } from './testing/entries.js';
import { FleetSetting, PLACE, refuseAt, short } from './testing/fleet-setting.js';
import type { ScriptedEnvoy } from './testing/scripted-envoy.js';

const HOME = { ...PLACE, guests: ['env-test'] };

const staged = (entry: SnapshotEntry, forced = false): SnapshotEntry => ({
  ...entry,
  fragment: {
    ...entry.fragment,
    routes: entry.fragment.routes.map((route) => ({
      ...route,
      match: { ...route.match, stage: { name: 'TEST', forced } },
    })),
  },
});

const ofGuest = (from: number | null, to: number, ...entries: readonly SnapshotEntry[]) =>
  changeOf(from, to, entries, [], 'env-test');

const segments = (envoy: ScriptedEnvoy) =>
  [...envoy.tables.keys()].filter((name) => /^segment\/[a-z]$/.test(name)).sort();

describe('a fleet that serves the stages of other environments', () => {
  let setting: FleetSetting;
  let envoy: ScriptedEnvoy;

  /** It serves `/a` of its own, and `/b` of its guest. */
  beforeEach(async () => {
    setting = new FleetSetting('delta', {}, HOME);
    envoy = setting.join('edge-1');
    setting.fleet.offer(changeOf(null, 3, [entryOf('a', 7001)]));
    setting.fleet.offer(ofGuest(null, 7, staged(entryOf('b', 7002)), entryOf('c', 7003)));
    await setting.served({ 'edge-1': 3 });
  });

  it('waits until it knows all of them, and takes only routes with a stage', () => {
    expect(envoy.received.filter(({ type }) => type === 'listener')).toHaveLength(1);
    expect(segments(envoy)).toEqual(['segment/a', 'segment/b']);
  });

  it('answers for each environment by its own versions', async () => {
    expect((await setting.answered(3, 1)).concat(await setting.answered(7, 1))).toEqual([
      'edge-1 accepted 3: serving',
      'edge-1 accepted 7: serving',
    ]);
    expect(setting.fleet.presences()).toEqual([
      expect.objectContaining({ environmentId: 'env-1', version: 3, isGuest: false }),
      expect.objectContaining({ environmentId: 'env-test', version: 7, isGuest: true }),
    ]);
  });

  it('takes a change of a guest over the barriers, and a refusal takes all back', async () => {
    const before = envoy.tableOf('b');
    envoy.verdict = refuseAt('cluster', 'not here', 1);
    setting.fleet.offer(ofGuest(7, 8, staged(entryOf('b', 7009))));
    expect(await setting.answered(8, 1)).toEqual(['edge-1 rejected 8: Envoy refused the clusters: not here']);
    expect(envoy.tableOf('b')).toBe(before);
    setting.fleet.offer(ofGuest(7, 9, staged(entryOf('b', 7009))));
    expect(await setting.answered(9, 1)).toEqual(['edge-1 accepted 9: serving']);
    expect(envoy.tableOf('b')).not.toBe(before);
  });

  it('is asked nothing when a guest changes what has no stage', async () => {
    const before = envoy.received.length;
    setting.fleet.offer(ofGuest(7, 8, entryOf('c', 7009)));
    expect(await setting.answered(8, 1)).toEqual(['edge-1 accepted 8: serving']);
    expect(envoy.received).toHaveLength(before);
  });

  it('gives up what loses its stage', async () => {
    setting.fleet.offer(ofGuest(7, 8, entryOf('b', 7002)));
    await setting.answered(8, 1);
    expect(envoy.tableOf('b')).toBe(envoy.tableOf('?'));
  });

  it('serves a guest no longer once it is none, and asks for one that is new', async () => {
    setting.fleet.listen({ ...HOME, guests: ['env-pre'] });
    expect(setting.presences.at(-3)).toMatchObject({ environmentId: 'env-test', connected: false });
    expect(await setting.answered(0, 1)).toEqual([' stale 0: nothing of it is known']);
    const pre = changeOf(null, 2, [staged(entryOf('d', 7004), true)], [], 'env-pre');
    setting.fleet.offer(pre);
    await setting.answered(2, 1);
    expect(setting.answers.map(short)).toContain('edge-1 accepted 2: serving');
    expect(envoy.tableOf('b')).toBe(envoy.tableOf('?'));
    expect(envoy.tableOf('d')).not.toBe(envoy.tableOf('?'));
  });
});
