import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { GroupFilter } from '../../../proxy-groups/proxy-groups.repository.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { flag, text, withDefault } from '../../rpc/decode/parameters.js';
import { type Tag, tags } from '../../rpc/decode/tags.js';
import type { Caller, CloudApiCore } from '../core.js';
import { defineAction } from '../define-action.js';
import { presentGroupRow } from '../presenters/group.presenter.js';
import { INSTANCE } from '../presenters/wire-values.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields, slice } from './paging.js';

export const describeApiGroups = defineAction({
  name: 'DescribeApiGroups',
  summary: 'Pages through the groups of the account.',
  ram: { level: 'get', resource: 'apigroup/*' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    GroupId: text('Only this group.'),
    GroupName: text('Part of the name, case ignored.'),
    BasePath: text('Exact base path.'),
    InstanceId: text('Only groups of this instance.'),
    Tag: tags('Only groups with all of these.'),
    EnableTagAuth: flag('Without effect.'),
    Sort: withDefault(text('By ModifiedTime.', { values: ['asc', 'desc'] }), 'desc'),
    PageNumber: pageNumber,
    PageSize: pageSize(50),
  },
  response: {
    fields: {
      ApiGroupAttributes: {
        item: 'ApiGroupAttribute',
        list: {
          fields: {
            GroupId: 'string',
            GroupName: 'string',
            SubDomain: 'string',
            Description: 'string',
            BasePath: 'string',
            RegionId: 'string',
            InstanceId: 'string',
            InstanceType: 'string',
            BillingStatus: 'string',
            IllegalStatus: 'string',
            TrafficLimit: 'number',
            HttpsPolicy: 'string',
            CreatedTime: 'string',
            ModifiedTime: 'string',
            Tags: { item: 'TagInfo', list: { fields: { Key: 'string', Value: 'string' } } },
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: [],
  async run(core, caller, { PageNumber, PageSize, Tag, ...given }) {
    const page = { number: PageNumber, size: PageSize };
    if ((given.InstanceId || INSTANCE.InstanceId) !== INSTANCE.InstanceId) return { page, found: NONE, tags: NO_TAGS };
    const filter = {
      order: given.Sort === 'asc' ? ('modified-asc' as const) : ('modified-desc' as const),
      ...(given.GroupId ? { id: given.GroupId } : {}),
      ...(given.GroupName ? { nameContains: given.GroupName } : {}),
      ...(given.BasePath ? { basePath: given.BasePath } : {}),
    };
    const found = await findGroups(core, caller, filter, Tag, page);
    return {
      page,
      found,
      tags: await core.tagsOf(
        caller,
        'apiGroup',
        found.items.map(({ id }) => id),
      ),
    };
  },
  encode: ({ page, found, tags: tagsOf }: Result, { place }) => ({
    ApiGroupAttributes: {
      ApiGroupAttribute: found.items.map((group) => presentGroupRow(group, place, tagsOf.get(group.id) ?? [])),
    },
    ...pageFields(page, found.total),
  }),
});

interface Result {
  readonly page: PageRequest;
  readonly found: Page<ProxyGroup>;
  readonly tags: ReadonlyMap<string, readonly Tag[]>;
}

const NONE: Page<ProxyGroup> = { items: [], total: 0 };
const NO_TAGS: Result['tags'] = new Map();

async function findGroups(
  core: CloudApiCore,
  caller: Caller,
  filter: GroupFilter,
  wanted: readonly Tag[],
  page: PageRequest,
): Promise<Page<ProxyGroup>> {
  const { actor, projectId } = caller;
  const tagged = await core.idsWith(caller, 'apiGroup', wanted);
  if (tagged === null) return core.groups.search(actor, projectId, filter, page);
  const { items } = await core.groups.search(actor, projectId, filter);
  return slice(
    items.filter(({ id }) => tagged.has(id)),
    page,
  );
}
