import type { Version } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { text } from '../../rpc/decode/parameters.js';
import type { ObjectShape } from '../../rpc/decode/shape.js';
import type { Caller, CloudApiCore } from '../core.js';
import { groupId, PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';

export const versionParameters = (maxPageSize: number) => ({
  GroupId: groupId,
  ApiId: text('Only this API.'),
  ApiName: text('Part of the name, case ignored.'),
  StageName: text('Only this stage.'),
  PageNumber: pageNumber,
  PageSize: pageSize(maxPageSize),
});

export const VERSION_ROW = {
  ApiId: 'string',
  ApiName: 'string',
  GroupId: 'string',
  GroupName: 'string',
  RegionId: 'string',
  StageName: 'string',
  HistoryVersion: 'string',
  Status: 'string',
  Description: 'string',
  DeployedTime: 'string',
} as const;

export const versionsShape = <F extends ObjectShape['fields']>(row: F) => ({
  fields: { ApiHisItems: { item: 'ApiHisItem', list: { fields: row } }, ...PAGE_SHAPE },
});

interface Asked {
  readonly GroupId: string;
  readonly ApiId: string | undefined;
  readonly ApiName: string | undefined;
  readonly StageName: string | undefined;
  readonly PageNumber: number;
  readonly PageSize: number;
}

export interface FoundVersions {
  readonly page: PageRequest;
  readonly group: ProxyGroup;
  readonly stages: readonly Environment[];
  readonly found: Page<Version>;
}

export async function findVersions(core: CloudApiCore, caller: Caller, asked: Asked): Promise<FoundVersions> {
  const page = { number: asked.PageNumber, size: asked.PageSize };
  const group = await core.group(caller, asked.GroupId);
  const stages = asked.StageName ? [await core.stage(caller, asked.StageName)] : await core.stages(caller);
  const filter = {
    groupId: group.id,
    environmentIds: stages.map(({ id }) => id),
    ...(asked.ApiId ? { proxyId: asked.ApiId } : {}),
    ...(asked.ApiName ? { apiNameContains: asked.ApiName } : {}),
  };
  return { page, group, stages, found: await core.versions.list(caller.actor, caller.projectId, filter, page) };
}
