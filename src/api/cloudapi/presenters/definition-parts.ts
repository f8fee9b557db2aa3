import type { ListShape, ObjectShape } from '../../rpc/decode/shape.js';
import {
  type ApiFacts,
  CONSTANT_PARAMETERS,
  ERROR_CODE_SAMPLES,
  OPEN_ID_CONNECT_CONFIG,
  REQUEST_PARAMETERS,
  type RequestConfig,
  SERVICE_PARAMETERS_MAP,
  type ServiceConfig,
  SYSTEM_PARAMETERS,
} from '../decode/api-shapes.js';

type Filled<T> = T & { readonly [name: string]: unknown };

/** Clients read texts without asking whether they are there: an absent one is empty. */
function filled<T extends object>({ fields }: ObjectShape, value: T): Filled<T> {
  const texts = Object.entries(fields).flatMap(([name, shape]) => (shape === 'string' ? [[name, '']] : []));
  return { ...Object.fromEntries(texts), ...value };
}

export const filledItems = <T extends object>({ list }: ListShape, items: readonly T[]): Filled<T>[] =>
  items.map((item) => filled(list, item));

export const presentRequestConfig = (config: RequestConfig) => ({
  RequestProtocol: '',
  RequestHttpMethod: 'GET',
  RequestPath: '',
  RequestMode: 'MAPPING',
  BodyFormat: '',
  BodyModel: '',
  PostBodyDescription: '',
  EscapePathParam: false,
  ...config,
});

export function presentServiceConfig({ MockHeaders = [], ...config }: ServiceConfig) {
  const { VpcConfig, FunctionComputeConfig, OssConfig, EventBridgeConfig, ...scalars } = config;
  const objects = Object.entries({ VpcConfig, FunctionComputeConfig, OssConfig, EventBridgeConfig });
  return {
    ServiceProtocol: '',
    ServiceAddress: '',
    ServicePath: '',
    ServiceHttpMethod: '',
    ServiceTimeout: 10_000,
    ContentTypeCatagory: 'CLIENT',
    ContentTypeValue: '',
    Mock: 'FALSE',
    MockResult: '',
    ServiceVpcEnable: 'FALSE',
    AoneAppName: '',
    ...scalars,
    MockHeaders: { MockHeader: MockHeaders },
    ...Object.fromEntries(objects.filter(([, object]) => saysSomething(object))),
  };
}

/** Terraform always sends these objects, all empty where they do not apply; such a one counts as absent. */
const saysSomething = (object: object | undefined): boolean =>
  object !== undefined && Object.values(object).some((value) => value !== '' && value !== false);

export const presentParameters = (facts: ApiFacts) => ({
  RequestParameters: { RequestParameter: filledItems(REQUEST_PARAMETERS, facts.RequestParameters ?? []) },
  ServiceParameters: {
    ServiceParameter: (facts.ServiceParameters ?? []).map(
      ({ ServiceParameterName = '', Location = '', ParameterType = '' }) => ({
        ServiceParameterName,
        Location,
        ParameterType,
      }),
    ),
  },
  ServiceParametersMap: {
    ServiceParameterMap: filledItems(SERVICE_PARAMETERS_MAP, facts.ServiceParametersMap ?? []),
  },
  SystemParameters: { SystemParameter: filledItems(SYSTEM_PARAMETERS, facts.SystemParameters ?? []) },
  CustomSystemParameters: { CustomSystemParameter: [] },
  ConstantParameters: { ConstantParameter: filledItems(CONSTANT_PARAMETERS, facts.ConstantParameters ?? []) },
});

export const presentSamples = (facts: ApiFacts) => ({
  ResultType: facts.ResultType ?? '',
  ResultSample: facts.ResultSample ?? '',
  FailResultSample: facts.FailResultSample ?? '',
  ResultBodyModel: facts.ResultBodyModel ?? '',
  ErrorCodeSamples: { ErrorCodeSample: filledItems(ERROR_CODE_SAMPLES, facts.ErrorCodeSamples ?? []) },
  OpenIdConnectConfig: filled(OPEN_ID_CONNECT_CONFIG, facts.OpenIdConnectConfig ?? {}),
});
