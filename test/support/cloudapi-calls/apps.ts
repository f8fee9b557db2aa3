import { apiOf, inRelease, TIME } from './words.js';
import { type Fields, firstPage, type Step, type World } from './world.js';

const appOf = ({ appId, name }: World): Fields => ({ AppId: appId, AppName: `${name}_app` });

export const APPS: readonly Step[] = [
  {
    action: 'CreateApp',
    asks: ({ name }) => ({
      AppName: `${name}_app`,
      Description: 'made',
      AppKey: `${name}_key`,
      AppSecret: `${name}_secret`,
      AppCode: `${name}_code`,
      Tag: [{ Key: 'team', Value: name }],
    }),
    sees: () => ({ AppId: expect.any(Number), TagStatus: true }),
    keeps: (_world, { AppId }) => ({ appId: Number(AppId) }),
  },
  { action: 'ModifyApp', asks: ({ appId }) => ({ AppId: appId, Description: 'changed', Disabled: false }) },
  {
    action: 'DescribeApp',
    asks: ({ appId }) => ({ AppId: appId }),
    sees: (world) => ({ ...appOf(world), Description: 'changed', Disabled: false, CreatedTime: TIME }),
  },
  {
    action: 'DescribeApps',
    asks: ({ appId }) => ({ AppId: appId }),
    sees: (world) => ({ ...firstPage(1), Apps: { AppItem: [{ ...appOf(world), Description: 'changed' }] } }),
  },
  {
    action: 'DescribeAppAttributes',
    asks: ({ name }) => ({ AppName: `${name}_app` }),
    sees: (world) => ({
      ...firstPage(1),
      Apps: { AppAttribute: [{ ...appOf(world), Tags: { TagInfo: [{ Key: 'team', Value: world.name }] } }] },
    }),
  },
  {
    action: 'CreateAppKey',
    asks: ({ appId, name }) => ({ AppId: appId, AppKey: `${name}_key2`, AppSecret: `${name}_secret2` }),
  },
  { action: 'CreateAppCode', asks: ({ appId, name }) => ({ AppId: appId, AppCode: `${name}_code2` }) },
  {
    action: 'DescribeAppSecurity',
    asks: ({ appId }) => ({ AppId: appId }),
    sees: ({ name }) => ({ AppKey: `${name}_key`, AppSecret: `${name}_secret`, AppCode: `${name}_code` }),
  },
  {
    action: 'DescribeAppSecurities',
    asks: ({ appId }) => ({ AppId: appId }),
    sees: ({ name }) => ({
      AppSecuritys: {
        AppSecurity: [
          { AppKey: `${name}_key`, AppSecret: `${name}_secret`, AppCode: `${name}_code` },
          { AppKey: `${name}_key2`, AppSecret: `${name}_secret2`, AppCode: `${name}_code2` },
        ],
      },
    }),
  },
  { action: 'ResetAppCode', asks: ({ name }) => ({ AppCode: `${name}_code2`, NewAppCode: `${name}_code3` }) },
  { action: 'ResetAppSecret', asks: ({ name }) => ({ AppKey: `${name}_key2`, NewAppKey: `${name}_key3` }) },
  {
    action: 'SetAppsAuthorities',
    asks: (world) => ({ ...inRelease(world), AppIds: String(world.appId), AuthValidTime: '', Description: 'may' }),
  },
  {
    action: 'SetApisAuthorities',
    asks: ({ groupId, apiId, appId }) => ({ GroupId: groupId, ApiIds: apiId, AppId: appId, StageName: 'PRE' }),
  },
  {
    action: 'DescribeAuthorizedApps',
    asks: inRelease,
    sees: (world) => ({
      ...firstPage(1),
      AuthorizedApps: { AuthorizedApp: [{ ...appOf(world), StageName: 'RELEASE', Description: 'may' }] },
    }),
  },
  {
    action: 'DescribeAuthorizedApis',
    asks: ({ appId }) => ({ AppId: appId }),
    sees: (world) => ({ ...firstPage(2), AuthorizedApis: { AuthorizedApi: [apiOf(world), apiOf(world)] } }),
  },
  {
    action: 'DescribeApisByApp',
    asks: ({ appId }) => ({ AppId: appId }),
    sees: (world) => ({
      ...firstPage(2),
      AppApiRelationInfos: { AppApiRelationInfo: [{ ...apiOf(world), Method: 'GET' }, apiOf(world)] },
    }),
  },
  {
    action: 'DescribeApisWithStageNameIntegratedByApp',
    asks: ({ appId }) => ({ AppId: appId }),
    sees: (world) => ({ ...firstPage(1), AppApiRelationInfos: { AppApiRelationInfo: [apiOf(world)] } }),
  },
];
