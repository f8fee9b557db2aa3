import { ACTIONS } from './action-registry.js';
import type { RpcAction } from './define-action.js';
import type { RamScope } from './ram-scope.js';

type Level = 'create' | 'update' | 'delete' | 'get' | 'list';
const GROUP = 'apigroup/{GroupId}';

/** cloudapi-2016-07-14.md 3: level and ARN of the operations of tier 1 and of those about apps and VPC accesses, `or` as `|*`. */
const REFERENCE: Readonly<Record<string, readonly [Level, RamScope]>> = {
  CreateApiGroup: ['create', 'apigroup/*'],
  ModifyApiGroup: ['update', GROUP],
  DeleteApiGroup: ['delete', GROUP],
  DescribeApiGroup: ['get', GROUP],
  DescribeApiGroups: ['get', 'apigroup/*'],
  ModifyIntranetDomainPolicy: ['update', GROUP],
  CreateApiStageVariable: ['create', GROUP],
  DeleteApiStageVariable: ['delete', GROUP],
  SetDomain: ['update', GROUP],
  DeleteDomain: ['delete', GROUP],
  DescribeApiStage: ['get', GROUP],
  DescribeDomain: ['get', GROUP],
  SetDomainCertificate: ['update', GROUP],
  DeleteDomainCertificate: ['delete', GROUP],
  CreateApi: ['create', GROUP],
  ModifyApi: ['update', GROUP],
  ModifyApiConfiguration: ['update', GROUP],
  DeleteApi: ['delete', GROUP],
  DescribeApi: ['get', GROUP],
  DescribeApis: ['list', 'apigroup/{GroupId|*}'],
  DeployApi: ['get', GROUP],
  AbolishApi: ['update', GROUP],
  SwitchApi: ['update', GROUP],
  BatchDeployApis: ['update', 'apigroup/{Api.N.GroupId}'],
  BatchAbolishApis: ['update', 'apigroup/{Api.N.GroupId}'],
  DescribeDeployApiTask: ['get', '*'],
  DescribeAbolishApiTask: ['get', '*'],
  DescribeDeployedApi: ['get', GROUP],
  DescribeDeployedApis: ['list', 'apigroup/{GroupId|*}'],
  DescribeApiHistories: ['list', GROUP],
  DescribeApiHistory: ['get', GROUP],
  DescribeHistoryApis: ['list', GROUP],
  ImportOAS: ['create', GROUP],
  DescribeImportOASTask: ['get', '*'],
  ImportSwagger: ['create', GROUP],
  DryRunSwagger: ['get', GROUP],
  // May leave out the group and name APIs of any.
  ExportOAS: ['get', 'apigroup/{GroupId|*}'],
  TagResources: ['update', '{ResourceType}/{ResourceId.N}'],
  UntagResources: ['update', '{ResourceType}/{ResourceId.N}'],
  ListTagResources: ['list', '{ResourceType}/*'],
  DescribeRegions: ['list', '*'],
  DescribeInstances: ['list', 'instance/{InstanceId|*}'],
  CreateApp: ['create', 'app/*'],
  ModifyApp: ['update', 'app/{AppId}'],
  DeleteApp: ['delete', 'app/{AppId}'],
  DescribeApp: ['get', 'app/{AppId}'],
  DescribeApps: ['list', 'app/*'],
  DescribeAppAttributes: ['list', 'app/*'],
  DescribeAppSecurity: ['get', 'app/{AppId}'],
  DescribeAppSecurities: ['get', 'app/{AppId}'],
  CreateAppKey: ['create', 'app/{AppId}'],
  DeleteAppKey: ['delete', 'app/{AppId}'],
  CreateAppCode: ['create', 'app/{AppId}'],
  DeleteAppCode: ['delete', 'app/{AppId}'],
  // Of the owner of the code or the key.
  ResetAppCode: ['update', 'app/{AppId}'],
  ResetAppSecret: ['update', 'app/{AppId}'],
  SetAppsAuthorities: ['update', GROUP],
  SetApisAuthorities: ['update', 'apigroup/{GroupId|ApiIds}'],
  RemoveAppsAuthorities: ['update', GROUP],
  RemoveApisAuthorities: ['update', 'apigroup/{GroupId|ApiIds}'],
  DescribeAuthorizedApps: ['list', GROUP],
  DescribeAuthorizedApis: ['list', 'app/{AppId}'],
  DescribeApisByApp: ['list', 'app/{AppId}'],
  DescribeApisWithStageNameIntegratedByApp: ['list', 'app/{AppId}'],
  SetVpcAccess: ['create', 'vpcaccess/*'],
  RemoveVpcAccess: ['delete', 'vpcaccess/{VpcAccessId}'],
  ModifyVpcAccessAndUpdateApis: ['update', 'vpcaccess/{VpcAccessId}'],
  DescribeVpcAccesses: ['list', 'vpcaccess/*'],
  DescribeApisByVpcAccess: ['list', 'vpcaccess/{VpcAccessId}'],
  DescribeUpdateVpcInfoTask: ['get', '*'],
};

const actions: readonly (readonly [string, RpcAction])[] = Object.entries(ACTIONS);

describe('the RAM rule of', () => {
  it.each(actions)('%s is the one of the reference', (name, { ram }) => {
    expect([ram.level, ram.resource]).toEqual(REFERENCE[name]);
  });
});
