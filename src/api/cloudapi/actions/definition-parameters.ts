import { Problem } from '../../../shared/problem.js';
import { flag, json, required, text, type ValuesOf, withDefault } from '../../rpc/decode/parameters.js';
import { API_DEFAULTS } from '../decode/api-defaults.js';
import {
  type ApiFacts,
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
import { splitCatalogs } from '../decode/split-catalogs.js';
import { description, name } from './common-parameters.js';

/** What CreateApi and ModifyApi have in common. Source: cloudapi-2016-07-14.md 4.2. */
export const DEFINITION_PARAMETERS = {
  ApiName: required(name('Unique in the group.')),
  Visibility: required(text('PUBLIC or PRIVATE; kept and returned.', { values: ['PUBLIC', 'PRIVATE'] })),
  Description: description,
  RequestConfig: required(json('What callers send. Path and method are unique in the group.', REQUEST_CONFIG)),
  ServiceConfig: required(
    json('The backend: HTTP, HTTP behind a VPC access, or a fixed answer with Mock=TRUE.', SERVICE_CONFIG),
  ),
  AuthType: withDefault(
    text('APP: only authorised apps may call. ANONYMOUS: anybody. APPOPENID is refused.', {
      values: ['APP', 'ANONYMOUS', 'APPOPENID'],
    }),
    API_DEFAULTS.AuthType,
  ),
  AppCodeAuthType: withDefault(
    text('With APP: DEFAULT, DISABLE, HEADER or HEADER_QUERY.'),
    API_DEFAULTS.AppCodeAuthType,
  ),
  AllowSignatureMethod: withDefault(
    text('With APP: HmacSHA256, or HmacSHA1,HmacSHA256.'),
    API_DEFAULTS.AllowSignatureMethod,
  ),
  ForceNonceCheck: flag('With APP: signed calls must bring a nonce; ModifyApi leaves it as it is when it is left out.'),
  DisableInternet: flag('Kept and returned; ModifyApi leaves it as it is when it is left out.'),
  WebSocketApiType: withDefault(text('Kept and returned.'), API_DEFAULTS.WebSocketApiType),
  BackendEnable: flag('Backends as objects do not exist here, so only false is taken.'),
  BackendId: text('Ignored while BackendEnable is false.'),
  RequestParameters: json('Parameters of the call.', REQUEST_PARAMETERS),
  ServiceParameters: json('Parameters of the backend call.', SERVICE_PARAMETERS),
  ServiceParametersMap: json('Which parameter of the call fills which of the backend.', SERVICE_PARAMETERS_MAP),
  SystemParameters: json('Facts of the gateway to send to the backend.', SYSTEM_PARAMETERS),
  ConstantParameters: json('Constants to send to the backend.', CONSTANT_PARAMETERS),
  ResultType: text('Documentation only.'),
  ResultSample: text('Documentation only.'),
  FailResultSample: text('Documentation only.'),
  ResultBodyModel: text('Documentation only.'),
  ResultDescriptions: json('Documentation only.', RESULT_DESCRIPTIONS),
  ErrorCodeSamples: json('Documentation only.', ERROR_CODE_SAMPLES),
  OpenIdConnectConfig: json('Kept and returned.', OPEN_ID_CONNECT_CONFIG),
};

/** What a definition is refused for that its parameters, each by itself, do not show. */
export const DEFINITION_ERRORS = [
  'InvalidRequestConfig',
  'InvalidServiceConfig',
  'InvalidRequestParameters',
  'InvalidServiceParameters',
  'InvalidServiceParametersMap',
  'InvalidConstantParameters',
  'InvalidSystemParameters',
  'InvalidAppCodeAuthType',
  'InvalidAllowSignatureMethod',
  'NotFoundBackend',
  'RepeatedApiName',
  'RepeatedRequestPath',
] as const;

type Given = ValuesOf<typeof DEFINITION_PARAMETERS>;

/**
 * The definition as it will be kept: defaults filled in, Terraform's mixed lists sorted out.
 * @throws Problem for what would have to be ignored to be accepted
 */
export function readFacts(given: Given, before: Pick<ApiFacts, 'ForceNonceCheck' | 'DisableInternet'>): ApiFacts {
  requireSupported(given);
  const lists = splitCatalogs({
    requestParameters: given.RequestParameters ?? [],
    serviceParameters: given.ServiceParameters ?? [],
    serviceParametersMap: given.ServiceParametersMap ?? [],
    constantParameters: given.ConstantParameters ?? [],
    systemParameters: given.SystemParameters ?? [],
  });
  const { ApiName: _name, Description: _description, BackendEnable: _enable, BackendId: _id, ...kept } = given;
  return {
    ...kept,
    ForceNonceCheck: given.ForceNonceCheck ?? before.ForceNonceCheck ?? API_DEFAULTS.ForceNonceCheck,
    DisableInternet: given.DisableInternet ?? before.DisableInternet ?? API_DEFAULTS.DisableInternet,
    RequestParameters: lists.requestParameters,
    ServiceParameters: lists.serviceParameters,
    ServiceParametersMap: lists.serviceParametersMap,
    ConstantParameters: lists.constantParameters,
    SystemParameters: lists.systemParameters,
  };
}

function requireSupported({ BackendEnable, BackendId = '' }: Given): void {
  if (BackendEnable === true) {
    throw new Problem('not_found', `there is no backend '${BackendId.slice(0, 40)}'`, { field: 'BackendId' });
  }
}
