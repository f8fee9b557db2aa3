import { jest } from '@jest/globals';
import { FleetNode } from './fleet-node.js';
import { Snapshot } from './snapshot.js';
import { changeOf, entryOf } from './testing/entries.js';
import { ScriptedEnvoy } from './testing/scripted-envoy.js';

const LISTENER = { environmentId: 'env-1', environmentName: 'production', host: '127.0.0.1', port: 9080 };
const DRAIN_MS = 60_000;
/** With one cluster of its own unless `port` names another's. */
const snapshot = (version: number, port = 7000 + version) =>
  Snapshot.after(null, changeOf(null, version, [entryOf('a', port)]), LISTENER);

describe('FleetNode', () => {
  let envoy: ScriptedEnvoy;
  let node: FleetNode;

  beforeEach(() => {
    envoy = new ScriptedEnvoy('edge-1');
    envoy.subscribe(['routes-env-1']);
    node = new FleetNode(envoy.client(), DRAIN_MS);
  });

  it('does not flip to what it was not prepared for last', async () => {
    const [old, current] = [snapshot(1), snapshot(2)];
    await node.prepare(old);
    await node.prepare(current);
    expect(await node.flip(old)).toEqual({ kind: 'superseded' });
    expect(envoy.received.filter(({ type }) => type === 'route')).toEqual([]);
    expect(await node.flip(current)).toEqual({ kind: 'held' });
    expect(node.version).toBe(2);
  });

  it('is not prepared for what a newer snapshot has replaced meanwhile', async () => {
    envoy.verdict = ({ type }) => (type === 'listener' ? 'silence' : null);
    const listener = envoy.heard(({ type }) => type === 'listener');
    const old = node.prepare(snapshot(1));
    const cluster = envoy.heard(({ type }) => type === 'cluster');
    await cluster;
    envoy.verdict = () => 'silence';
    const current = node.prepare(snapshot(2));
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
});
