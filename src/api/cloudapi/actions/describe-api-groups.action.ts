import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { text, withDefault } from '../../rpc/decode/parameters.js';
import { hasTags, type Tag, tags } from '../../rpc/decode/tags.js';
import { groupFactsOf } from '../decode/api-facts.js';
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
  errors: ['InvalidPageNumber', 'InvalidPageSize'],
  async run({ groups }, { actor, projectId }, { PageNumber, PageSize, Tag, ...given }) {
    const page = { number: PageNumber, size: PageSize };
    if ((given.InstanceId || INSTANCE.InstanceId) !== INSTANCE.InstanceId) return { page, found: NONE };
    const filter = {
      order: given.Sort === 'asc' ? ('modified-asc' as const) : ('modified-desc' as const),
      ...(given.GroupId ? { id: given.GroupId } : {}),
      ...(given.GroupName ? { nameContains: given.GroupName } : {}),
      ...(given.BasePath ? { basePath: given.BasePath } : {}),
    };
    if (Tag.length === 0) return { page, found: await groups.search(actor, projectId, filter, page) };
    const { items } = await groups.search(actor, projectId, filter);
    return {
      page,
      found: slice(
        items.filter((group) => isTagged(group, Tag)),
        page,
      ),
    };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<ProxyGroup> }, { place }) => ({
    ApiGroupAttributes: { ApiGroupAttribute: found.items.map((group) => presentGroupRow(group, place)) },
    ...pageFields(page, found.total),
  }),
});

const NONE: Page<ProxyGroup> = { items: [], total: 0 };

const isTagged = (group: ProxyGroup, wanted: readonly Tag[]): boolean =>
  hasTags(
    (groupFactsOf(group.settings).Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
    wanted,
  );
