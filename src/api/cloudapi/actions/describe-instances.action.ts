import { flag, text } from '../../rpc/decode/parameters.js';
import { tags } from '../../rpc/decode/tags.js';
import { defineAction } from '../define-action.js';
import { INSTANCE } from '../presenters/wire-values.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields, slice } from './paging.js';

export const describeInstances = defineAction({
  name: 'DescribeInstances',
  summary: 'The one instance that this installation is.',
  ram: { level: 'list', resource: 'instance/{InstanceId|*}' },
  permission: ['project.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    InstanceId: text('Only this one.'),
    InstanceType: text('Only of this type.'),
    Language: text('zh-CN, en or ja: without effect, as nothing here has a name in several languages.'),
    EnableTagAuthorization: flag('Without effect.'),
    Tag: tags('Only instances with all of these; the instance has none.'),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      Instances: {
        item: 'InstanceAttribute',
        list: {
          fields: {
            InstanceId: 'string',
            InstanceName: 'string',
            InstanceType: 'string',
            InstanceChargeType: 'string',
            InstanceSpec: 'string',
            Status: 'string',
            RegionId: 'string',
            InstanceRpsLimit: 'number',
            HttpsPolicies: 'string',
            SupportIpv6: 'boolean',
            EgressIpv6Enable: 'boolean',
            VpcIntranetEnable: 'boolean',
            AclId: 'string',
            AclName: 'string',
            AclStatus: 'string',
            AclType: 'string',
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: [],
  async run({ place }, _caller, { PageNumber, PageSize, Tag, InstanceId, InstanceType }) {
    const page = { number: PageNumber, size: PageSize };
    const isAsked =
      (InstanceId || INSTANCE.InstanceId) === INSTANCE.InstanceId &&
      (InstanceType || INSTANCE.InstanceType) === INSTANCE.InstanceType &&
      Tag.length === 0;
    return { page, found: slice(isAsked ? [instanceIn(place.region)] : [], page) };
  },
  encode: ({ page, found }) => ({ Instances: { InstanceAttribute: found.items }, ...pageFields(page, found.total) }),
});

/** Access control lists of instances are not served here, so it has none. */
const instanceIn = (region: string) => ({
  ...INSTANCE,
  InstanceName: 'default',
  InstanceChargeType: 'PostPaid',
  InstanceSpec: 'api.shared.vpc',
  Status: 'RUNNING',
  RegionId: region,
  InstanceRpsLimit: 500,
  HttpsPolicies: 'HTTPS2_TLS1_0',
  SupportIpv6: false,
  EgressIpv6Enable: false,
  VpcIntranetEnable: true,
  AclId: '',
  AclName: '',
  AclStatus: '',
  AclType: '',
});
