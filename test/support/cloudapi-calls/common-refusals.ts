import { fixedAnswer, swagger } from '../cloudapi-descriptions.js';
import { requestOf } from './definition.js';
import type { Provocation, Stage } from './provocation.js';
import type { Fields } from './world.js';

export const ABSENT = 'f'.repeat(32);
export const NO_APP = { NotFoundApp: { AppId: 999_999_999 } };
const SHARED_API = {
  MissingGroupId: ({ foreign }: Stage) => ({ GroupId: undefined, ApiId: foreign.sharedApiId }),
};
export const NO_API = { NotFoundApi: { ApiId: ABSENT }, ...SHARED_API };
export const NO_GROUP = { NotFoundApiGroup: { GroupId: ABSENT } };
export const OF_APIS = {
  NotFoundApi: { ApiIds: ABSENT },
  MissingGroupId: ({ foreign }: Stage) => ({ GroupId: undefined, ApiIds: foreign.sharedApiId }),
  ...NO_GROUP,
};
export const NO_STAGE = { NotFoundStage: { StageName: 'NIGHT' } };
export const NO_STAGE_ID = { NotFoundStage: { StageId: ABSENT } };
const NO_BACKEND = { NotFoundBackend: { BackendEnable: true, BackendId: 'none' } };
export const FOREIGN_GROUP = { ForbiddenApiGroup: ({ foreign }: Stage) => ({ GroupId: foreign.groupId }) };
export const FOREIGN_API = {
  ForbiddenApi: ({ foreign: { apiId, groupId, version } }: Stage) => ({
    ApiId: apiId,
    GroupId: groupId,
    HistoryVersion: version,
  }),
};
export const OF_CALLERS = {
  InvalidAppCodeAuthType: { AppCodeAuthType: 'BODY' },
  InvalidAllowSignatureMethod: { AllowSignatureMethod: 'MD5' },
};
const NOWHERE = '"Location":"NOWHERE"';
export const OF_LISTS = {
  InvalidRequestParameters: { RequestParameters: `[{"ApiParameterName":"id",${NOWHERE}}]` },
  InvalidServiceParameters: { ServiceParameters: `[{"ServiceParameterName":"id",${NOWHERE}}]` },
  InvalidServiceParametersMap: {
    ServiceParametersMap: '[{"ServiceParameterName":"other","RequestParameterName":"id"}]',
  },
};
export const OF_DRAFT = {
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
export const OF_DESCRIPTION = {
  ...NO_GROUP,
  InvalidData: { Data: 'hello' },
  ExceedLimitApi: { Data: paths(20) },
};
export const OF_SWAGGER = { ...OF_DESCRIPTION, InvalidGlobalCondition: { GlobalCondition: '{"unknown":1}' } };

export const rivalled = ({ foreign }: Stage): Fields => foreign.rivalled;
export const SOME_BACKEND = '{"serviceAddress":"http://127.0.0.1:9","servicePath":"/","serviceHttpMethod":"GET"}';

/** A draft of the world that is live nowhere, changed like this. */
export const draft =
  (change: Fields): Provocation =>
  async ({ world: { importedIds }, call }) => {
    const [ApiId] = importedIds;
    await call('ModifyApiConfiguration', { ApiId, ...change });
    return { ApiId };
  };
