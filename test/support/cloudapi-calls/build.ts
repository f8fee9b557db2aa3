import { fixedAnswer, swagger } from '../cloudapi-descriptions.js';
import { type Fields, firstPage, rows, type Step, type World } from './world.js';

export const HEX_ID = /^[0-9a-f]{32}$/;
export const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

const REQUEST = { RequestProtocol: 'HTTP', RequestHttpMethod: 'GET', RequestMode: 'MAPPING' };
export const requestOf = (path: string): string => JSON.stringify({ ...REQUEST, RequestPath: path });
const SERVICE = { ServiceProtocol: 'HTTP', ServicePath: '/[id]', ServiceHttpMethod: 'GET', ServiceTimeout: 5000 };

/** Every part of a definition. Its backend needs a variable that only RELEASE has. */
const definition = (): Fields => ({
  ApiName: 'first',
  Visibility: 'PUBLIC',
  Description: 'the first',
  AuthType: 'APP',
  RequestConfig: requestOf('/first/[id]'),
  ServiceConfig: JSON.stringify({ ...SERVICE, ServiceAddress: 'http://#host#' }),
  RequestParameters: '[{"ApiParameterName":"id","Location":"PATH","ParameterType":"String","Required":"REQUIRED"}]',
  ServiceParameters: '[{"ServiceParameterName":"id","Location":"PATH","ParameterType":"STRING"}]',
  ServiceParametersMap: '[{"ServiceParameterName":"id","RequestParameterName":"id"}]',
  ConstantParameters: '[{"ServiceParameterName":"x-from","ConstantValue":"gateway","Location":"HEAD"}]',
  SystemParameters: '[{"ParameterName":"CaClientIp","ServiceParameterName":"x-client","Location":"HEAD"}]',
  ErrorCodeSamples: '[{"Code":"400","Message":"no id","Description":"d"}]',
  ResultType: 'JSON',
  ResultSample: '{}',
  FailResultSample: '{"no":1}',
});

const DEFINED = {
  ApiName: 'first',
  Visibility: 'PUBLIC',
  AuthType: 'APP',
  ForceNonceCheck: false,
  RequestConfig: { ...REQUEST, RequestPath: '/first/[id]' },
  ServiceConfig: { ...SERVICE, ServiceAddress: 'http://#host#' },
  RequestParameters: { RequestParameter: [{ ApiParameterName: 'id', Location: 'PATH', Required: 'REQUIRED' }] },
  ServiceParameters: { ServiceParameter: [{ ServiceParameterName: 'id', Location: 'PATH' }] },
  ServiceParametersMap: { ServiceParameterMap: [{ ServiceParameterName: 'id', RequestParameterName: 'id' }] },
  ConstantParameters: { ConstantParameter: [{ ServiceParameterName: 'x-from', ConstantValue: 'gateway' }] },
  SystemParameters: { SystemParameter: [{ ParameterName: 'CaClientIp', ServiceParameterName: 'x-client' }] },
  ErrorCodeSamples: { ErrorCodeSample: [{ Code: '400', Message: 'no id', Description: 'd' }] },
  ResultType: 'JSON',
  ResultSample: '{}',
  FailResultSample: '{"no":1}',
};

const groupOf = ({ groupId, name }: World): Fields => ({ GroupId: groupId, GroupName: `${name}_group` });
const apiOf = (world: World): Fields => ({ ...groupOf(world), ApiId: world.apiId, ApiName: 'first' });
const inRelease = ({ groupId, apiId }: World): Fields => ({
  GroupId: groupId,
  ApiId: apiId,
  StageName: 'RELEASE',
});

