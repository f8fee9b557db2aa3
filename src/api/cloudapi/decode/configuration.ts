import { invalid } from '../../../shared/problem.js';
import type { ObjectShape, Shaped } from '../../rpc/decode/shape.js';
import { isTrue } from '../../rpc/decode/shape.js';
import {
  type ApiFacts,
  type FUNCTION_COMPUTE_CONFIG,
  MOCK_HEADERS,
  type OSS_CONFIG,
  type ServiceConfig,
  VPC_CONFIG,
} from './api-shapes.js';
import { splitCatalogs } from './split-catalogs.js';

export const HTTP_CONFIG = {
  fields: { ServiceAddress: 'string', ServicePath: 'string', ServiceHttpMethod: 'string' },
} as const satisfies ObjectShape;

export const VPC_BACKEND = {
  fields: { ...VPC_CONFIG.fields, ServicePath: 'string', ServiceHttpMethod: 'string' },
} as const satisfies ObjectShape;

export const MOCK_CONFIG = {
  fields: { MockResult: 'string', MockStatusCode: 'number', MockHeaders: MOCK_HEADERS },
} as const satisfies ObjectShape;

export const BACKEND_KINDS = ['Http', 'Vpc', 'FC', 'OSS', 'Mock', 'EventBridge'] as const;
export type BackendKind = (typeof BACKEND_KINDS)[number];

/** The backend JSONs of ModifyApiConfiguration, of which one is given: that of the kind. */
export interface BackendConfigs {
  readonly HttpConfig: Shaped<typeof HTTP_CONFIG> | undefined;
  readonly VpcConfig: Shaped<typeof VPC_BACKEND> | undefined;
  readonly FunctionComputeConfig: Shaped<typeof FUNCTION_COMPUTE_CONFIG> | undefined;
  readonly OssConfig: Shaped<typeof OSS_CONFIG> | undefined;
  readonly MockConfig: Shaped<typeof MOCK_CONFIG> | undefined;
}

const CONFIG_OF: Record<BackendKind, keyof BackendConfigs | null> = {
  Http: 'HttpConfig',
  Vpc: 'VpcConfig',
  FC: 'FunctionComputeConfig',
  OSS: 'OssConfig',
  Mock: 'MockConfig',
  EventBridge: null,
};

/** Of the kind that is asked for, or of the one that the API has. @throws Problem invalid_argument for a config of another */
export function configuredBackend(
  before: ServiceConfig,
  kind: BackendKind | undefined,
  configs: BackendConfigs,
): ServiceConfig {
  const wanted = kind ?? kindOf(before);
  const [stray] = Object.entries(configs).filter(
    ([name, config]) => config !== undefined && name !== CONFIG_OF[wanted],
  );
  if (stray !== undefined) throw invalid(stray[0], `it does not belong to ServiceProtocol ${wanted}`);
  return { ...before, ...(kind === undefined ? {} : MARKS[kind]), ...backendFields(wanted, configs) };
}

/** Where a service config says of which kind it is. Source: cloudapi-2016-07-14.md 4.2, 4.4. */
const PLAIN = { Mock: 'FALSE', ServiceVpcEnable: 'FALSE' } as const;
const MARKS: Record<BackendKind, ServiceConfig> = {
  Http: { ...PLAIN, ServiceProtocol: 'HTTP' },
  Vpc: { ...PLAIN, ServiceProtocol: 'HTTP', ServiceVpcEnable: 'TRUE' },
  FC: { ...PLAIN, ServiceProtocol: 'FunctionCompute' },
  OSS: { ...PLAIN, ServiceProtocol: 'OSS' },
  Mock: { ...PLAIN, Mock: 'TRUE' },
  EventBridge: { ...PLAIN, ServiceProtocol: 'EVENTBRIDGE' },
};

function kindOf({ Mock, ServiceVpcEnable, ServiceProtocol = '' }: ServiceConfig): BackendKind {
  if (isTrue(Mock)) return 'Mock';
  if (isTrue(ServiceVpcEnable)) return 'Vpc';
  const named = { FUNCTIONCOMPUTE: 'FC', OSS: 'OSS', EVENTBRIDGE: 'EventBridge' } as const;
  return named[ServiceProtocol.toUpperCase() as keyof typeof named] ?? 'Http';
}

function backendFields(kind: BackendKind, configs: BackendConfigs): ServiceConfig {
  switch (kind) {
    case 'Http':
      return configs.HttpConfig ?? {};
    case 'Vpc':
      return vpcFields(configs.VpcConfig);
    case 'Mock':
      return configs.MockConfig ?? {};
    case 'FC':
      return configs.FunctionComputeConfig === undefined
        ? {}
        : { FunctionComputeConfig: configs.FunctionComputeConfig };
    case 'OSS':
      return configs.OssConfig === undefined ? {} : { OssConfig: configs.OssConfig };
    case 'EventBridge':
      return {};
  }
}

function vpcFields(config: BackendConfigs['VpcConfig']): ServiceConfig {
  if (config === undefined) return {};
  const { ServicePath, ServiceHttpMethod, ...VpcConfig } = config;
  return {
    ...(ServicePath === undefined ? {} : { ServicePath }),
    ...(ServiceHttpMethod === undefined ? {} : { ServiceHttpMethod }),
    VpcConfig,
  };
}

type Lists = Pick<ApiFacts, 'RequestParameters' | 'ServiceParameters' | 'ServiceParametersMap'>;

/** Lists that are given replace those of before; constants among them replace all constants. */
export function configuredLists(before: ApiFacts, given: Lists): ApiFacts {
  const isMixed = (given.ServiceParameters ?? []).some(({ ParameterCatalog = '' }) =>
    /^(constant|system)$/i.test(ParameterCatalog),
  );
  const lists = splitCatalogs({
    requestParameters: given.RequestParameters ?? before.RequestParameters ?? [],
    serviceParameters: given.ServiceParameters ?? before.ServiceParameters ?? [],
    serviceParametersMap: given.ServiceParametersMap ?? before.ServiceParametersMap ?? [],
    constantParameters: isMixed ? [] : (before.ConstantParameters ?? []),
    systemParameters: isMixed ? [] : (before.SystemParameters ?? []),
  });
  return {
    RequestParameters: lists.requestParameters,
    ServiceParameters: lists.serviceParameters,
    ServiceParametersMap: lists.serviceParametersMap,
    ConstantParameters: lists.constantParameters,
    SystemParameters: lists.systemParameters,
  };
}

/** The members that are given. */
export const given = <T extends object>(members: T) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
