import type { StageMatch } from '../../ir/fragment.js';
import type { SnapshotEntry } from '../data-plane.js';
import { guestEntry } from './guest-entries.js';
import { entryOf } from './testing/entries.js';

function withStage(stage: StageMatch): SnapshotEntry {
  const { fragment, ...entry } = entryOf('a', 7001);
  const routes = fragment.routes.map((route) => ({ ...route, match: { ...route.match, stage } }));
  return { ...entry, fragment: { ...fragment, routes } };
}

const matchOf = (entry: SnapshotEntry) => guestEntry(entry, 'env-test')?.fragment.routes.map(({ match }) => match);

describe('guestEntry', () => {
  it('is reached by callers who ask for just its stage', () => {
    const headers = [{ name: 'x-ca-stage', value: 'TEST' }];
    expect(matchOf(withStage({ name: 'TEST', forced: false }))).toEqual([
      { hosts: [], path: { kind: 'prefix', path: '/a' }, methods: [], headers },
    ]);
  });

  it('is reached whatever is asked for where the host says which stage is meant', () => {
    expect(matchOf(withStage({ name: 'TEST', forced: true }))).toEqual([
      { hosts: [], path: { kind: 'prefix', path: '/a' }, methods: [], headers: [] },
    ]);
  });

  it('is nothing of a release without a stage', () => {
    expect(guestEntry(entryOf('a', 7001), 'env-test')).toBeNull();
  });
});
