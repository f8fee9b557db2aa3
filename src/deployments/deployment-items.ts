import type { FrozenTarget } from '../model/deployment.js';
import type { DeploymentItemRow } from './deployments.repository.js';
import type { ReleasePlan } from './plan-release.js';
import type { ReleaseRequest } from './release-pipeline.js';
import type { ReleaseRow } from './releases.repository.js';

/** What a deployment does: `rows` in order of what is put live, `renewed` of what is kept and gets another version. */
interface Done {
  readonly request: Pick<ReleaseRequest, 'versionedAt'>;
  readonly plan: ReleasePlan<ReleaseRequest['wanted'][number], ReleaseRow>;
  readonly rows: readonly ReleaseRow[];
  readonly renewed: readonly ReleaseRow[];
}

/** A version that is made live again was made before; here none is made. */
export function itemsOf({ request, plan, rows, renewed }: Done): DeploymentItemRow[] {
  const versionOf = (row: ReleaseRow) => (request.versionedAt === undefined ? row.versionedAt : null);
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

/** Null when there is nothing that could be brought back. */
export function frozenOf(
  { settings, members }: ReleaseRequest['frozen'],
  items: readonly DeploymentItemRow[],
): FrozenTarget | null {
  const revisions = new Map(items.map((item) => [item.proxyId, item.revisionId ?? item.previous?.revisionId]));
  const released = members.flatMap((member) => {
    const revisionId = revisions.get(member.proxyId);
    return revisionId === undefined ? [] : [{ ...member, revisionId }];
  });
  return settings === null && released.length === 0 ? null : { settings, members: released };
}

const itemOf = ({ proxyId, groupId }: ReleaseRow) => ({ proxyId, groupId });
