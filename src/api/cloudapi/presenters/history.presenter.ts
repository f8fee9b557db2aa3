import type { Version } from '../../../model/deployment.js';
import type { Environment, Stage } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { STAGE_ALIASES, wireStatus, wireTime, wireVersion } from './wire-values.js';

/** One row of DescribeApiHistories. */
export const presentVersionRow = (
  version: Version,
  group: ProxyGroup,
  region: string,
  stages: readonly Environment[],
) => ({
  ApiId: version.proxyId,
  ApiName: version.apiName,
  GroupId: group.id,
  GroupName: group.name,
  RegionId: region,
  StageName: stageOf(version, stages) ?? '',
  HistoryVersion: wireVersion(version.versionedAt),
  Status: wireStatus(version.online),
  Description: version.description,
  DeployedTime: wireTime(version.versionedAt),
});

/** One row of DescribeHistoryApis. */
export function presentAliasedRow(version: Version, group: ProxyGroup, region: string, stages: readonly Environment[]) {
  const stage = stageOf(version, stages);
  return {
    ...presentVersionRow(version, group, region, stages),
    StageAlias: stage === null ? '' : STAGE_ALIASES[stage],
  };
}

const stageOf = ({ environmentId }: Version, stages: readonly Environment[]): Stage | null =>
  stages.find(({ id }) => id === environmentId)?.stage ?? null;
