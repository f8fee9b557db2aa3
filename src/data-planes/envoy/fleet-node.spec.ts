import { jest } from '@jest/globals';
import type { PathMatch } from '../../ir/fragment.js';
import type { SnapshotEntry } from '../data-plane.js';
import { FleetNode } from './fleet-node.js';
import { NO_PROBE } from './listener-probe.js';
import { Snapshot } from './snapshot.js';
import { changeOf, entryOf } from './testing/entries.js';
import { ScriptedEnvoy } from './testing/scripted-envoy.js';

const PLACE = { environmentId: 'env-1', environmentName: 'production', port: 9080, rootContext: '', guests: [] };
const DRAIN_MS = 60_000;
/** With one cluster of its own unless `port` names another's. */
const snapshot = (version: number, port = 7000 + version) =>
  Snapshot.after(null, changeOf(null, version, [entryOf('a', port)]), PLACE);

describe('FleetNode', () => {
  let envoy: ScriptedEnvoy;
  let node: FleetNode;

  beforeEach(() => {
    envoy = new ScriptedEnvoy('edge-1');
    envoy.subscribe();
    node = new FleetNode(envoy.client(), NO_PROBE, DRAIN_MS);
  });

  it('does not flip to what it was not prepared for last', async () => {
    const [old, current] = [snapshot(1), snapshot(2)];
    await node.prepare(old);
    await node.prepare(current);
    expect(await node.flip(old)).toEqual({ kind: 'superseded' });
    expect(envoy.tableOf('a')).toBeUndefined();
    expect(await node.flip(current)).toEqual({ kind: 'held' });
    expect(node.serves).toBe(current);
  });

  it('is not prepared for what a newer snapshot has replaced meanwhile', async () => {
    envoy.verdict = ({ type }) => (type === 'listener' ? 'silence' : null);
    const listener = envoy.heard(({ type }) => type === 'listener');
    const old = node.prepare(snapshot(1));
    const cluster = envoy.heard(({ type }) => type === 'cluster');
    await cluster;
    envoy.verdict = () => 'silence';
    const current = node.prepare(snapshot(2));
    envoy.verdict = () => null;
    envoy.speak();
    await listener;
    expect(await old).toEqual({ kind: 'superseded' });
    expect(await current).toEqual({ kind: 'held' });
  });

  it('waits anew for what came into use meanwhile', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    try {
      await node.converge(snapshot(1));
      const [first = ''] = envoy.held.cluster.keys();
      await node.converge(snapshot(2));
      await jest.advanceTimersByTimeAsync(DRAIN_MS - 1);
      await node.converge(snapshot(3, 7001));
      // The routes still lead to the first cluster: the next ones are not there yet.
      await node.prepare(snapshot(4));
      await jest.advanceTimersByTimeAsync(1);
      expect([...envoy.held.cluster.keys()]).toContain(first);
      await node.converge(snapshot(4));
      await jest.advanceTimersByTimeAsync(DRAIN_MS);
      expect([...envoy.held.cluster.keys()]).not.toContain(first);
    } finally {
      jest.useRealTimers();
    }
  });

  it('serves nothing of a flip that it was silent about and that was taken back', async () => {
    const serving = (version: number, ...entries: readonly SnapshotEntry[]) =>
      Snapshot.after(null, changeOf(null, version, entries), PLACE);
    await node.converge(serving(1, entryOf('a', 7_001)));
    const wanted = serving(2, entryOf('a', 7_002), entryOf('b', 7_002));
    await node.prepare(wanted);
    envoy.verdict = ({ type }) => (type === 'scope' ? 'silence' : null);
    const flip = node.flip(wanted);
    const back = node.converge(serving(3, entryOf('a', 7_001)));
    expect(await flip).toEqual({ kind: 'superseded' });
    envoy.verdict = () => null;
    envoy.speak();
    expect(await back).toEqual({ kind: 'held' });
    expect(envoy.tableOf('b')).toBe(envoy.tableOf('?'));
  });

  it('leads a path that is out of use on with every flip, until its scope is gone', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    try {
      const everywhere = (port: number) => changed(entryOf('a', port), { kind: 'prefix', path: '/' });
      const serving = (version: number, ...entries: readonly SnapshotEntry[]) =>
        Snapshot.after(null, changeOf(null, version, entries), PLACE);
      await node.converge(serving(1, entryOf('b', 7_001), everywhere(7_001)));
      await node.converge(serving(2, everywhere(7_001)));
      expect(envoy.tableOf('b')).toBe(envoy.tableOf('?'));
      await node.prepare(serving(3, everywhere(7_002)));
      await jest.advanceTimersByTimeAsync(DRAIN_MS);
      await node.converge(serving(4, everywhere(7_003)));
      expect(envoy.tableOf('b')).toBeUndefined();
      const removal = envoy.received.findIndex(({ removed }) => removed.includes('segment/b'));
      const last = envoy.received.findLastIndex(({ names }) => names.includes('segment/b'));
      expect(last).toBeLessThan(removal);
      expect(envoy.received[last]?.names).toContain('segment/?');
    } finally {
      jest.useRealTimers();
    }
  });
});

const changed = (entry: SnapshotEntry, path: PathMatch): SnapshotEntry => ({
  ...entry,
  fragment: {
    ...entry.fragment,
    routes: entry.fragment.routes.map((route) => ({ ...route, match: { ...route.match, path } })),
  },
});
