import type { PathMatch } from '../../ir/fragment.js';
import type { SnapshotEntry } from '../data-plane.js';
import { endpointAt, fragmentOf, routeOf } from '../embedded/testing/fixture.js';
import { PersistentMap } from './persistent-map.js';
import { isSegmentScope } from './translate/scope.js';
import { type Entries, type SharedResources, Translation } from './translation.js';

const ENVIRONMENT = { environmentId: 'e1', rootContext: '' };
const NOTHING: Entries = PersistentMap.empty();

const exact = (path: string): PathMatch => ({ kind: 'exact', path });
const ANYWHERE: PathMatch = { kind: 'template', segments: [{ param: 'tenant' }, { literal: 'x' }], tail: false };

const entry = (key: string, port: number, ...paths: readonly PathMatch[]): SnapshotEntry => ({
  key,
  digest: `${key} ${port} ${JSON.stringify(paths)}`,
  fragment: fragmentOf(
    paths.map((path, index) => routeOf(`${key}-${index}`, { match: { path } })),
    [endpointAt(port)],
  ),
});

const put = (entries: Entries, ...added: readonly SnapshotEntry[]): Entries =>
  entries.after(added.map((each) => [each.key, each] as const));

const shown = ({ clusters, extensions, routes, scopes, ...rest }: SharedResources) => ({
  ...rest,
  resources: [clusters, extensions, routes, scopes].map((resources) =>
    [...resources.values()].map(({ name, version }) => `${name} ${version}`).sort(),
  ),
});

const segmentsOf = ({ scopes }: SharedResources): string[] => [...scopes.keys()].filter(isSegmentScope).sort();

describe(Translation.name, () => {
  it('is, after any changes, what it would be at once', () => {
    let entries = NOTHING;
    let sut = Translation.of(ENVIRONMENT, entries);
    for (let step = 0; step < 300; step++) {
      const name = `p${(step * 7919) % 23}`;
      const paths = step % 7 === 0 ? [ANYWHERE] : [exact(`/${name}`), exact(`/shared-${step % 5}/${step}`)];
      entries = step % 4 === 3 ? entries.after([], [name]) : put(entries, entry(name, 7_000 + (step % 3), ...paths));
      sut = sut.to(entries);
      if (step % 10 === 0) expect(shown(sut.resources)).toEqual(shown(Translation.of(ENVIRONMENT, entries).resources));
    }
    expect(shown(sut.to(NOTHING).resources)).toEqual(shown(Translation.of(ENVIRONMENT, NOTHING).resources));
  });

  it('makes anew what a change touches, and nothing else', () => {
    const many = Array.from({ length: 500 }, (_, index) => entry(`p${index}`, 7_000 + index, exact(`/p${index}`)));
    const entries = put(NOTHING, ...many);
    const before = Translation.of(ENVIRONMENT, entries);
    const after = before.to(put(entries, entry('p7', 9_000, exact('/p7'))));
    const [a, b] = [before.resources, after.resources];
    expect([...b.clusters.differences(a.clusters)]).toHaveLength(2);
    // The table of the segment and the probe's, old and new.
    expect([...b.routes.differences(a.routes)]).toHaveLength(4);
    expect([...b.scopes.differences(a.scopes)].length).toBeLessThan(12);
    expect(b.extensions).toBe(a.extensions);
    expect(b.proof).not.toBe(a.proof);
  });

  it('has another proof whenever requests are looked up differently, and the same for the same', () => {
    const one = put(NOTHING, entry('a', 7_000, exact('/a')));
    const first = Translation.of(ENVIRONMENT, one);
    const second = first.to(put(one, entry('a', 7_000, exact('/a'), exact('/b'))));
    const third = second.to(one);
    expect(second.resources.proof).not.toBe(first.resources.proof);
    expect(third.resources.proof).toBe(first.resources.proof);
  });

  it('sends requests on to the table for the rest only while something is there for any segment', () => {
    const fixed = put(NOTHING, entry('a', 7_000, exact('/a')));
    const without = Translation.of(ENVIRONMENT, fixed);
    const within = without.to(put(fixed, entry('any', 7_000, ANYWHERE)));
    expect([without, within].map(({ resources }) => resources.needsRestFilter)).toEqual([false, true]);
    expect(within.resources.restTable).not.toBe(without.resources.restTable);
    // Requests to /a must find it, too.
    expect(segmentsOf(within.resources)).toEqual(segmentsOf(without.resources));
    expect(within.resources.scopes.get('segment/a')?.version).not.toBe(
      without.resources.scopes.get('segment/a')?.version,
    );
  });

  it('looks behind the root context for the segment', () => {
    const entries = put(NOTHING, entry('a', 7_000, exact('/gw/a'), exact('/gw')));
    const { resources } = Translation.of({ environmentId: 'e1', rootContext: '/gw' }, entries);
    expect(segmentsOf(resources)).toEqual(['segment/.gatewright-e1', 'segment/?', 'segment/a']);
    expect(resources.needsRestFilter).toBe(true);
  });

  it('keeps a cluster until nobody uses it', () => {
    const both = put(NOTHING, entry('a', 7_000, exact('/a')), entry('b', 7_000, exact('/b')));
    const sut = Translation.of(ENVIRONMENT, both);
    expect(sut.resources.clusters.size).toBe(1);
    expect(sut.to(both.after([], ['a'])).resources.clusters.size).toBe(1);
    expect(sut.to(NOTHING).resources.clusters.size).toBe(0);
  });
});
