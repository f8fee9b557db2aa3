import type { FrozenMember, FrozenTarget } from '../model/deployment.js';
import type { DeploymentItemRow } from './deployments.repository.js';
import type { ReleasePlan, WantedRelease } from './plan-release.js';
import type { ReleaseRow } from './releases.repository.js';

/** What a deployment does: `rows` in order of what is put live, `renewed` of what is kept and gets another version. */
interface Done {
  readonly plan: ReleasePlan<WantedRelease, ReleaseRow>;
  readonly rows: readonly ReleaseRow[];
  readonly renewed: readonly ReleaseRow[];
}

/** `makesVersions`: false where a version of before is made live again, or stays live. */
export function itemsOf({ plan, rows, renewed }: Done, makesVersions: boolean): DeploymentItemRow[] {
  const versionOf = (row: ReleaseRow) => (makesVersions ? row.versionedAt : null);
  const put = rows.map((row, index) => ({
    ...itemOf(row),
    action: 'put' as const,
    revisionId: row.revisionId,
    previous: plan.put[index]?.current ?? null,
    versionedAt: versionOf(row),
  }));
  const removed = plan.remove.map((row) => ({
    ...itemOf(row),
    action: 'remove' as const,
    revisionId: null,
    previous: row,
    versionedAt: null,
  }));
  const kept = plan.keep.map((row, index) => {
    const now = renewed[index];
    const action = now === undefined ? ('keep' as const) : ('renew' as const);
    const versionedAt = now === undefined ? null : versionOf(now);
    return { ...itemOf(row), action, revisionId: row.revisionId, previous: row, versionedAt };
  });
  return [...put, ...removed, ...kept];
}

interface Wanted {
  readonly settings: FrozenTarget['settings'];
  readonly members: readonly Omit<FrozenMember, 'revisionId'>[];
}

/** Null when there is nothing that could be brought back. */
export function frozenOf({ settings, members }: Wanted, items: readonly DeploymentItemRow[]): FrozenTarget | null {
  const revisions = new Map(items.map((item) => [item.proxyId, item.revisionId ?? item.previous?.revisionId]));
  const released = members.flatMap((member) => {
    const revisionId = revisions.get(member.proxyId);
    return revisionId === undefined ? [] : [{ ...member, revisionId }];
  });
  return settings === null && released.length === 0 ? null : { settings, members: released };
}

const itemOf = ({ proxyId, groupId }: ReleaseRow) => ({ proxyId, groupId });