const GROUPS: readonly Step[] = [
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

const APIS: readonly Step[] = [
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

const PUBLISHED: readonly Step[] = [
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

const areOver = (items: readonly Fields[], status: string): boolean =>
  items.every((item) => item[status] !== 'WAIT' && item[status] !== 'RUNNING');

const domainOf = ({ groupId, name }: World): Fields => ({ GroupId: groupId, DomainName: `${name}.example.com` });

const DOMAINS: readonly Step[] = [
  {
    action: 'SetDomain',
    asks: (world) => ({ ...domainOf(world), BindStageName: 'RELEASE', CustomDomainType: 'INTERNET' }),
    sees: (world) => ({ ...domainOf(world), SubDomain: expect.any(String), DomainBindingStatus: 'BINDING' }),
  },
  {
    action: 'SetDomainCertificate',
    asks: (world) => ({
      ...domainOf(world),
      CertificateName: 'mine',
      CertificateBody: world.certificate.body,
      CertificatePrivateKey: world.certificate.key,
    }),
  },
  {
    action: 'DescribeDomain',
    asks: domainOf,
    sees: (world) => ({
      ...domainOf(world),
      CertificateName: 'mine',
      CertificateBody: world.certificate.body,
      CertificateValidEnd: expect.any(Number),
    }),
    keeps: (_world, { CertificateId }) => ({ certificateId: String(CertificateId) }),
  },
  { action: 'ModifyIntranetDomainPolicy', asks: ({ groupId }) => ({ GroupId: groupId, VpcIntranetEnable: true }) },
];

const DESCRIPTIONS: readonly Step[] = [
  {
    action: 'DryRunSwagger',
    asks: ({ groupId }) => ({ ...described(groupId, '/third'), DataFormat: 'json' }),
    sees: () => ({
      Success: { ApiDryRunSwaggerSuccess: [{ ApiUid: '', Path: '/third', HttpMethod: 'get', ApiOperation: 'CREATE' }] },
      Failed: { ApiImportSwaggerFailed: [] },
      GlobalCondition: '{}',
    }),
  },
  {
    action: 'ImportSwagger',
    asks: ({ groupId }) => ({ ...described(groupId, '/third'), DataFormat: 'json' }),
    sees: () => ({ Success: { ApiImportSwaggerSuccess: [{ Path: '/third', HttpMethod: 'get' }] } }),
    keeps: (_world, answer) => ({
      importedIds: [String(rows(answer, 'Success', 'ApiImportSwaggerSuccess')[0]?.['ApiUid'])],
    }),
  },
  {
    action: 'ImportOAS',
    asks: ({ groupId }) => ({ ...described(groupId, '/fourth'), OASVersion: 'OAS2', AuthType: 'ANONYMOUS' }),
    sees: () => ({ SuccessApis: { SuccessApi: [{ Path: '/fourth', HttpMethod: 'GET', ApiOperation: 'CREATE' }] } }),
    keeps: (_world, { OperationId }) => ({ operationId: String(OperationId) }),
  },
  {
    action: 'DescribeImportOASTask',
    asks: ({ operationId }) => ({ OperationId: operationId }),
    until: ({ TaskStatus }) => TaskStatus === 'Finished',
    sees: ({ groupId }) => ({
      ApiResults: { ApiResult: [{ GroupId: groupId, Method: 'GET', Path: '/fourth', UpdateStatus: 'OVER' }] },
    }),
    keeps: ({ importedIds }, answer) => ({
      importedIds: [...importedIds, String(rows(answer, 'ApiResults', 'ApiResult')[0]?.['ApiId'])],
    }),
  },
  {
    action: 'ExportOAS',
    asks: ({ groupId, apiId }) => ({ GroupId: groupId, ApiIdList: [apiId], OasVersion: 'oas3', DataFormat: 'yaml' }),
    sees: () => ({ Data: expect.stringMatching(/^UEsDBBQ/) }),
  },
];

const described = (groupId: string, path: string): Fields => ({
  GroupId: groupId,
  Data: swagger({ [path]: { get: fixedAnswer() } }),
  Overwrite: false,
});

const appOf = ({ appId, name }: World): Fields => ({ AppId: appId, AppName: `${name}_app` });

const APPS: readonly Step[] = [
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

/** Makes one of everything, and reads it. */
export const BUILD: readonly Step[] = [...GROUPS, ...APIS, ...PUBLISHED, ...DOMAINS, ...DESCRIPTIONS, ...APPS];

/** Takes away what `BUILD` made. */
export const TAKE_DOWN: readonly Step[] = [
  { action: 'RemoveAppsAuthorities', asks: (world) => ({ ...inRelease(world), AppIds: String(world.appId) }) },
  {
    action: 'RemoveApisAuthorities',
    asks: ({ groupId, apiId, appId }) => ({ GroupId: groupId, ApiIds: apiId, AppId: appId, StageName: 'PRE' }),
  },
  { action: 'DeleteAppKey', asks: ({ appId, name }) => ({ AppId: appId, AppKey: `${name}_key3` }) },
  { action: 'DeleteAppCode', asks: ({ appId, name }) => ({ AppId: appId, AppCode: `${name}_code3` }) },
  { action: 'DeleteApp', asks: ({ appId }) => ({ AppId: appId }) },
  {
    action: 'DeleteDomainCertificate',
    asks: (world) => ({ ...domainOf(world), CertificateId: world.certificateId }),
  },
  { action: 'DeleteDomain', asks: domainOf },
  { action: 'UntagResources', asks: ({ groupId }) => ({ ResourceType: 'apiGroup', ResourceId: [groupId], All: true }) },
  { action: 'AbolishApi', asks: inRelease },
  { action: 'AbolishApi', asks: (world) => ({ ...inRelease(world), ApiId: world.vpcApiId }) },
  {
    action: 'DeleteApiStageVariable',
    asks: ({ groupId, stageIds }) => ({ GroupId: groupId, StageId: stageIds['RELEASE'], VariableName: 'host' }),
  },
  { action: 'RemoveVpcAccess', asks: ({ name }) => ({ VpcId: name, InstanceId: 'localhost', Port: 8081 }) },
  { action: 'DeleteApi', asks: ({ groupId, apiId }) => ({ GroupId: groupId, ApiId: apiId }) },
  { action: 'DeleteApi', asks: ({ vpcApiId }) => ({ ApiId: vpcApiId }) },
  { action: 'DeleteApi', asks: ({ importedIds }) => ({ ApiId: importedIds[0] }) },
  { action: 'DeleteApi', asks: ({ importedIds }) => ({ ApiId: importedIds[1] }) },
  { action: 'DeleteApiGroup', asks: ({ groupId }) => ({ GroupId: groupId }) },
];
