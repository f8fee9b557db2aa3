import { ACTIONS, type ActionName } from '../../../src/api/cloudapi/action-registry.js';
import type { Parameter } from '../../../src/api/rpc/decode/parameters.js';
import { refusal } from '../cloudapi-clients.js';
import { fixedAnswer, swagger } from '../cloudapi-descriptions.js';
import { BUILD, requestOf, TAKE_DOWN } from './build.js';
import type { Foreign } from './foreign.js';
import { type Call, type Fields, rows, type World } from './world.js';

export interface Stage {
  readonly world: World;
  readonly foreign: Foreign;
  readonly call: Call;
}

/** Parameters that differ from those of a success; undefined leaves one out. */
type Provocation = Fields | ((stage: Stage) => Fields | Promise<Fields>);

/** How often one limit may have to be approached. */
const MOST = 30;

/** Repeats a call until it is refused with `code`, and says how the last one differed. */
const until =
  (action: ActionName, code: string, differs: (index: number) => Fields): Provocation =>
  async ({ world, call }) => {
    for (let index = 0; index < MOST; index++) {
      const parameters = asked(action, world, differs(index));
      const seen = await call(action, parameters).then(
        () => '',
        (error: { code: string }) => error.code,
      );
      if (seen === code) return differs(index);
      if (seen !== '') throw new Error(`${action} was refused with ${seen} before ${code}`);
    }
    throw new Error(`${action} was never refused with ${code}`);
  };

const ABSENT = 'f'.repeat(32);
const NO_APP = { NotFoundApp: { AppId: 999_999_999 } };
const SHARED_API = {
  MissingGroupId: ({ foreign }: Stage) => ({ GroupId: undefined, ApiId: foreign.sharedApiId }),
};
const NO_API = { NotFoundApi: { ApiId: ABSENT }, ...SHARED_API };
const NO_GROUP = { NotFoundApiGroup: { GroupId: ABSENT } };
const OF_APIS = {
  NotFoundApi: { ApiIds: ABSENT },
  MissingGroupId: ({ foreign }: Stage) => ({ GroupId: undefined, ApiIds: foreign.sharedApiId }),
  ...NO_GROUP,
};
const NO_STAGE = { NotFoundStage: { StageName: 'NIGHT' } };
const NO_STAGE_ID = { NotFoundStage: { StageId: ABSENT } };
const NO_BACKEND = { NotFoundBackend: { BackendEnable: true, BackendId: 'none' } };
const FOREIGN_GROUP = { ForbiddenApiGroup: ({ foreign }: Stage) => ({ GroupId: foreign.groupId }) };
const FOREIGN_API = {
  ForbiddenApi: ({ foreign: { apiId, groupId, version } }: Stage) => ({
    ApiId: apiId,
    GroupId: groupId,
    HistoryVersion: version,
  }),
};
const OF_CALLERS = {
  InvalidAppCodeAuthType: { AppCodeAuthType: 'BODY' },
  InvalidAllowSignatureMethod: { AllowSignatureMethod: 'MD5' },
};
const NOWHERE = '"Location":"NOWHERE"';
const OF_LISTS = {
  InvalidRequestParameters: { RequestParameters: `[{"ApiParameterName":"id",${NOWHERE}}]` },
  InvalidServiceParameters: { ServiceParameters: `[{"ServiceParameterName":"id",${NOWHERE}}]` },
  InvalidServiceParametersMap: {
    ServiceParametersMap: '[{"ServiceParameterName":"other","RequestParameterName":"id"}]',
  },
};
const OF_DRAFT = {
  ...OF_LISTS,
  InvalidConstantParameters: { ConstantParameters: `[{"ServiceParameterName":"c",${NOWHERE}}]` },
  InvalidSystemParameters: { SystemParameters: '[{"ParameterName":"CaMoon","ServiceParameterName":"m"}]' },
  ...OF_CALLERS,
  InvalidRequestConfig: { RequestConfig: requestOf('no-slash') },
  InvalidServiceConfig: { ServiceConfig: '{"ServiceProtocol":"OSS"}' },
  RepeatedRequestPath: { ApiName: 'another', RequestConfig: requestOf('/second') },
  ...NO_BACKEND,
};
const paths = (count: number) =>
  swagger(Object.fromEntries(Array.from({ length: count }, (_, index) => [`/${index}`, { get: fixedAnswer() }])));
