import { groupOf, TIME } from './words.js';
import { firstPage, rows, type Step } from './world.js';

export const GROUPS: readonly Step[] = [
  {
    action: 'DescribeRegions',
    asks: () => ({}),
    sees: () => ({ Regions: { Region: [{ RegionId: 'cn-hangzhou', RegionEndpoint: expect.any(String) }] } }),
  },
  {
    action: 'DescribeInstances',
    asks: () => ({}),
    sees: () => ({
      ...firstPage(1),
      Instances: { InstanceAttribute: [{ InstanceId: 'api-shared-vpc-001', Status: 'RUNNING' }] },
    }),
  },
  {
    action: 'CreateApiGroup',
    asks: ({ name }) => ({
      GroupName: `${name}_group`,
      Description: 'made',
      BasePath: '/',
      Tag: [{ Key: 'team', Value: name }],
    }),
    sees: ({ name }) => ({ GroupName: `${name}_group`, Description: 'made', BasePath: '/', TagStatus: true }),
    keeps: (_world, { GroupId }) => ({ groupId: String(GroupId) }),
  },
  {
    action: 'ModifyApiGroup',
    asks: ({ groupId }) => ({ GroupId: groupId, Description: 'changed', UserLogConfig: '{"requestBody":false}' }),
    sees: (world) => ({ ...groupOf(world), Description: 'changed', BasePath: '/' }),
  },
  {
    action: 'DescribeApiGroup',
    asks: ({ groupId }) => ({ GroupId: groupId }),
    sees: (world) => ({
      ...groupOf(world),
      Description: 'changed',
      UserLogConfig: '{"requestBody":false}',
      RegionId: 'cn-hangzhou',
      CreatedTime: TIME,
      ModifiedTime: TIME,
    }),
    keeps: (_world, answer) => ({
      stageIds: Object.fromEntries(
        rows(answer, 'StageItems', 'StageInfo').map(({ StageName, StageId }) => [StageName, StageId]),
      ),
    }),
  },
  {
    action: 'DescribeApiGroups',
    asks: ({ groupId }) => ({ GroupId: groupId }),
    sees: (world) => ({
      ...firstPage(1),
      ApiGroupAttributes: {
        ApiGroupAttribute: [{ ...groupOf(world), Tags: { TagInfo: [{ Key: 'team', Value: world.name }] } }],
      },
    }),
  },
  {
    action: 'TagResources',
    asks: ({ groupId }) => ({ ResourceType: 'apiGroup', ResourceId: [groupId], Tag: [{ Key: 'tier', Value: '1' }] }),
  },
  {
    action: 'ListTagResources',
    asks: ({ groupId }) => ({ ResourceType: 'apiGroup', ResourceId: [groupId], Tag: [{ Key: 'tier', Value: '1' }] }),
    sees: ({ groupId, name }) => ({
      TagResources: {
        TagResource: [
          { ResourceId: groupId, ResourceType: 'apiGroup', TagKey: 'team', TagValue: name },
          { ResourceId: groupId, ResourceType: 'apiGroup', TagKey: 'tier', TagValue: '1' },
        ],
      },
    }),
  },
  {
    action: 'CreateApiStageVariable',
    asks: ({ groupId, stageIds }) => ({
      GroupId: groupId,
      StageId: stageIds['RELEASE'],
      VariableName: 'host',
      VariableValue: '127.0.0.1:9',
      SupportRoute: false,
      StageRouteModel: '{}',
    }),
  },
  {
    action: 'DescribeApiStage',
    asks: ({ groupId, stageIds }) => ({ GroupId: groupId, StageId: stageIds['RELEASE'] }),
    sees: ({ groupId, stageIds }) => ({
      GroupId: groupId,
      StageId: stageIds['RELEASE'],
      StageName: 'RELEASE',
      Variables: { VariableItem: [{ VariableName: 'host', VariableValue: '127.0.0.1:9', SupportRoute: false }] },
    }),
  },
];
