import type { MockResponse, Operation, ProxyDefinition, RequestMapping, Routing } from '../../../model/api-proxy.js';
import { API_DEFAULTS } from './api-defaults.js';
import { toWirePath } from './api-path.js';
import type { ApiFacts, ServiceConfig } from './api-shapes.js';

/** How a proxy that was not written here looks as an API; null unless it has exactly one operation. */
export function synthesiseFacts(definition: ProxyDefinition): ApiFacts | null {
  const [operation, ...others] = definition.operations;
  if (operation === undefined || others.length > 0) return null;
  return {
    ...API_DEFAULTS,
    RequestConfig: {
      RequestProtocol: 'HTTP,HTTPS',
      RequestHttpMethod: operation.method,
      RequestPath: toWirePath(operation.path),
      RequestMode: operation.mapping?.mode ?? 'PASSTHROUGH',
    },
    ServiceConfig: serviceConfig(operation, definition.routing),
    ...(operation.mapping === null ? {} : parameterLists(operation.mapping)),
  };
}

function serviceConfig(operation: Operation, routing: Routing): ServiceConfig {
  const address = routing.addresses.find(({ role }) => role === 'PRIMARY') ?? routing.addresses[0];
  const [, origin = '', base = ''] = /^([a-z]+:\/\/[^/]*)(.*)$/i.exec(address?.address ?? '') ?? [];
  return {
    ServiceProtocol: 'HTTP',
    ServiceAddress: origin,
    ServicePath: `${base.replace(/\/$/, '')}${toWirePath(operation.backendPath)}`,
    ServiceHttpMethod: operation.backendMethod,
    ServiceTimeout: routing.readTimeoutMs,
    ...mockConfig(operation.mock),
  };
}

const mockConfig = (mock: MockResponse | null): ServiceConfig =>
  mock === null
    ? {}
    : {
        Mock: 'TRUE',
        MockResult: mock.body,
        MockStatusCode: mock.status,
        MockHeaders: mock.headers.map(({ name, value }) => ({ HeaderName: name, HeaderValue: value })),
      };

function parameterLists({ parameters, constants, system }: RequestMapping): ApiFacts {
  const sent = parameters.flatMap(({ from, to }) => (to === null ? [] : [{ from, to }]));
  const sources = [...new Map(parameters.map((each) => [`${each.from.location} ${each.from.name}`, each])).values()];
  return {
    RequestParameters: sources.map(({ from, required, defaultValue }) => ({
      ApiParameterName: from.name,
      Location: from.location,
      ParameterType: 'String',
      Required: required ? 'REQUIRED' : 'OPTIONAL',
      DefaultValue: defaultValue ?? '',
    })),
    ServiceParameters: sent.map(({ to }) => ({
      ServiceParameterName: to.name,
      Location: to.location,
      ParameterType: 'STRING',
    })),
    ServiceParametersMap: sent.map(({ from, to }) => ({
      ServiceParameterName: to.name,
      RequestParameterName: from.name,
    })),
    ConstantParameters: constants.map(({ to, value }) => ({
      ServiceParameterName: to.name,
      ConstantValue: value,
      Location: to.location,
    })),
    SystemParameters: system.map(({ to, variable }) => ({
      ParameterName: variable,
      ServiceParameterName: to.name,
      Location: to.location,
    })),
  };
}