const OF_DESCRIPTION = {
  ...NO_GROUP,
  InvalidData: { Data: 'hello' },
  ExceedLimitApi: { Data: paths(20) },
};
const OF_SWAGGER = { ...OF_DESCRIPTION, InvalidGlobalCondition: { GlobalCondition: '{"unknown":1}' } };

const rivalled = ({ foreign }: Stage): Fields => foreign.rivalled;
const SOME_BACKEND = '{"serviceAddress":"http://127.0.0.1:9","servicePath":"/","serviceHttpMethod":"GET"}';

/** A draft of the world that is live nowhere, changed like this. */
const draft =
  (change: Fields): Provocation =>
  async ({ world: { importedIds }, call }) => {
    const [ApiId] = importedIds;
    await call('ModifyApiConfiguration', { ApiId, ...change });
    return { ApiId };
  };

/** How operations are refused for more than one parameter's text. Of each operation, in this order. */
export const REFUSALS: Readonly<Record<ActionName, Readonly<Record<string, Provocation>>>> = {
  CreateApiGroup: {
    RepeatedGroupName: {},
    InvalidBasePath: { GroupName: 'based', BasePath: 'no-slash' },
    NotFoundInstance: { GroupName: 'elsewhere', InstanceId: 'another' },
    ExceedLimitApiGroup: until('CreateApiGroup', 'ExceedLimitApiGroup', (index) => ({ GroupName: `many_${index}` })),
  },
  ModifyApiGroup: {
    ...NO_GROUP,
    RepeatedGroupName: ({ foreign }) => ({ GroupName: foreign.groupName }),
    InvalidBasePath: { BasePath: 'no-slash' },
    InvalidCustomAppCodeConfig: { CustomAppCodeConfig: '{"location":"BODY"}' },
  },
  DescribeApiGroup: NO_GROUP,
  DescribeApiGroups: {},
  DeleteApiGroup: { DependencyViolationApiGroup: {} },
  CreateApi: {
    ...OF_DRAFT,
    ...NO_GROUP,
    RepeatedApiName: { RequestConfig: requestOf('/another/[id]') },
    ExceedLimitApi: until('CreateApi', 'ExceedLimitApi', (index) => ({
      ApiName: `many_${index}`,
      RequestConfig: requestOf(`/many${index}/[id]`),
    })),
  },
  ModifyApi: { ...OF_DRAFT, ...NO_API, ...NO_GROUP, RepeatedApiName: { ApiName: 'second' }, ...FOREIGN_API },
  DescribeApi: { ...NO_API, ...NO_GROUP, ...FOREIGN_API },
  DescribeApis: NO_STAGE,
  DeleteApi: { ...NO_API, ...NO_GROUP, DependencyViolationApi: {} },
  DeployApi: {
    ...NO_API,
    ...NO_GROUP,
    ...NO_STAGE,
    // The variable #host# is of RELEASE only.
    InvalidServiceConfig: { StageName: 'PRE' },
    NotFoundVpc: draft({ ServiceProtocol: 'Vpc', VpcConfig: '{"Name":"nowhere"}' }),
    InvalidRequestConfig: draft({ ServiceProtocol: 'Http', HttpConfig: SOME_BACKEND, RequestPath: '/a/../b' }),
    InvalidParamMapping: draft({
      RequestPath: '/third',
      RequestParameters: '[{"ApiParameterName":"no name","Location":"HEAD","ParameterType":"String"}]',
    }),
    RepeatedRequestPath: rivalled,
  },
  AbolishApi: { ...NO_API, ...NO_GROUP, ...NO_STAGE },
  SwitchApi: {
    ...NO_API,
    ...NO_GROUP,
    ...NO_STAGE,
    NotFoundHistoryVersion: { HistoryVersion: '20200101000000000' },
    RepeatedRequestPath: rivalled,
    InvalidServiceConfig: versionWithoutVariable,
    NotFoundVpc: versionWithoutVpc,
  },
  BatchDeployApis: {
    ...NO_STAGE,
    MissingGroupId: { Api: [{ ApiUid: ABSENT }] },
    MissingApiUid: { Api: [{ GroupId: ABSENT }] },
    InvalidApiUid: { Api: Array(2).fill({ GroupId: ABSENT, ApiUid: ABSENT }) },
    ExceedLimitApi: { Api: Array(101).fill({ GroupId: ABSENT, ApiUid: ABSENT }) },
  },
  BatchAbolishApis: {
    NotFoundStage: { Api: [{ GroupId: ABSENT, ApiUid: ABSENT, StageName: 'NIGHT' }] },
    MissingGroupId: { Api: [{ ApiUid: ABSENT, StageName: 'TEST' }] },
    MissingApiUid: { Api: [{ GroupId: ABSENT, StageName: 'TEST' }] },
    MissingStageName: { Api: [{ GroupId: ABSENT, ApiUid: ABSENT }] },
    InvalidApiUid: { Api: Array(2).fill({ GroupId: ABSENT, ApiUid: ABSENT, StageName: 'TEST' }) },
    ExceedLimitApi: { Api: Array(101).fill({ GroupId: ABSENT, ApiUid: ABSENT, StageName: 'TEST' }) },
  },
  DescribeDeployApiTask: { NotFoundOperationUid: { OperationUid: ABSENT } },
  DescribeAbolishApiTask: { NotFoundOperationUid: { OperationUid: ABSENT } },
  DescribeDeployedApi: { ...NO_API, ...NO_GROUP, ...NO_STAGE, ...FOREIGN_API },
  DescribeDeployedApis: NO_STAGE,
  DescribeApiHistories: { ...NO_GROUP, ...NO_STAGE },
  DescribeApiHistory: {
    ...NO_API,
    ...NO_GROUP,
    ...NO_STAGE,
    NotFoundHistoryVersion: { HistoryVersion: '20200101000000000' },
    ...FOREIGN_API,
  },
  DescribeHistoryApis: { ...NO_GROUP, ...NO_STAGE },
  ImportSwagger: OF_SWAGGER,
  DryRunSwagger: OF_SWAGGER,
  ImportOAS: { ...OF_DESCRIPTION, NotFoundBackend: { BackendName: 'none' } },
  DescribeImportOASTask: { NotFoundOperation: { OperationId: ABSENT } },
  ExportOAS: {
    ...NO_GROUP,
    ...NO_STAGE,
    MissingGroupId: { GroupId: undefined, ApiIdList: undefined },
    InvalidApiIdList: ({ world, foreign }) => ({ GroupId: undefined, ApiIdList: [world.apiId, foreign.apiId] }),
    NotFoundApi: { ApiIdList: [ABSENT] },
    ForbiddenApi: ({ foreign }) => ({ GroupId: foreign.groupId, ApiIdList: [foreign.apiId] }),
  },
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
};

