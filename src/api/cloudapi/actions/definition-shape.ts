import type { ObjectShape } from '../../rpc/decode/shape.js';
import {
  CONSTANT_PARAMETERS,
  ERROR_CODE_SAMPLES,
  OPEN_ID_CONNECT_CONFIG,
  REQUEST_CONFIG,
  REQUEST_PARAMETERS,
  RESULT_DESCRIPTIONS,
  SERVICE_CONFIG,
  SERVICE_PARAMETERS,
  SERVICE_PARAMETERS_MAP,
  SYSTEM_PARAMETERS,
} from '../decode/api-shapes.js';

/** Fields of the definition that DescribeApi, DescribeDeployedApi and DescribeApiHistory return. */
export const DEFINITION_SHAPE = {
  GroupId: 'string',
  GroupName: 'string',
  ApiId: 'string',
  ApiName: 'string',
  RegionId: 'string',
  Description: 'string',
  Visibility: 'string',
  AuthType: 'string',
  AppCodeAuthType: 'string',
  AllowSignatureMethod: 'string',
  ForceNonceCheck: 'boolean',
  DisableInternet: 'boolean',
  WebSocketApiType: 'string',
  BackendEnable: 'boolean',
  BackendConfig: { fields: { BackendId: 'string', BackendName: 'string', BackendType: 'string' } },
  RequestConfig: REQUEST_CONFIG,
  ServiceConfig: SERVICE_CONFIG,
  RequestParameters: REQUEST_PARAMETERS,
  ServiceParameters: SERVICE_PARAMETERS,
  ServiceParametersMap: SERVICE_PARAMETERS_MAP,
  SystemParameters: SYSTEM_PARAMETERS,
  CustomSystemParameters: { item: 'CustomSystemParameter', list: SYSTEM_PARAMETERS.list },
  ConstantParameters: CONSTANT_PARAMETERS,
  ResultType: 'string',
  ResultSample: 'string',
  FailResultSample: 'string',
  ResultBodyModel: 'string',
  ErrorCodeSamples: ERROR_CODE_SAMPLES,
  OpenIdConnectConfig: OPEN_ID_CONNECT_CONFIG,
} as const satisfies ObjectShape['fields'];

/** What DescribeDeployedApi and DescribeApiHistory add. */
export const PUBLISHED_SHAPE = {
  ServiceConfig: { fields: { ...SERVICE_CONFIG.fields, VpcId: 'string' } },
  ResultDescriptions: RESULT_DESCRIPTIONS,
  StageName: 'string',
  DeployedTime: 'string',
} as const satisfies ObjectShape['fields'];

export const DEPLOYED_INFOS_SHAPE = {
  item: 'DeployedInfo',
  list: { fields: { StageName: 'string', EffectiveVersion: 'string', DeployedStatus: 'string' } },
} as const;

export const TAG_LIST_SHAPE = { item: 'Tag', list: { fields: { TagKey: 'string', TagValue: 'string' } } } as const;
