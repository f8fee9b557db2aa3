import { FleetNode } from './fleet-node.js';
import { NO_PROBE } from './listener-probe.js';
import { Snapshot } from './snapshot.js';
import { changeOf, entryOf } from './testing/entries.js';
import { ScriptedEnvoy } from './testing/scripted-envoy.js';

const PLACE = { environmentId: 'env-1', environmentName: 'production', port: 9080, rootContext: '' };
const snapshot = (version: number) =>
  Snapshot.after(null, changeOf(null, version, [entryOf('a', 7000 + version)]), PLACE);

describe('FleetNode', () => {
  let envoy: ScriptedEnvoy;
  let node: FleetNode;

  beforeEach(() => {
    envoy = new ScriptedEnvoy('edge-1');
    envoy.subscribe();
    node = new FleetNode(envoy.client(), NO_PROBE, 60_000);
  });

  it('does not flip to what it was not prepared for last', async () => {
    const [old, current] = [snapshot(1), snapshot(2)];
    await node.prepare(old);
    await node.prepare(current);
    expect(await node.flip(old)).toEqual({ kind: 'superseded' });
    expect(envoy.tableOf('a')).toBeUndefined();
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
    envoy.verdict = () => null;
    envoy.speak();
    await listener;
    expect(await old).toEqual({ kind: 'superseded' });
    expect(await current).toEqual({ kind: 'held' });
  });
});
