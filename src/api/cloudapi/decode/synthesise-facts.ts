import type {
  CallerRules,
  ContentTypeRule,
  MockResponse,
  Operation,
  ParameterCheck,
  ParameterType,
  ProxyDefinition,
  RequestMapping,
  Routing,
  VpcAccessReference,
} from '../../../model/api-proxy.js';
import { API_DEFAULTS } from './api-defaults.js';
import { toWirePath } from './api-path.js';
import type { ApiFacts, RequestParameter, ServiceConfig } from './api-shapes.js';
import { APP_CODE_TYPES } from './callers.js';

/** How a proxy that was not written here looks as an API; null unless it has exactly one operation. */
export function synthesiseFacts(definition: ProxyDefinition): ApiFacts | null {
  const [operation, ...others] = definition.operations;
  if (operation === undefined || others.length > 0) return null;
  return {
    ...API_DEFAULTS,
    RequestConfig: {
      RequestProtocol: (operation.protocols ?? ['http', 'https']).join(',').toUpperCase(),
      RequestHttpMethod: operation.method,
      RequestPath: toWirePath(operation.path),
      RequestMode: operation.mapping?.mode ?? 'PASSTHROUGH',
    },
    ServiceConfig: serviceConfig(operation, definition.routing),
    ...(operation.mapping === null ? {} : parameterLists(operation.mapping)),
    ...(definition.callers === undefined ? {} : callerFacts(definition.callers)),
  };
}

const callerFacts = ({ appCodes, signatures, nonceRequired }: CallerRules): ApiFacts => ({
  AuthType: 'APP',
  AppCodeAuthType: Object.keys(APP_CODE_TYPES).find((type) => APP_CODE_TYPES[type] === appCodes) ?? 'DEFAULT',
  AllowSignatureMethod: signatures.toReversed().join(','),
  ForceNonceCheck: nonceRequired,
});

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
    ...contentTypeConfig(operation.mapping?.contentType),
    ...(routing.vpcAccess === undefined ? {} : vpcConfig(routing.vpcAccess)),
  };
}

const contentTypeConfig = (rule: ContentTypeRule | undefined): ServiceConfig =>
  rule === undefined
    ? {}
    : { ContentTypeCatagory: rule.kind, ...(rule.kind === 'CUSTOM' ? { ContentTypeValue: rule.value } : {}) };

function vpcConfig({ scheme, ...reference }: VpcAccessReference): ServiceConfig {
  const place =
    'name' in reference
      ? { Name: reference.name }
      : { VpcId: reference.vpcId, InstanceId: reference.instanceId, Port: reference.port };
  return { ServiceVpcEnable: 'TRUE', VpcConfig: { ...place, VpcScheme: scheme.toUpperCase() } };
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

const TYPE_NAMES: Readonly<Record<ParameterType, string>> = {
  STRING: 'String',
  INT: 'Int',
  LONG: 'Long',
  FLOAT: 'Float',
  DOUBLE: 'Double',
  BOOLEAN: 'Boolean',
};

const checkFacts = ({
  minLength,
  maxLength,
  minValue,
  maxValue,
  values,
  pattern,
}: ParameterCheck): RequestParameter => ({
  ...(minLength === undefined ? {} : { MinLength: minLength }),
  ...(maxLength === undefined ? {} : { MaxLength: maxLength }),
  ...(minValue === undefined ? {} : { MinValue: minValue }),
  ...(maxValue === undefined ? {} : { MaxValue: maxValue }),
  ...(values === undefined ? {} : { EnumValue: values.join(',') }),
  ...(pattern === undefined ? {} : { RegularExpression: pattern }),
});

function parameterLists({ parameters, constants, system }: RequestMapping): ApiFacts {
  const sent = parameters.flatMap(({ from, to }) => (to === null ? [] : [{ from, to }]));
  const sources = [...new Map(parameters.map((each) => [`${each.from.location} ${each.from.name}`, each])).values()];
  return {
    RequestParameters: sources.map(({ from, required, defaultValue, check }) => ({
      ApiParameterName: from.name,
      Location: from.location,
      ParameterType: TYPE_NAMES[check?.type ?? 'STRING'],
      Required: required ? 'REQUIRED' : 'OPTIONAL',
      DefaultValue: defaultValue ?? '',
      ...(check === undefined ? {} : checkFacts(check)),
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
