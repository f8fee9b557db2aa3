import type { Page, PageRequest } from '../../../shared/page.js';
import type { VpcAccess } from '../../../vpc-accesses/vpc-access.js';
import { flag, text } from '../../rpc/decode/parameters.js';
import { tags } from '../../rpc/decode/tags.js';
import { port } from '../decode/port.js';
import { defineAction } from '../define-action.js';
import { presentVpcAccess } from '../presenters/vpc-access.presenter.js';
import { coreTags, TAG_INFOS_SHAPE } from './app-parameters.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields } from './paging.js';

export const describeVpcAccesses = defineAction({
  name: 'DescribeVpcAccesses',
  summary: 'Pages through the registered backends.',
  ram: { level: 'list', resource: 'vpcaccess/*' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    VpcAccessId: text('Only this one.'),
    Name: text('Part of the name, case ignored; the whole name with AccurateQuery.'),
    VpcId: text('Exact.'),
    InstanceId: text('Exact.'),
    Port: port('Exact.'),
    AccurateQuery: flag('True: names are compared whole.'),
    Tag: tags('Only those with all of these.'),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      VpcAccessAttributes: {
        item: 'VpcAccessAttribute',
        list: {
          fields: {
            VpcAccessId: 'string',
            Name: 'string',
            Description: 'string',
            VpcId: 'string',
            InstanceId: 'string',
            Port: 'number',
            VpcTargetHostName: 'string',
            RegionId: 'string',
            CreatedTime: 'string',
            Tags: TAG_INFOS_SHAPE,
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: [],
  async run({ vpcBackends }, { actor, projectId }, { PageNumber, PageSize, Tag, ...given }) {
    const page = { number: PageNumber, size: PageSize };
    const filter = {
      exact: given.AccurateQuery === true,
      tags: coreTags(Tag),
      ...(given.VpcAccessId ? { id: given.VpcAccessId } : {}),
      ...(given.Name ? { name: given.Name } : {}),
      ...(given.VpcId ? { vpcId: given.VpcId } : {}),
      ...(given.InstanceId ? { instanceId: given.InstanceId } : {}),
      ...(given.Port === undefined ? {} : { port: given.Port }),
    };
    return { page, found: await vpcBackends.search(actor, projectId, filter, page) };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<VpcAccess> }, { place }) => ({
    VpcAccessAttributes: { VpcAccessAttribute: found.items.map((access) => presentVpcAccess(access, place.region)) },
    ...pageFields(page, found.total),
  }),
});