/** One that the refusals of CreateApiGroup have left. */
async function otherGroupId(call: Call): Promise<string> {
  const [group] = rows(
    await call('DescribeApiGroups', { GroupName: 'many_0' }),
    'ApiGroupAttributes',
    'ApiGroupAttribute',
  );
  return String(group?.['GroupId']);
}

/** Goes live there, and offline again: a version stays. */
async function published(asks: Fields, { world, call }: Stage): Promise<Fields> {
  const GroupId = await otherGroupId(call);
  const { ApiId } = await call('CreateApi', { ...successOf('CreateApi', world), ...asks, GroupId });
  const place = { GroupId, ApiId, StageName: 'RELEASE' };
  await call('DeployApi', { ...place, Description: 'once' });
  const [version] = rows(await call('DescribeApiHistories', place), 'ApiHisItems', 'ApiHisItem');
  return { ...place, HistoryVersion: version?.['HistoryVersion'] };
}

async function versionWithoutVariable(stage: Stage): Promise<Fields> {
  const { world, call } = stage;
  const GroupId = await otherGroupId(call);
  const { StageItems } = await call('DescribeApiGroup', { GroupId });
  const stages = rows({ StageItems }, 'StageItems', 'StageInfo');
  const release = { GroupId, StageId: stages.find(({ StageName }) => StageName === 'RELEASE')?.['StageId'] };
  await call('CreateApiStageVariable', { ...successOf('CreateApiStageVariable', world), ...release });
  const version = await published({ ApiName: 'varied', RequestConfig: requestOf('/varied/[id]') }, stage);
  await call('AbolishApi', version);
  await call('DeleteApiStageVariable', { ...release, VariableName: 'host' });
  return version;
}

