import { defineAction } from '../define-action.js';
import { presentGroup } from '../presenters/group.presenter.js';
import { groupId } from './common-parameters.js';
import { DOMAIN_ITEM_SHAPE } from './domain-parameters.js';

export const describeApiGroup = defineAction({
  name: 'DescribeApiGroup',
  summary: 'One group with its domains and stages.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { GroupId: groupId },
  response: {
    fields: {
      GroupId: 'string',
      GroupName: 'string',
      SubDomain: 'string',
      Description: 'string',
      BasePath: 'string',
      RegionId: 'string',
      InstanceId: 'string',
      InstanceType: 'string',
      Status: 'string',
      BillingStatus: 'string',
      IllegalStatus: 'string',
      TrafficLimit: 'number',
      HttpsPolicy: 'string',
      DisableInnerDomain: 'boolean',
      VpcDomain: 'string',
      UserLogConfig: 'string',
      CustomTraceConfig: 'string',
      CustomAppCodeConfig: 'string',
      CustomerConfigs: 'string',
      CompatibleFlags: 'string',
      PassthroughHeaders: 'string',
      DefaultDomain: 'string',
      CreatedTime: 'string',
      ModifiedTime: 'string',
      CustomDomains: { item: 'DomainItem', list: { fields: DOMAIN_ITEM_SHAPE } },
      StageItems: {
        item: 'StageInfo',
        list: { fields: { StageId: 'string', StageName: 'string', Description: 'string' } },
      },
    },
  },
  errors: ['NotFoundApiGroup'],
  async run(core, caller, { GroupId }) {
    const group = await core.group(caller, GroupId);
    return { group, domains: await core.domains.ofGroup(caller.actor, caller.projectId, group.id) };
  },
  encode: ({ group, domains }, { place }) => presentGroup(group, place, domains),
});
