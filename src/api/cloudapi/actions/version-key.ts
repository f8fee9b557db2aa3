import type { VersionKey } from '../../../deployments/commands.js';
import type { Stage } from '../../../model/environment.js';
import { notFound } from '../../../shared/problem.js';
import type { Caller, CloudApiCore } from '../core.js';
import { readWireVersion } from '../presenters/wire-values.js';

interface Asked {
  readonly ApiId: string;
  readonly StageName: string;
  readonly HistoryVersion: string;
  readonly GroupId: string | undefined;
}

/** @throws Problem not_found of a group, an API, a stage, and of a text that names no version */
export async function versionKey(
  core: CloudApiCore,
  caller: Caller,
  { ApiId, StageName, HistoryVersion, GroupId }: Asked,
): Promise<{ readonly key: VersionKey; readonly stage: Stage | null }> {
  const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
  const environment = await core.stage(caller, StageName);
  const versionedAt = readWireVersion(HistoryVersion);
  if (versionedAt === null) throw notFound('revision', HistoryVersion);
  return { key: { groupId, proxyId: proxy.id, environmentId: environment.id, versionedAt }, stage: environment.stage };
}