async function versionWithoutVpc(stage: Stage): Promise<Fields> {
  const { call } = stage;
  const place = { VpcId: 'gone', InstanceId: 'localhost', Port: 2 };
  await call('SetVpcAccess', { Name: 'gone', ...place });
  const ServiceConfig = '{"ServiceProtocol":"HTTP","ServiceVpcEnable":"TRUE","VpcConfig":{"Name":"gone"}}';
  const own = {
    ServiceConfig,
    RequestConfig: requestOf('/gone/[id]'),
    ServiceParameters: '',
    ServiceParametersMap: '',
  };
  const version = await published({ ...own, ApiName: 'gone_api' }, stage);
  await call('AbolishApi', version);
  await call('RemoveVpcAccess', place);
  return version;
}

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

/** Parameters that the operation takes, but for what differs. */
function asked(action: ActionName, world: World, differs: Fields): Fields {
  const given = Object.entries({ ...successOf(action, world), ...differs });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function successOf(action: ActionName, world: World): Fields {
  const step = [...BUILD, ...TAKE_DOWN].find((each) => each.action === action);
  if (step === undefined) throw new Error(`no step calls ${action}`);
  return step.asks(world);
}

/** Refused as any parameter that is checked at all: too long, too many, no word, no number. */
const WRONG = Array.from({ length: 2_100 }, (_, index) => index);

/** What a parameter alone is refused for. */
function* parameterRefusals(name: string, { required, refuses, wire, parts }: Parameter<unknown>) {
  if (required) yield { code: `Missing${name}`, differs: { [name]: undefined } };
  for (const why of refuses) {
    if (why === 'malformed_body') yield { code: `InvalidFormat${name}`, differs: { [name]: '{' } };
    else if (wire === 'objects') yield { code: `Invalid${name}`, differs: { [`${name}.0.${parts?.[0]}`]: 'x' } };
    else yield { code: invalidCode(name), differs: { [name]: wire === 'list' ? WRONG : WRONG.join(',') } };
  }
}

const invalidCode = (name: string): string => (name === 'TagKey' ? 'InvalidParameter.TagKey' : `Invalid${name}`);

/** Makes every refusal of an operation happen. Rejects when one does not come, or another one. */
export async function provoke(action: ActionName, stage: Stage): Promise<void> {
  for (const [name, parameter] of Object.entries(ACTIONS[action].parameters)) {
    for (const { code, differs } of parameterRefusals(name, parameter)) await refused(action, code, differs, stage);
  }
  for (const [code, provocation] of Object.entries(REFUSALS[action])) {
    await refused(action, code, typeof provocation === 'function' ? await provocation(stage) : provocation, stage);
  }
}

async function refused(action: ActionName, code: string, differs: Fields, { world, call }: Stage): Promise<void> {
  const seen = await refusal(call(action, asked(action, world, differs)));
  expect({ action, code: seen.code ?? seen.message }).toEqual({ action, code });
}
