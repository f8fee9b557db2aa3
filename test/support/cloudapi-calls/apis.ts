import { DEFINED, definition, requestOf, SERVICE } from './definition.js';
import { apiOf, HEX_ID, TIME } from './words.js';
import { firstPage, type Step } from './world.js';

export const APIS: readonly Step[] = [
  {
    action: 'SetVpcAccess',
    asks: ({ name }) => ({ Name: `${name}_vpc`, VpcId: name, InstanceId: 'localhost', Port: 8080, Description: 'd' }),
    sees: () => ({ VpcAccessId: expect.stringMatching(HEX_ID) }),
  },
  {
    action: 'DescribeVpcAccesses',
    asks: ({ name }) => ({ Name: `${name}_vpc` }),
    sees: ({ name }) => ({
      ...firstPage(1),
      VpcAccessAttributes: {
        VpcAccessAttribute: [{ Name: `${name}_vpc`, VpcId: name, InstanceId: 'localhost', Port: 8080 }],
      },
    }),
  },
  {
    action: 'CreateApi',
    asks: ({ groupId }) => ({ GroupId: groupId, ...definition() }),
    sees: () => ({ ApiId: expect.stringMatching(HEX_ID) }),
    keeps: (_world, { ApiId }) => ({ apiId: String(ApiId) }),
  },
  {
    action: 'CreateApi',
    asks: ({ groupId, name }) => ({
      GroupId: groupId,
      ApiName: 'second',
      Visibility: 'PRIVATE',
      AuthType: 'ANONYMOUS',
      RequestConfig: requestOf('/second'),
      ServiceConfig: JSON.stringify({
        ...SERVICE,
        ServicePath: '/',
        ServiceVpcEnable: 'TRUE',
        VpcConfig: { Name: `${name}_vpc` },
      }),
    }),
    keeps: (_world, { ApiId }) => ({ vpcApiId: String(ApiId) }),
  },
  {
    action: 'ModifyApi',
    asks: ({ groupId, apiId }) => ({ GroupId: groupId, ApiId: apiId, ...definition(), Description: 'modified' }),
  },
  { action: 'ModifyApiConfiguration', asks: ({ apiId }) => ({ ApiId: apiId, Description: 'configured' }) },
  {
    action: 'DescribeApi',
    asks: ({ groupId, apiId }) => ({ GroupId: groupId, ApiId: apiId }),
    sees: (world) => ({
      ...DEFINED,
      ...apiOf(world),
      Description: 'configured',
      CreatedTime: TIME,
      ModifiedTime: TIME,
      DeployedInfos: { DeployedInfo: [{ StageName: 'RELEASE', DeployedStatus: 'NONDEPLOYED' }, {}, {}] },
    }),
  },
  {
    action: 'DescribeApis',
    asks: ({ groupId }) => ({ GroupId: groupId, ApiName: 'first' }),
    sees: (world) => ({
      ...firstPage(1),
      ApiSummarys: { ApiSummary: [{ ...apiOf(world), ApiMethod: 'GET', ApiPath: '/first/[id]' }] },
    }),
  },
];
