import { isTrue } from '../../rpc/decode/shape.js';
import { toDescribedPath } from '../decode/api-path.js';
import type { ApiFacts, ServiceConfig } from '../decode/api-shapes.js';
import { type ExportWords, encodeParameters, type JsonMap, said } from './encode-parameters.js';
import { EXTENSION } from './extensions.js';

/** An API as it is to be described. */
export interface ExportedApi {
  readonly name: string;
  readonly description: string;
  readonly facts: ApiFacts;
}

/** The operation object, without what descriptions have no words for. */
export function encodeOperation({ name, description, facts }: ExportedApi, words: ExportWords): JsonMap {
  const protocols = facts.RequestConfig?.RequestProtocol ?? '';
  return {
    operationId: name,
    ...said('description', description),
    ...(words.generation === '2.0' && protocols !== '' ? { schemes: protocols.toLowerCase().split(',') } : {}),
    ...encodeParameters(facts, words),
    responses: { default: { description: 'What the backend answers.' } },
    ...(words.withExtensions ? encodeExtensions(name, facts) : {}),
  };
}

const encodeExtensions = (name: string, facts: ApiFacts): JsonMap => ({
  [EXTENSION.apiName]: name,
  [EXTENSION.authType]: facts.AuthType ?? '',
  [EXTENSION.marketEnable]: facts.Visibility === 'PUBLIC',
  [EXTENSION.forceNonceCheck]: facts.ForceNonceCheck === true,
  [EXTENSION.handling]: facts.RequestConfig?.RequestMode ?? 'MAPPING',
  [EXTENSION.backend]: encodeBackend(facts.ServiceConfig ?? {}),
  ...list(EXTENSION.constants, facts.ConstantParameters, (each) => ({
    backendName: each.ServiceParameterName ?? '',
    location: each.Location ?? '',
    value: each.ConstantValue ?? '',
    ...said('description', each.Description),
  })),
  ...list(EXTENSION.system, facts.SystemParameters, (each) => ({
    systemName: each.ParameterName ?? '',
    backendName: each.ServiceParameterName ?? '',
    location: each.Location ?? '',
    ...said('demoValue', each.DemoValue),
    ...said('description', each.Description),
  })),
});

const list = <T>(name: string, items: readonly T[] | undefined, encode: (item: T) => JsonMap): JsonMap =>
  items === undefined || items.length === 0 ? {} : { [name]: items.map(encode) };

function encodeBackend(service: ServiceConfig): JsonMap {
  return {
    type: typeOf(service),
    ...said('address', service.ServiceAddress),
    ...(service.ServicePath === undefined ? {} : { path: toDescribedPath(service.ServicePath) }),
    ...said('method', service.ServiceHttpMethod),
    ...said('timeout', service.ServiceTimeout),
    ...said('vpcAccessName', service.VpcConfig?.Name),
    ...said('fcRegion', service.FunctionComputeConfig?.RegionId),
    ...said('serviceName', service.FunctionComputeConfig?.ServiceName),
    ...said('functionName', service.FunctionComputeConfig?.FunctionName),
    ...said('arn', service.FunctionComputeConfig?.RoleArn),
    ...(isTrue(service.Mock) ? mockWords(service) : {}),
  };
}

function typeOf({ Mock, ServiceVpcEnable, ServiceProtocol }: ServiceConfig): string {
  if (isTrue(Mock)) return 'MOCK';
  if (isTrue(ServiceVpcEnable)) return 'HTTP-VPC';
  return ServiceProtocol?.toUpperCase() === 'FUNCTIONCOMPUTE' ? 'FC' : 'HTTP';
}

const mockWords = ({ MockResult, MockStatusCode, MockHeaders }: ServiceConfig): JsonMap => ({
  mockResult: MockResult ?? '',
  ...said('mockStatusCode', MockStatusCode),
  ...list('mockHeaders', MockHeaders, ({ HeaderName = '', HeaderValue = '' }) => ({
    name: HeaderName,
    value: HeaderValue,
  })),
});
