import { jest } from '@jest/globals';
import type { DataPlaneDriver } from '../data-planes/data-plane.js';
import type { PreparedNotice } from './channels.js';
import { FlipGates } from './flip-gates.js';

const PATIENCE_MS = 1_000;
const ENVIRONMENT = 'env-1';
const node = { environmentId: ENVIRONMENT, nodeId: 'n', address: '', version: 1, connected: true, isGuest: false };

const planeWith = (name: DataPlaneDriver['name'], hasNodes = true) =>
  ({ name, nodes: () => (hasNodes ? [node] : []) }) as Partial<DataPlaneDriver> as DataPlaneDriver;

/** A replica with both planes. */
function replica({ envoys = true } = {}) {
  const [embedded, envoy] = [planeWith('embedded'), planeWith('envoy', envoys)];
  const gates = new FlipGates([embedded, envoy], { xdsPatienceMs: PATIENCE_MS });
  const told: PreparedNotice[] = [];
  gates.onPrepared((notice) => told.push(notice));
  const other = (deploymentId: string, refusedBy: string | null) =>
    gates.heard({ environmentId: ENVIRONMENT, deploymentId, sender: 'other', refusedBy });
  const at = (driver: DataPlaneDriver, deploymentId: string, replicas: readonly string[] = []) =>
    gates.gateFor(driver, ENVIRONMENT, { deploymentId, replicas });
  return { gates, embedded, envoy, told, other, at, both: [gates.replicaId, 'other'] };
}

/** What is known of a promise once everything that can go on has gone on. */
async function now(verdict: Promise<string | null>): Promise<string | null> {
  await jest.advanceTimersByTimeAsync(0);
  return Promise.race([verdict, Promise.resolve('open')]);
}

describe(FlipGates.name, () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('lets a plane flip once the other has prepared', async () => {
    const { at, embedded, envoy } = replica();
    const [one, two] = [at(embedded, 'd1'), at(envoy, 'd1')];
    one.prepared(null);
    expect(await now(one.verdict)).toBe('open');
    two.prepared(null);
    expect(await Promise.all([one.verdict, two.verdict])).toEqual([null, null]);
    expect([one.isAlone, two.isAlone]).toEqual([false, false]);
  });

  it('holds all back when one refuses, and says who it was', async () => {
    const { at, embedded, envoy } = replica();
    const [one, two] = [at(embedded, 'd1'), at(envoy, 'd1')];
    two.prepared('edge-1');
    two.prepared(null);
    expect(await Promise.all([one.verdict, two.verdict])).toEqual(['edge-1', 'edge-1']);
  });

  it('lets a plane that nobody shares the environment with flip by itself', async () => {
    const { at, embedded, told } = replica({ envoys: false });
    const gate = at(embedded, 'd1');
    expect(gate.isAlone).toBe(true);
    gate.prepared(null);
    expect(await now(gate.verdict)).toBeNull();
    expect(told).toEqual([]);
  });

  it('waits no longer than the patience, which begins with the first plane', async () => {
    const { at, embedded, envoy, both } = replica();
    const one = at(embedded, 'd1', both);
    await jest.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    const two = at(envoy, 'd1', both);
    expect(await now(one.verdict)).toBe('open');
    await jest.advanceTimersByTimeAsync(1);
    expect(await Promise.all([one.verdict, two.verdict])).toEqual([null, null]);
  });

  it('tells other replicas once all planes have prepared, and waits for them', async () => {
    const { at, embedded, envoy, both, told, other, gates } = replica();
    const [one, two] = [at(embedded, 'd1', both), at(envoy, 'd1', both)];
    one.prepared(null);
    expect(told).toEqual([]);
    two.prepared(null);
    const notice = { environmentId: ENVIRONMENT, deploymentId: 'd1', sender: gates.replicaId, refusedBy: null };
    expect(told).toEqual([notice]);
    expect(await now(one.verdict)).toBe('open');
    other('d1', null);
    expect(await Promise.all([one.verdict, two.verdict])).toEqual([null, null]);
    expect(told).toHaveLength(1);
  });

  it('tells other replicas of a refusal at once, and takes theirs', async () => {
    const { at, embedded, envoy, both, told, other } = replica();
    at(embedded, 'd1', both);
    at(envoy, 'd1', both).prepared('edge-1');
    expect(told.map(({ refusedBy }) => refusedBy)).toEqual(['edge-1']);
    const next = at(embedded, 'd2', both);
    other('d2', 'edge-9');
    expect(await now(next.verdict)).toBe('edge-9');
  });

  it('remembers what it heard before it was offered the deployment, and nothing of another one', async () => {
    const { at, embedded, envoy, both, other } = replica();
    other('d1', 'edge-9');
    other('d2', null);
    const [one, two] = [at(embedded, 'd2', both), at(envoy, 'd2', both)];
    one.prepared(null);
    two.prepared(null);
    expect(await now(one.verdict)).toBeNull();
  });

  it('tells at once when its nodes have left, and passes a gate that is decided without waiting', async () => {
    const { at, embedded, told, gates } = replica({ envoys: false });
    const gone = new FlipGates([planeWith('envoy', false)], { xdsPatienceMs: PATIENCE_MS });
    const toldByGone: PreparedNotice[] = [];
    gone.onPrepared((notice) => toldByGone.push(notice));
    gone.gateFor(planeWith('envoy', false), ENVIRONMENT, { deploymentId: 'd1', replicas: [gone.replicaId, 'other'] });
    expect(toldByGone).toHaveLength(1);
    at(embedded, 'd1', [gates.replicaId, 'other']).prepared(null);
    expect(told).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(await now(at(embedded, 'd1').verdict)).toBeNull();
  });
});
