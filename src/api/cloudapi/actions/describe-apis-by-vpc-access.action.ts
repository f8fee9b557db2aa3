import { required } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { presentVpcUse } from '../presenters/vpc-access.presenter.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields, slice } from './paging.js';
import { vpcName } from './vpc-parameters.js';

export const describeApisByVpcAccess = defineAction({
  name: 'DescribeApisByVpcAccess',
  summary: 'Live APIs whose backend a VPC access is, one row for each stage.',
  ram: { level: 'list', resource: 'vpcaccess/{VpcAccessId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    VpcName: required(vpcName('Name of the VPC access.')),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      ApiVpcAccessInfos: {
        item: 'ApiVpcAccessInfo',
        list: {
          fields: {
            ApiId: 'string',
            ApiName: 'string',
            Description: 'string',
            GroupId: 'string',
            GroupName: 'string',
            RegionId: 'string',
            StageId: 'string',
            StageName: 'string',
            Method: 'string',
            Path: 'string',
            VpcId: 'string',
            VpcName: 'string',
            InstanceId: 'string',
            Port: 'number',
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: ['NotFoundVpc'],
  async run({ vpcBackends }, { actor, projectId }, { VpcName, PageNumber, PageSize }) {
    const page = { number: PageNumber, size: PageSize };
    const access = await vpcBackends.named(actor, projectId, VpcName);
    return { page, access, found: slice(await vpcBackends.usesOf(actor, access), page) };
  },
  encode: ({ page, access, found }, { place }) => ({
    ApiVpcAccessInfos: { ApiVpcAccessInfo: found.items.map((use) => presentVpcUse(use, access, place.region)) },
    ...pageFields(page, found.total),
  }),
});
