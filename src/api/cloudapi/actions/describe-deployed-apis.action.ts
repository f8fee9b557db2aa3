import type { LiveFilter, LiveProxy } from '../../../deployments/commands.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { flag, text } from '../../rpc/decode/parameters.js';
import { tags } from '../../rpc/decode/tags.js';
import type { Caller, CloudApiCore } from '../core.js';
import { looseCorePath } from '../decode/api-path.js';
import { defineAction } from '../define-action.js';
import { presentDeployedRow } from '../presenters/api.presenter.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields, slice } from './paging.js';

export const describeDeployedApis = defineAction({
  name: 'DescribeDeployedApis',
  summary: 'Pages through what is live: one row per API and stage.',
  ram: { level: 'list', resource: 'apigroup/{GroupId|*}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    GroupId: text('Only APIs of this group.'),
    ApiId: text('Only this API.'),
    ApiName: text('Part of the name, case ignored.'),
    ApiPath: text('Exact path.'),
    ApiMethod: text('Exact method.'),
    StageName: text('Only this stage.'),
    Tag: tags('Only APIs with all of these.'),
    EnableTagAuth: flag('Without effect.'),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      DeployedApis: {
        item: 'DeployedApiItem',
        list: {
          fields: {
            ApiId: 'string',
            ApiName: 'string',
            ApiMethod: 'string',
            ApiPath: 'string',
            GroupId: 'string',
            GroupName: 'string',
            RegionId: 'string',
            StageName: 'string',
            Visibility: 'string',
            Description: 'string',
            DeployedTime: 'string',
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: ['NotFoundStage'],
  async run(core, caller, { PageNumber, PageSize, Tag, StageName, EnableTagAuth: _auth, ...given }) {
    const page = { number: PageNumber, size: PageSize };
    const stage = StageName ? { environmentId: (await core.stage(caller, StageName)).id } : {};
    const live = await core.live(caller, { ...stage, ...liveFilter(given) });
    const tagged = await core.idsWith(caller, 'api', Tag);
    const found = slice(tagged === null ? live : live.filter(({ proxy }) => tagged.has(proxy.id)), page);
    return { page, found, groups: await groupsOf(core, caller, found.items) };
  },
  encode: ({ page, found, groups }: Result, { place }) => ({
    DeployedApis: {
      DeployedApiItem: found.items.flatMap((live) => {
        const group = groups.get(live.groupId ?? '');
        return group === undefined ? [] : [presentDeployedRow(live, group, place.region)];
      }),
    },
    ...pageFields(page, found.total),
  }),
});

interface Result {
  readonly page: PageRequest;
  readonly found: Page<LiveProxy>;
  readonly groups: ReadonlyMap<string, ProxyGroup>;
}

type Given = Readonly<Record<'GroupId' | 'ApiId' | 'ApiName' | 'ApiPath' | 'ApiMethod', string | undefined>>;

const liveFilter = ({ GroupId, ApiId, ApiName, ApiPath, ApiMethod }: Given): Omit<LiveFilter, 'inGroupOnly'> => ({
  ...(GroupId ? { groupId: GroupId } : {}),
  ...(ApiId ? { proxyId: ApiId } : {}),
  ...(ApiName ? { apiNameContains: ApiName } : {}),
  ...(ApiPath ? { operationPath: looseCorePath(ApiPath) } : {}),
  ...(ApiMethod ? { operationMethod: ApiMethod.toUpperCase() } : {}),
});

async function groupsOf(
  core: CloudApiCore,
  caller: Caller,
  rows: readonly LiveProxy[],
): Promise<Map<string, ProxyGroup>> {
  const ids = [...new Set(rows.flatMap(({ groupId }) => groupId ?? []))];
  const groups = await Promise.all(ids.map((id) => core.group(caller, id)));
  return new Map(groups.map((group) => [group.id, group]));
}
