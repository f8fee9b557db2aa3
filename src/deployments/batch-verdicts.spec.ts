import type { BatchItem } from '../model/batch.js';
import { Problem } from '../shared/problem.js';
import { BatchRefused, begun, refused } from './batch-verdicts.js';

const item = (position: number): BatchItem => ({
  ...{ position, groupId: 'g', proxyId: `p${position}`, environmentId: 'e' },
  ...{ state: 'waiting', message: '', groupName: '', apiName: '' },
});
const items = [item(0), item(1), item(2)];
const fault = (proxyId: string, message: string) => ({ code: 'c', proxyId, proxyName: 'n', field: 'f', message });

describe('begun', () => {
  it('runs what has a deployment of its own, and is done with the rest', () => {
    const deployments = [
      { id: 'd1', objectId: 'p1', groupId: 'g' },
      { id: 'd2', objectId: 'p2', groupId: 'other' },
    ];
    expect(begun(items, deployments)).toEqual([
      { position: 0, state: 'done', message: '', deploymentId: null },
      { position: 1, state: 'running', message: '', deploymentId: 'd1' },
      { position: 2, state: 'done', message: '', deploymentId: null },
    ]);
  });
});

describe('refused', () => {
  const words = (error: unknown, kind: 'deploy' | 'undeploy' = 'deploy') =>
    refused(kind, items, error).map(({ state, message }) => `${state} ${message}`);
  const CANCELLED = 'cancelled nothing was deployed: API p1 of this batch was refused, and it is all or none';

  it('blames what is not there', () => {
    expect(words(new BatchRefused(new Map([[1, 'gone']])))).toEqual([CANCELLED, 'failed gone', CANCELLED]);
  });

  it('blames whose faults they are, with all of them', () => {
    const faults = [fault('p1', 'one'), fault('p1', 'two')];
    const problem = new Problem('not_compilable', 'all', { faults });
    expect(words(problem)).toEqual([CANCELLED, 'failed f: one; f: two', CANCELLED]);
  });

  it('blames whose route is taken', () => {
    expect(words(new Problem('route_conflict', 'taken', { proxyId: 'p1' }))[1]).toBe('failed taken');
  });

  it('blames everything for what is about nothing in particular, and shows no inner error', () => {
    expect(words(new Problem('not_found', 'no such project'))).toEqual(items.map(() => 'failed no such project'));
    expect(words(new TypeError('secret'))).toEqual(items.map(() => 'failed an unexpected error occurred'));
  });

  it('says what did not happen', () => {
    expect(words(new BatchRefused(new Map([[1, 'gone']])), 'undeploy')[0]).toContain('nothing was taken offline');
  });
});
