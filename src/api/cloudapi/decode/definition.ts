import type { MockResponse, Operation, ProxyDefinition, RequestMapping, Routing } from '../../../model/api-proxy.js';
import { isHttpMethod, type MethodOrAny } from '../../../model/http-method.js';
import { hasVariable } from '../../../model/stage-variable.js';
import type { Id } from '../../../shared/ids.js';
import { invalid } from '../../../shared/problem.js';
import { isTrue } from '../../rpc/decode/shape.js';
import { toCorePath } from './api-path.js';
import type { ApiFacts, ServiceConfig } from './api-shapes.js';
import { callersOf } from './callers.js';
import { protocolsOf } from './protocols.js';
import { toRequestMapping } from './request-mapping.js';
import { vpcAccessOf } from './vpc-config.js';

/** What of a definition this dialect decides. */
export type CoreOfApi = Pick<ProxyDefinition, 'routing' | 'operations' | 'callers'>;

/**
 * The core's form of an API. Pure: equal facts give an equal core.
 * @throws Problem invalid_argument; `facts.field` is the JSON parameter at fault
 */
export function toCore(facts: ApiFacts, operationId: Id, description: string): CoreOfApi {
  const request = facts.RequestConfig ?? {};
  const service = facts.ServiceConfig ?? {};
  const protocols = protocolsOf(request.RequestProtocol ?? '');
  const path = toCorePath('RequestConfig', 'RequestPath', request.RequestPath ?? '', {
    escapes: request.EscapePathParam ?? false,
  });
  const backendPath = backendPathOf(service);
  const isMock = isTrue(service.Mock);
  if (!isMock) checkBackend(service);
  const operation: Operation = {
    id: operationId,
    path,
    method: methodOf('RequestConfig', 'RequestHttpMethod', request.RequestHttpMethod ?? '', 'GET'),
    description,
    active: true,
    backendPath,
    backendMethod: methodOf('ServiceConfig', 'ServiceHttpMethod', service.ServiceHttpMethod ?? '', 'ANY'),
    mapping: isMock ? null : mappingOf(facts, backendPath),
    mock: isMock ? mockOf(service) : null,
    ...(protocols === null ? {} : { protocols }),
  };
  const callers = callersOf(facts);
  return { routing: routingOf(service, isMock), operations: [operation], ...(callers === null ? {} : { callers }) };
}

const mappingOf = (facts: ApiFacts, backendPath: string): RequestMapping | null =>
  toRequestMapping({
    mode: modeOf(facts.RequestConfig?.RequestMode ?? ''),
    bodyFormat: bodyFormatOf(facts.RequestConfig?.BodyFormat ?? ''),
    backendPath,
    serviceConfig: facts.ServiceConfig ?? {},
    requestParameters: facts.RequestParameters ?? [],
    serviceParameters: facts.ServiceParameters ?? [],
    serviceParametersMap: facts.ServiceParametersMap ?? [],
    constantParameters: facts.ConstantParameters ?? [],
    systemParameters: facts.SystemParameters ?? [],
  });

/** STREAM: the body is no form, and what is declared of it describes it. */
function bodyFormatOf(text: string): 'FORM' | 'STREAM' | null {
  const format = text.toUpperCase();
  if (format === '') return null;
  if (format !== 'FORM' && format !== 'STREAM') throw invalid('RequestConfig', 'BodyFormat must be FORM or STREAM');
  return format;
}

/** HEADER is a misprint of HEAD that clients send (7.15). */
function methodOf(field: string, key: string, text: string, fallback: MethodOrAny): MethodOrAny {
  const method = text === '' ? fallback : text.toUpperCase().replace(/^HEADER$/, 'HEAD');
  if (method === 'ANY' || isHttpMethod(method)) return method;
  throw invalid(field, `${key} '${text.slice(0, 40)}' is not served here`);
}

function modeOf(text: string): RequestMapping['mode'] {
  const mode = text === '' ? 'MAPPING' : text.toUpperCase();
  if (mode === 'MAPPING' || mode === 'PASSTHROUGH' || mode === 'MAPPING_PASSTHROUGH') return mode;
  throw invalid('RequestConfig', 'RequestMode must be MAPPING, PASSTHROUGH or MAPPING_PASSTHROUGH');
}

/** Of services that callers reach over HTTP as well. */
const INSTEAD: Readonly<Record<string, string>> = {
  FUNCTIONCOMPUTE: "use HTTP or HTTPS with the address of the function's HTTP trigger",
  OSS: "use HTTP or HTTPS with the bucket's address",
  EVENTBRIDGE: 'use HTTP or HTTPS with an address that takes events',
};

function checkBackend(service: ServiceConfig): void {
  const protocol = (service.ServiceProtocol ?? '').toUpperCase();
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    const instead = INSTEAD[protocol] ?? 'use HTTP or HTTPS';
    throw invalid('ServiceConfig', `ServiceProtocol '${protocol.slice(0, 40)}' is not called here: ${instead}`);
  }
  if (isTrue(service.ServiceVpcEnable)) return;
  checkAddress(service.ServiceAddress ?? '');
}

/** One with stage variables is known only where it is deployed, and checked there. */
function checkAddress(address: string): void {
  if (hasVariable(address) || /^https?:\/\/[^\s/?#]+\/?$/i.test(address)) return;
  throw invalid('ServiceConfig', 'ServiceAddress must be http(s)://host[:port]; #name# stands for a stage variable');
}

const backendPathOf = ({ ServicePath = '' }: ServiceConfig): string =>
  ServicePath === '' ? '/' : toCorePath('ServiceConfig', 'ServicePath', ServicePath, { variables: true });

function mockOf({ MockResult = '', MockStatusCode = 200, MockHeaders = [] }: ServiceConfig): MockResponse {
  if (!Number.isInteger(MockStatusCode) || MockStatusCode < 200 || MockStatusCode > 599) {
    throw invalid('ServiceConfig', 'MockStatusCode must be a status from 200 to 599');
  }
  const headers = MockHeaders.map(({ HeaderName = '', HeaderValue = '' }) => ({
    name: HeaderName,
    value: HeaderValue,
  }));
  return { status: MockStatusCode, headers: headers.filter(({ name }) => name !== ''), body: MockResult };
}

const DEFAULT_TIMEOUT_MS = 10_000;

function routingOf(service: ServiceConfig, isMock: boolean): Routing {
  const { ServiceAddress = '', ServiceTimeout = DEFAULT_TIMEOUT_MS } = service;
  if (!Number.isInteger(ServiceTimeout) || ServiceTimeout < 1 || ServiceTimeout > 600_000) {
    throw invalid('ServiceConfig', 'ServiceTimeout must be 1 to 600000 milliseconds');
  }
  const address = {
    address: ServiceAddress.replace(/\/$/, ''),
    weight: 1,
    healthCheckEnabled: false,
    role: 'PRIMARY',
    soapType: 'HTTP',
  } as const;
  const vpcAccess = isMock ? null : vpcAccessOf(service);
  return {
    enabled: true,
    addresses: isMock || vpcAccess !== null ? [] : [address],
    algorithm: 'ROUND_ROBIN',
    connectTimeoutMs: ServiceTimeout,
    readTimeoutMs: ServiceTimeout,
    retryCount: 0,
    failoverRetryCount: 0,
    mirrorEnabled: false,
    ignoreRoutingError: false,
    ...(vpcAccess === null ? {} : { vpcAccess }),
  };
}
