import { asItStands, newRun } from './new-run.js';

const mapped = (name: string, targetEnvironments: readonly string[] = []) => ({
  mapping: {
    id: `id-${name}`,
    name,
    projectId: 'p',
    kind: 'API_PROXY' as const,
    sourceName: 'cards',
    instanceId: 'i',
    targetProject: 'shop',
    targetName: 'karten',
    targetEnvironments,
  },
  instance: { id: 'i', name: 'live', url: 'https://live.example', color: '' },
});

const start = new Date('2026-01-01T00:00:00Z');
const run = () => {
  let next = 0;
  const facts = { name: 'n', description: 'd', executedBy: 'ops', now: start, newId: () => `${next++}` };
  return newRun([mapped('a'), mapped('b', ['x', 'y'])], facts);
};

describe('the records of a run', () => {
  it('are one per mapping under one execution, none of them begun', () => {
    expect(run()).toMatchObject([
      { id: '1', executionId: '0', position: 0, mappingName: 'a', state: 'PENDING', step: 0, totalSteps: 2 },
      { id: '2', executionId: '0', position: 1, mappingName: 'b', state: 'PENDING', step: 0, totalSteps: 4 },
    ]);
  });

  it('say that they were cut off when they stand still for long', () => {
    const [record] = run();
    if (record === undefined) throw new Error('a record');
    const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
    expect(asItStands(record, later(9))).toBe(record);
    expect(asItStands(record, later(10))).toMatchObject({
      state: 'FAILED',
      completedAt: start,
      errorMessage: expect.stringContaining('Cut off'),
    });
    expect(asItStands({ ...record, touchedAt: later(5) }, later(10)).state).toBe('PENDING');
    expect(asItStands({ ...record, state: 'SUCCEEDED' }, later(99)).state).toBe('SUCCEEDED');
  });
});
