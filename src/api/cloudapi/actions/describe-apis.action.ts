import type { LiveProxy } from '../../../deployments/commands.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { flag, text } from '../../rpc/decode/parameters.js';
import { tags } from '../../rpc/decode/tags.js';
import type { Caller, CloudApiCore } from '../core.js';
import { defineAction } from '../define-action.js';
import { type ApiRow, presentApiRow } from '../presenters/api.presenter.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { DEPLOYED_INFOS_SHAPE, TAG_LIST_SHAPE } from './definition-shape.js';
import { findApis } from './find-apis.js';
import { pageFields } from './paging.js';

export const describeApis = defineAction({
  name: 'DescribeApis',
  summary: 'Pages through the drafts of a group, or of all groups.',
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
    Visibility: text('PUBLIC or PRIVATE.'),
    StageName: text('Only APIs that are live in this stage.'),
    UnDeployed: flag('True: only APIs that are live in no stage.'),
    Tag: tags('Only APIs with all of these.'),
    EnableTagAuth: flag('Without effect.'),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      ApiSummarys: {
        item: 'ApiSummary',
        list: {
          fields: {
            ApiId: 'string',
            ApiName: 'string',
            ApiMethod: 'string',
            ApiPath: 'string',
            GroupId: 'string',
            GroupName: 'string',
            RegionId: 'string',
            Visibility: 'string',
            Description: 'string',
            CreatedTime: 'string',
            ModifiedTime: 'string',
            DeployedInfos: DEPLOYED_INFOS_SHAPE,
            TagList: TAG_LIST_SHAPE,
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: ['NotFoundStage'],
  async run(core, caller, { PageNumber, PageSize, EnableTagAuth: _auth, ...filter }) {
    const page = { number: PageNumber, size: PageSize };
    const found = await findApis(core, caller, filter, page);
    return { page, total: found.total, rows: await rowsOf(core, caller, found, filter.GroupId) };
  },
  encode: ({ page, total, rows }: Result, { place }) => ({
    ApiSummarys: { ApiSummary: rows.map(({ live, ...row }) => presentApiRow(row, place.region, live)) },
    ...pageFields(page, total),
  }),
});

interface Result {
  readonly page: PageRequest;
  readonly total: number;
  readonly rows: readonly (ApiRow & { readonly live: readonly LiveProxy[] })[];
}

async function rowsOf(core: CloudApiCore, caller: Caller, found: Page<ApiProxy>, groupId: string | undefined) {
  const groups = new Map<string, Promise<ProxyGroup>>();
  const groupOf = (id: string): Promise<ProxyGroup> => {
    const loading = groups.get(id) ?? core.group(caller, id);
    groups.set(id, loading);
    return loading;
  };
  const tagsOf = await core.tagsOf(
    caller,
    'api',
    found.items.map(({ id }) => id),
  );
  return Promise.all(
    found.items.map(async (proxy) => {
      const group = await groupOf(groupId || (await core.shownGroupOf(caller, proxy)));
      const live = await core.live(caller, { proxyId: proxy.id, groupId: group.id });
      return { proxy, group, live, tags: tagsOf.get(proxy.id) ?? [] };
    }),
  );
}
