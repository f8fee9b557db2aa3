import { DEFINED } from './definition.js';
import { apiOf, areOver, groupOf, inRelease, TIME } from './words.js';
import { firstPage, rows, type Step } from './world.js';

export const PUBLISHED: readonly Step[] = [
  { action: 'DeployApi', asks: (world) => ({ ...inRelease(world), Description: 'live' }) },
  {
    action: 'DeployApi',
    asks: (world) => ({ ...inRelease(world), ApiId: world.vpcApiId, Description: 'live' }),
  },
  {
    action: 'DescribeDeployedApi',
    asks: inRelease,
    sees: (world) => ({ ...DEFINED, ...apiOf(world), StageName: 'RELEASE', DeployedTime: TIME }),
  },
  {
    action: 'DescribeDeployedApis',
    asks: ({ groupId, apiId }) => ({ GroupId: groupId, ApiId: apiId, StageName: 'RELEASE' }),
    sees: (world) => ({
      ...firstPage(1),
      DeployedApis: { DeployedApiItem: [{ ...apiOf(world), StageName: 'RELEASE', DeployedTime: TIME }] },
    }),
  },
  {
    action: 'DescribeApiHistories',
    asks: inRelease,
    sees: (world) => ({
      ...firstPage(1),
      ApiHisItems: { ApiHisItem: [{ ...apiOf(world), StageName: 'RELEASE', Status: 'ONLINE', Description: 'live' }] },
    }),
    keeps: (_world, answer) => ({ version: String(rows(answer, 'ApiHisItems', 'ApiHisItem')[0]?.['HistoryVersion']) }),
  },
  {
    action: 'DescribeHistoryApis',
    asks: inRelease,
    sees: (world) => ({
      ...firstPage(1),
      ApiHisItems: { ApiHisItem: [{ ...apiOf(world), HistoryVersion: world.version, StageAlias: expect.any(String) }] },
    }),
  },
  {
    action: 'DescribeApiHistory',
    asks: (world) => ({ ...inRelease(world), HistoryVersion: world.version }),
    sees: (world) => ({ ...DEFINED, ...apiOf(world), HistoryVersion: world.version, StageName: 'RELEASE' }),
  },
  {
    action: 'SwitchApi',
    asks: (world) => ({ ...inRelease(world), HistoryVersion: world.version, Description: 'back' }),
  },
  {
    action: 'BatchDeployApis',
    asks: ({ groupId, vpcApiId }) => ({
      StageName: 'TEST',
      Description: 'many',
      Api: [{ GroupId: groupId, ApiUid: vpcApiId }],
    }),
    keeps: (_world, { OperationId }) => ({ operationId: String(OperationId) }),
  },
  {
    action: 'DescribeDeployApiTask',
    asks: ({ operationId }) => ({ OperationUid: operationId }),
    until: (answer) => areOver(rows(answer, 'DeployedResults', 'DeployedResult'), 'DeployedStatus'),
    sees: ({ groupId, vpcApiId }) => ({
      DeployedResults: {
        DeployedResult: [{ GroupId: groupId, ApiUid: vpcApiId, StageName: 'TEST', DeployedStatus: 'OVER' }],
      },
    }),
  },
  {
    action: 'BatchAbolishApis',
    asks: ({ groupId, vpcApiId }) => ({ Api: [{ GroupId: groupId, ApiUid: vpcApiId, StageName: 'TEST' }] }),
    keeps: (_world, { OperationId }) => ({ operationId: String(OperationId) }),
  },
  {
    action: 'DescribeAbolishApiTask',
    asks: ({ operationId }) => ({ OperationUid: operationId }),
    until: (answer) => areOver(rows(answer, 'ApiAbolishResults', 'ApiAbolishResult'), 'AbolishStatus'),
    sees: (world) => ({
      ApiAbolishResults: {
        ApiAbolishResult: [
          { ...groupOf(world), ApiUid: world.vpcApiId, ApiName: 'second', StageName: 'TEST', AbolishStatus: 'OVER' },
        ],
      },
    }),
  },
  {
    action: 'DescribeApisByVpcAccess',
    asks: ({ name }) => ({ VpcName: `${name}_vpc` }),
    sees: (world) => ({
      ...firstPage(1),
      ApiVpcAccessInfos: { ApiVpcAccessInfo: [{ ...groupOf(world), ApiId: world.vpcApiId, Port: 8080 }] },
    }),
  },
  {
    action: 'ModifyVpcAccessAndUpdateApis',
    asks: ({ name }) => ({ Name: `${name}_vpc`, Port: 8081 }),
    keeps: (_world, { OperationId }) => ({ operationId: String(OperationId) }),
  },
  {
    action: 'DescribeUpdateVpcInfoTask',
    asks: ({ operationId }) => ({ OperationUid: operationId }),
    sees: (world) => ({
      ApiUpdateVpcInfoResults: { ApiUpdateVpcInfoResult: [{ ...groupOf(world), ApiUid: world.vpcApiId }] },
    }),
  },
];
