import { planRelease } from './plan-release.js';

const release = (proxyId: string, definitionDigest = 'd1', contextDigest = 'c1', groupId: string | null = null) => ({
  proxyId,
  groupId,
  definitionDigest,
  contextDigest,
});

describe(planRelease.name, () => {
  it('puts what is not live', () => {
    expect(planRelease([release('a')], [])).toEqual({
      put: [{ wanted: release('a'), current: null }],
      remove: [],
      keep: [],
    });
  });

  it('keeps what is live exactly so', () => {
    expect(planRelease([release('a')], [release('a')])).toEqual({ put: [], remove: [], keep: [release('a')] });
  });

  it('puts a proxy again when its definition changed', () => {
    const plan = planRelease([release('a', 'd2')], [release('a')]);
    expect(plan.put).toEqual([{ wanted: release('a', 'd2'), current: release('a') }]);
  });

  it('puts a proxy again when only the group around it changed', () => {
    const plan = planRelease([release('a', 'd1', 'c2')], [release('a')]);
    expect(plan.put).toEqual([{ wanted: release('a', 'd1', 'c2'), current: release('a') }]);
  });

  it('removes a member that left the group, in the same plan that adds another', () => {
    const plan = planRelease([release('a'), release('c')], [release('a'), release('b')]);
    expect(plan.remove).toEqual([release('b')]);
    expect(plan.put.map(({ wanted }) => wanted.proxyId)).toEqual(['c']);
    expect(plan.keep).toEqual([release('a')]);
  });

  it('tells a proxy in one group from the same in another', () => {
    const [one, other] = [release('a', 'd1', 'c1', 'g1'), release('a', 'd1', 'c2', 'g2')];
    expect(planRelease([one, other], [one, other])).toEqual({ put: [], remove: [], keep: [one, other] });
  });

  it('removes everything when nothing is wanted', () => {
    expect(planRelease([], [release('a'), release('b')]).remove).toHaveLength(2);
  });
});
