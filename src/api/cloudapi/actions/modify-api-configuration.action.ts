import { newId } from '../../../shared/ids.js';
import { Problem } from '../../../shared/problem.js';
import { flag, json, number, oneOf, text, type ValuesOf } from '../../rpc/decode/parameters.js';
import { factsOf, withCore } from '../decode/api-facts.js';
import {
  type ApiFacts,
  ERROR_CODE_SAMPLES,
  FUNCTION_COMPUTE_CONFIG,
  OSS_CONFIG,
  REQUEST_PARAMETERS,
  SERVICE_PARAMETERS,
  SERVICE_PARAMETERS_MAP,
} from '../decode/api-shapes.js';
import {
  BACKEND_KINDS,
  configuredBackend,
  configuredLists,
  given as givenOf,
  HTTP_CONFIG,
  MOCK_CONFIG,
  VPC_BACKEND,
} from '../decode/configuration.js';
import { toCore } from '../decode/definition.js';
import { defineAction } from '../define-action.js';
import { apiId, description, NOTHING, name, WRITE_RATE } from './common-parameters.js';

const FACTS = {
  Visibility: text('PUBLIC or PRIVATE; kept and returned.', { values: ['PUBLIC', 'PRIVATE'] }),
  AuthType: text('As CreateApi takes it.', { values: ['APP', 'ANONYMOUS', 'APPOPENID'] }),
  AppCodeAuthType: text('As CreateApi takes it.'),
  AllowSignatureMethod: text('As CreateApi takes it.'),
  ForceNonceCheck: flag('As CreateApi takes it.'),
  DisableInternet: flag('Kept and returned.'),
  ResultType: text('Documentation only.'),
  ResultSample: text('Documentation only.'),
  FailResultSample: text('Documentation only.'),
  ErrorCodeSamples: json('Documentation only.', ERROR_CODE_SAMPLES),
};

const REQUEST = {
  RequestProtocol: text('HTTP, HTTPS or both, with a comma between.'),
  RequestHttpMethod: text('Method of the call.'),
  RequestPath: text('Path of the call.'),
  RequestMode: text('MAPPING, PASSTHROUGH or MAPPING_PASSTHROUGH.'),
  BodyFormat: text('FORM or STREAM.'),
  BodyModel: text('Kept and returned.'),
  PostBodyDescription: text('Documentation only.'),
};

const LISTS = {
  RequestParameters: json('All parameters of the call.', REQUEST_PARAMETERS),
  ServiceParameters: json('All parameters of the backend call.', SERVICE_PARAMETERS),
  ServiceParametersMap: json('Which parameter of the call fills which of the backend.', SERVICE_PARAMETERS_MAP),
};

const BACKENDS = {
  HttpConfig: json('The backend with ServiceProtocol Http.', HTTP_CONFIG),
  VpcConfig: json('The backend with ServiceProtocol Vpc.', VPC_BACKEND),
  FunctionComputeConfig: json('The backend with ServiceProtocol FC.', FUNCTION_COMPUTE_CONFIG),
  OssConfig: json('The backend with ServiceProtocol OSS.', OSS_CONFIG),
  MockConfig: json('The answer with ServiceProtocol Mock.', MOCK_CONFIG),
};

const SERVICE = {
  ServiceTimeout: number('Milliseconds.'),
  ContentTypeCategory: text('DEFAULT, CUSTOM or CLIENT.'),
  ContentTypeValue: text('The content type with CUSTOM.'),
};

const PARAMETERS = {
  ...FACTS,
  ...REQUEST,
  ...LISTS,
  ServiceProtocol: oneOf('Kind of the backend; the one it has when left out.', BACKEND_KINDS),
  ...BACKENDS,
  ...SERVICE,
  UseBackendService: flag('Backends as objects do not exist here, so only false is taken.'),
  BackendName: text('Ignored while UseBackendService is false.'),
  ModelName: text('Models do not exist here, so only an empty one is taken.'),
};

type Given = ValuesOf<typeof PARAMETERS>;

export const modifyApiConfiguration = defineAction({
  name: 'ModifyApiConfiguration',
  summary: 'Changes what is given of a draft. What is live stays as it is until the next DeployApi.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'proxy.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: { ApiId: apiId, ApiName: name('Unique in the group.'), Description: description, ...PARAMETERS },
  response: NOTHING,
  errors: [
    'MissingGroupId',
    'NotFoundApi',
    'NotFoundBackend',
    'NotFoundModel',
    'InvalidRequestConfig',
    'InvalidServiceConfig',
    'InvalidRequestParameters',
    'InvalidServiceParameters',
    'InvalidServiceParametersMap',
    'InvalidHttpConfig',
    'InvalidVpcConfig',
    'InvalidFunctionComputeConfig',
    'InvalidOssConfig',
    'InvalidMockConfig',
    'InvalidAppCodeAuthType',
    'InvalidAllowSignatureMethod',
    'RepeatedApiName',
    'RepeatedRequestPath',
    'ForbiddenApi',
  ],
  async run(services, caller, { ApiId, ApiName = '', Description, ...given }) {
    const { proxy, groupId } = await services.locateApi(caller, ApiId, undefined);
    const facts = changed(factsOf(proxy, proxy.definition), given);
    const text = Description ?? proxy.description;
    const core = toCore(facts, proxy.definition.operations[0]?.id ?? newId(), text);
    await services.members.updateMember(caller.actor, caller.projectId, groupId, proxy.id, {
      ...(ApiName === '' ? {} : { apiName: ApiName }),
      description: text,
      definition: withCore(proxy.definition, facts, core),
    });
  },
  encode: () => ({}),
});

/** @throws Problem for what would have to be ignored to be accepted */
function changed(before: ApiFacts, given: Given): ApiFacts {
  requireObjects(given);
  const facts = { ...before, ...picked(FACTS, given), ...configuredLists(before, picked(LISTS, given)) };
  return {
    ...facts,
    RequestConfig: { ...before.RequestConfig, ...picked(REQUEST, given) },
    ServiceConfig: changedService(before.ServiceConfig ?? {}, given),
  };
}

function changedService(before: NonNullable<ApiFacts['ServiceConfig']>, given: Given) {
  const { HttpConfig, VpcConfig, FunctionComputeConfig, OssConfig, MockConfig } = given;
  const configs = { HttpConfig, VpcConfig, FunctionComputeConfig, OssConfig, MockConfig };
  const { ServiceTimeout, ContentTypeCategory: ContentTypeCatagory, ContentTypeValue } = given;
  return {
    ...configuredBackend(before, given.ServiceProtocol, configs),
    ...givenOf({ ServiceTimeout, ContentTypeCatagory, ContentTypeValue }),
  };
}

function requireObjects({ UseBackendService, BackendName = '', ModelName = '' }: Given): void {
  if (UseBackendService === true) {
    throw new Problem('not_found', `there is no backend '${BackendName.slice(0, 40)}'`, { field: 'BackendId' });
  }
  if (ModelName !== '') throw new Problem('not_found', 'models do not exist here', { field: 'Model' });
}

/** What is given of a table's parameters. */
const picked = <T extends object>(table: T, given: Given) =>
  givenOf(
    Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(table, name))) as Pick<
      Given,
      keyof T & keyof Given
    >,
  );
