import {
  ABSENT,
  FOREIGN_GROUP,
  NO_API,
  NO_APP,
  NO_GROUP,
  NO_STAGE,
  NO_STAGE_ID,
  OF_APIS,
  OF_CALLERS,
  OF_LISTS,
} from './common-refusals.js';
import { otherGroupId, type Refusals, until } from './provocation.js';
import { type Call, rows, type World } from './world.js';

/** Of stages, domains, tags, apps and VPC accesses. */
export const AROUND_APIS = {
  DescribeRegions: {},
  DescribeApiStage: { ...NO_GROUP, ...NO_STAGE_ID },
  CreateApiStageVariable: {
    ...NO_GROUP,
    ...NO_STAGE_ID,
    InvalidVariableName: { VariableName: 'with space' },
    InvalidServiceConfig: { VariableValue: 'no host' },
    ExceedLimitApiStageVariable: until('CreateApiStageVariable', 'ExceedLimitApiStageVariable', (index) => ({
      VariableName: `many_${index}`,
    })),
  },
  DeleteApiStageVariable: { ...NO_GROUP, ...NO_STAGE_ID, InvalidServiceConfig: {} },
  SetDomain: {
    ...NO_GROUP,
    ...FOREIGN_GROUP,
    RepeatedDomainName: async ({ call }) => ({ GroupId: await otherGroupId(call) }),
    ExceedLimitDomain: until('SetDomain', 'ExceedLimitDomain', (index) => ({ DomainName: `many${index}.example.com` })),
  },
  DeleteDomain: { ...NO_GROUP, ...FOREIGN_GROUP },
  DescribeDomain: { ...NO_GROUP, NotFoundDomain: { DomainName: 'none.example.com' } },
  SetDomainCertificate: {
    ...NO_GROUP,
    NotFoundDomain: { DomainName: 'none.example.com' },
    InvalidCertificateBody: { CertificateBody: 'x' },
    InvalidCertificatePrivateKey: { CertificatePrivateKey: 'x' },
    InvalidCaCertificateBody: { CaCertificateBody: 'x' },
    InvalidSslVerifyDepth: { SslVerifyDepth: '1' },
    InvalidSslOcspEnable: { SslOcspEnable: true },
    InvalidSslOcspCacheEnable: { SslOcspCacheEnable: true },
    InvalidClientCertSDnPassThrough: { ClientCertSDnPassThrough: true },
  },
  DeleteDomainCertificate: NO_GROUP,
  ModifyIntranetDomainPolicy: { ...NO_GROUP, ...FOREIGN_GROUP },
  TagResources: {
    'InvalidParameter.TagKey': { Tag: [{ Value: 'v' }] },
    NotFoundResourceId: { ResourceId: [ABSENT] },
  },
  UntagResources: { NotFoundResourceId: { ResourceId: [ABSENT] } },
  ListTagResources: {
    MissingResourceId: { ResourceId: undefined, Tag: undefined },
    InvalidNextToken: { NextToken: 'none' },
  },
  DescribeInstances: {},
  ModifyApiConfiguration: {
    ...OF_CALLERS,
    ...OF_LISTS,
    InvalidHttpConfig: { ServiceProtocol: 'Mock', HttpConfig: '{}' },
    InvalidVpcConfig: { VpcConfig: '{}' },
    InvalidFunctionComputeConfig: { FunctionComputeConfig: '{}' },
    InvalidOssConfig: { OssConfig: '{}' },
    InvalidMockConfig: { MockConfig: '{}' },
    ...NO_API,
    NotFoundBackend: { UseBackendService: true, BackendName: 'none' },
    NotFoundModel: { ModelName: 'none' },
    InvalidRequestConfig: { RequestPath: 'no-slash' },
    InvalidServiceConfig: { ServiceProtocol: 'Http', HttpConfig: '{"serviceAddress":"ftp://b"}' },
    RepeatedApiName: { ApiName: 'second' },
    RepeatedRequestPath: { RequestPath: '/second' },
    ForbiddenApi: ({ foreign }) => ({ ApiId: foreign.apiId }),
  },
  CreateApp: {
    RepeatedAppKey: { AppCode: 'a_code_of_its_own' },
    RepeatedAppCode: { AppKey: 'a_key_of_its_own' },
    ExceedLimitApp: until('CreateApp', 'ExceedLimitApp', () => ({ AppKey: undefined, AppCode: undefined })),
  },
  ModifyApp: NO_APP,
  DeleteApp: NO_APP,
  DescribeApp: NO_APP,
  DescribeApps: { MissingAppIdOrAppOwner: { AppId: undefined } },
  DescribeAppAttributes: {},
  DescribeAppSecurity: NO_APP,
  DescribeAppSecurities: NO_APP,
  CreateAppKey: {
    ...NO_APP,
    RepeatedAppKey: ({ world }) => ({ AppKey: `${world.name}_key` }),
    ExceedLimitAppKey: until('CreateAppKey', 'ExceedLimitAppKey', () => ({ AppKey: undefined })),
  },
  DeleteAppKey: { ...NO_APP, NotFoundAppKey: { AppKey: 'none' } },
  CreateAppCode: {
    ...NO_APP,
    RepeatedAppCode: ({ world }) => ({ AppCode: `${world.name}_code` }),
    ExceedLimitAppCode: until('CreateAppCode', 'ExceedLimitAppCode', () => ({ AppCode: undefined })),
  },
  DeleteAppCode: { ...NO_APP, NotFoundAppCode: { AppCode: 'none_of_them' } },
  ResetAppCode: {
    NotFoundAppCode: { AppCode: 'none_of_them' },
    RepeatedAppCode: ({ world }) => ({ AppCode: `${world.name}_code3`, NewAppCode: `${world.name}_code` }),
  },
  ResetAppSecret: {
    NotFoundAppKey: { AppKey: 'none' },
    RepeatedAppKey: ({ world }) => ({ AppKey: `${world.name}_key3`, NewAppKey: `${world.name}_key` }),
  },
  SetAppsAuthorities: {
    ...NO_API,
    ...NO_GROUP,
    ...NO_STAGE,
    NotFoundApp: { AppIds: '999999999' },
    ExceedLimitApp: async ({ call }) => ({ AppIds: (await everyAppId(call)).join(',') }),
  },
  SetApisAuthorities: {
    ...NO_APP,
    ...NO_STAGE,
    ...OF_APIS,
    ExceedLimitApp: async ({ world, call }) => ({ AppId: await lastAppId(world, call) }),
  },
  RemoveAppsAuthorities: { ...NO_API, ...NO_GROUP, ...NO_STAGE, NotFoundAuthorization: { StageName: 'TEST' } },
  RemoveApisAuthorities: { ...NO_STAGE, ...OF_APIS, NotFoundAuthorization: { StageName: 'TEST' } },
  DescribeAuthorizedApps: { ...NO_API, ...NO_GROUP, ...NO_STAGE },
  DescribeAuthorizedApis: NO_APP,
  DescribeApisByApp: NO_APP,
  DescribeApisWithStageNameIntegratedByApp: NO_APP,
  SetVpcAccess: { RepeatedVpc: {} },
  RemoveVpcAccess: { NotFoundVpc: { Port: 1 }, DependencyViolationVpc: {} },
  ModifyVpcAccessAndUpdateApis: {
    NotFoundVpc: { Name: 'nowhere' },
    RepeatedVpc: async ({ call }) => {
      const place = { VpcId: 'taken', InstanceId: 'localhost', Port: 1 };
      await call('SetVpcAccess', { Name: 'taken', ...place });
      return place;
    },
  },
  DescribeVpcAccesses: {},
  DescribeApisByVpcAccess: { NotFoundVpc: { VpcName: 'nowhere' } },
  DescribeUpdateVpcInfoTask: { NotFoundOperationUid: { OperationUid: ABSENT } },
} as const satisfies Refusals;

async function everyAppId(call: Call): Promise<number[]> {
  const apps = rows(await call('DescribeAppAttributes', { PageSize: 100 }), 'Apps', 'AppAttribute');
  return apps.map(({ AppId }) => Number(AppId));
}

/** An app that would be one too many, after the others are in. */
async function lastAppId({ groupId, apiId, appId }: World, call: Call): Promise<number> {
  const others = (await everyAppId(call)).filter((id) => id !== appId);
  const [last = 0, next = 0] = others;
  await call('SetApisAuthorities', { GroupId: groupId, ApiIds: apiId, AppId: next, StageName: 'PRE' });
  return last;
}
