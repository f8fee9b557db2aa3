import {
  CACHE_CONTEXT_VALUES,
  type CacheSettings,
  type CacheVariable,
  type CallerRules,
  type ContentTypeRule,
  LOAD_BALANCE_ALGORITHMS,
  type MappedParameter,
  type MockResponse,
  PARAMETER_TYPES,
  type ParameterCheck,
  type ParameterTarget,
  PROXY_SOURCES,
  type RequestMapping,
  type Routing,
  type RoutingAddress,
  SIGNATURE_METHODS,
  type SoapAction,
  type SystemVariable,
  type VpcAccessReference,
} from '../model/api-proxy.js';
import type { ClientRoute } from '../model/client-route.js';
import { HTTP_METHODS } from '../model/http-method.js';
import type { AppCodePlace, GroupSettings } from '../model/proxy-group.js';
import type { JsonValue } from '../shared/canonical-json.js';
import {
  CARRIED_DIALECTS,
  type PortableDefinition,
  type PortableGroup,
  type PortableObject,
  type PortableOperation,
  type PortableProxy,
} from './package-content.js';
import { MAX_JSON_BYTES } from './package-limits.js';
import { StrictObject } from './strict-object.js';

const MAX_NAME = 200;
/** What a whole file may hold; the core's own checks come after. */
const MAX_TEXT = MAX_JSON_BYTES;
const MAX_LIST = 100_000;
const MAX_ROUTE_LIST = 100;
const MAX_MS = 86_400_000;
const MAX_WHOLE = 1_000_000;

/** An object of a package, every member checked; `file` is where it stands. */
export function decodeObject(value: unknown, file: string): PortableObject {
  const object = StrictObject.of(value, file);
  const kind = object.oneOf('kind', ['API_PROXY', 'PROXY_GROUP']);
  const head = { name: object.text('name', MAX_NAME), description: object.text('description', MAX_TEXT) };
  if (head.name.trim() === '') throw object.wrong('name', 'must not be empty');
  const decoded: PortableProxy | PortableGroup =
    kind === 'API_PROXY'
      ? { kind, ...head, definition: object.object('definition', decodeDefinition) }
      : {
          kind,
          ...head,
          settings: object.object('settings', decodeSettings),
          members: object.texts('members', MAX_LIST, MAX_NAME),
        };
  object.done();
  return decoded;
}

/** One reader per member: a member that the model gets and that is not read here does not compile. */
type Readers<T> = { readonly [K in keyof T]-?: (object: StrictObject) => T[K] };

/** In the readers' order. A reader that resolves with undefined leaves its member out. */
const membersOf =
  <T extends object>(readers: Readers<T>) =>
  (object: StrictObject): T =>
    Object.fromEntries(
      Object.entries<(object: StrictObject) => unknown>(readers).flatMap(([name, read]) => {
        const value = read(object);
        return value === undefined ? [] : [[name, value]];
      }),
    ) as T;

const decodeDefinition = membersOf<PortableDefinition>({
  type: (definition) => definition.oneOf('type', ['REST', 'SOAP']),
  source: (definition) => definition.oneOf('source', PROXY_SOURCES),
  clientRoute: (definition) =>
    definition.nullable('clientRoute', (name) => definition.object(name, (route) => decodeRoute(route, 2))),
  routing: (definition) => definition.object('routing', decodeRouting),
  operations: (definition) => definition.objects('operations', MAX_LIST, decodeOperation),
  callers: (definition) => (definition.has('callers') ? definition.object('callers', decodeCallers) : undefined),
  backendApiVersion: (definition) =>
    definition.nullable('backendApiVersion', (name) => definition.text(name, MAX_TEXT)),
  specDigest: (definition) => definition.nullable('specDigest', (name) => definition.text(name, 64)),
  specHidden: (definition) => (definition.has('specHidden') && definition.flag('specHidden') ? true : undefined),
  extensions: (definition) => definition.object('extensions', decodeExtensions),
});

const decodeAppCodePlace = membersOf<AppCodePlace>({
  location: (place) => place.oneOf('location', ['header', 'query']),
  name: (place) => place.text('name', MAX_NAME),
});

const decodeSettings = (settings: StrictObject): GroupSettings => {
  const ownHost = settings.flag('ownHost');
  return {
    ownHost,
    ...(settings.has('appCodes') ? { appCodes: settings.object('appCodes', decodeAppCodePlace) } : {}),
    clientRoute: settings.object('clientRoute', (route) => decodeRoute(route, ownHost ? 1 : 2)),
    extensions: settings.object('extensions', decodeExtensions),
  };
};

/** Only a group on a host of its own may take every path of it. */
function decodeRoute(route: StrictObject, minPathLength: number): ClientRoute {
  const paths = route.texts('paths', MAX_ROUTE_LIST, MAX_TEXT);
  if (paths.some((path) => path.length < minPathLength)) {
    throw route.wrong('paths', `needs at least ${minPathLength} characters each`);
  }
  return {
    paths,
    hosts: route.texts('hosts', MAX_ROUTE_LIST, MAX_NAME * 2),
    methods: route.membersOf('methods', HTTP_METHODS),
    headers: route.objects('headers', MAX_ROUTE_LIST, decodeHeader),
    bufferRequest: route.flag('bufferRequest'),
    bufferResponse: route.flag('bufferResponse'),
  };
}

const decodeHeader = (header: StrictObject) => ({
  name: header.text('name', MAX_TEXT),
  value: header.text('value', MAX_TEXT),
});

const decodeAddress = membersOf<RoutingAddress>({
  address: (address) => address.text('address', MAX_TEXT),
  weight: (address) => address.whole('weight', MAX_WHOLE),
  healthCheckEnabled: (address) => address.flag('healthCheckEnabled'),
  role: (address) => address.oneOf('role', ['PRIMARY', 'CANARY', 'MIRROR', 'FAILOVER_ONLY']),
  soapType: (address) => address.oneOf('soapType', ['SOAP11', 'SOAP12', 'HTTP']),
});

const decodeRouting = membersOf<Routing>({
  enabled: (routing) => routing.flag('enabled'),
  addresses: (routing) => routing.objects('addresses', MAX_WHOLE, decodeAddress),
  algorithm: (routing) => routing.oneOf('algorithm', LOAD_BALANCE_ALGORITHMS),
  connectTimeoutMs: (routing) => routing.whole('connectTimeoutMs', MAX_MS),
  readTimeoutMs: (routing) => routing.whole('readTimeoutMs', MAX_MS),
  retryCount: (routing) => routing.whole('retryCount', MAX_WHOLE),
  failoverRetryCount: (routing) => routing.whole('failoverRetryCount', MAX_WHOLE),
  mirrorEnabled: (routing) => routing.flag('mirrorEnabled'),
  ignoreRoutingError: (routing) => routing.flag('ignoreRoutingError'),
  vpcAccess: (routing) => (routing.has('vpcAccess') ? routing.object('vpcAccess', decodeVpcAccess) : undefined),
});

const decodeVpcAccess = (reference: StrictObject): VpcAccessReference => ({
  scheme: reference.oneOf('scheme', ['http', 'https']),
  ...(reference.has('name')
    ? { name: reference.text('name', MAX_NAME) }
    : {
        vpcId: reference.text('vpcId', MAX_NAME),
        instanceId: reference.text('instanceId', MAX_NAME * 2),
        port: reference.whole('port', 65_535),
      }),
});

const decodeCallers = membersOf<CallerRules>({
  appCodes: (callers) => callers.oneOf('appCodes', ['GROUP', 'NONE', 'HEADER', 'HEADER_QUERY']),
  signatures: (callers) => callers.membersOf('signatures', SIGNATURE_METHODS),
  nonceRequired: (callers) => callers.flag('nonceRequired'),
});

const METHODS = [...HTTP_METHODS, 'ANY'] as const;

const decodeOperation = membersOf<PortableOperation>({
  path: (operation) => operation.text('path', MAX_TEXT),
  method: (operation) => operation.oneOf('method', METHODS),
  description: (operation) => operation.text('description', MAX_TEXT),
  active: (operation) => operation.flag('active'),
  backendPath: (operation) => operation.text('backendPath', MAX_TEXT),
  backendMethod: (operation) => operation.oneOf('backendMethod', METHODS),
  mapping: (operation) => operation.nullable('mapping', (name) => operation.object(name, decodeMapping)),
  cache: (operation) => (operation.has('cache') ? operation.object('cache', decodeCache) : undefined),
  protocols: (operation) => (operation.has('protocols') ? decodeProtocols(operation) : undefined),
  mock: (operation) => operation.nullable('mock', (name) => operation.object(name, decodeMock)),
  soap: (operation) => (operation.has('soap') ? operation.objects('soap', MAX_LIST, decodeSoapAction) : undefined),
});

const decodeCache = membersOf<CacheSettings>({
  active: (cache) => cache.flag('active'),
  onlyGet: (cache) => cache.flag('onlyGet'),
  keyType: (cache) => cache.oneOf('keyType', ['QUERY_PARAMS', 'CUSTOM']),
  variables: (cache) => cache.objects('variables', MAX_ROUTE_LIST, decodeCacheVariable),
  storage: (cache) => cache.oneOf('storage', ['LOCAL', 'DISTRIBUTED']),
  capacity: (cache) => cache.whole('capacity', MAX_WHOLE),
  ttlSeconds: (cache) => cache.whole('ttlSeconds', MAX_WHOLE),
  onFailure: (cache) => cache.oneOf('onFailure', ['CONTINUE', 'STOP']),
  invalidationRequiresAuthn: (cache) => cache.flag('invalidationRequiresAuthn'),
  cacheEmpty: (cache) => cache.flag('cacheEmpty'),
});

function decodeCacheVariable(variable: StrictObject): CacheVariable {
  const source = variable.oneOf('source', ['HEADER', 'QUERY', 'PATH', 'CONTEXT']);
  return source === 'CONTEXT'
    ? { source, value: variable.oneOf('value', CACHE_CONTEXT_VALUES) }
    : { source, name: variable.text('name', MAX_TEXT) };
}

function decodeProtocols(operation: StrictObject): NonNullable<PortableOperation['protocols']> {
  const protocols = operation.membersOf('protocols', ['http', 'https']);
  if (protocols.length === 0) throw operation.wrong('protocols', 'must be one or more');
  return protocols;
}

const decodeSoapAction = membersOf<SoapAction>({
  version: (action) => action.oneOf('version', ['1.1', '1.2']),
  action: (action) => action.text('action', MAX_TEXT),
});

const decodeMock = membersOf<MockResponse>({
  status: (mock) => mock.whole('status', 599),
  headers: (mock) => mock.objects('headers', MAX_ROUTE_LIST, decodeHeader),
  body: (mock) => mock.text('body', MAX_TEXT),
});

const decodeMapping = membersOf<RequestMapping>({
  mode: (mapping) => mapping.oneOf('mode', ['MAPPING', 'PASSTHROUGH', 'MAPPING_PASSTHROUGH']),
  parameters: (mapping) => mapping.objects('parameters', MAX_LIST, decodeParameter),
  constants: (mapping) =>
    mapping.objects('constants', MAX_LIST, (constant) => ({
      to: constant.object('to', decodeTarget),
      value: constant.text('value', MAX_TEXT),
    })),
  system: (mapping) =>
    mapping.objects('system', MAX_LIST, (each) => ({
      to: each.object('to', decodeTarget),
      variable: each.oneOf('variable', Object.keys(SYSTEM_VARIABLES) as SystemVariable[]),
    })),
  contentType: (mapping) => (mapping.has('contentType') ? mapping.object('contentType', decodeContentType) : undefined),
  dropsForm: (mapping) => (mapping.has('dropsForm') ? mapping.flag('dropsForm') : undefined),
});

const decodeParameter = membersOf<MappedParameter>({
  from: (parameter) => parameter.object('from', decodeTarget),
  to: (parameter) => parameter.nullable('to', (name) => parameter.object(name, decodeTarget)),
  required: (parameter) => parameter.flag('required'),
  defaultValue: (parameter) => parameter.nullable('defaultValue', (name) => parameter.text(name, MAX_TEXT)),
  check: (parameter) => (parameter.has('check') ? parameter.object('check', decodeCheck) : undefined),
});

const decodeContentType = (rule: StrictObject): ContentTypeRule =>
  rule.oneOf('kind', ['DEFAULT', 'CUSTOM']) === 'DEFAULT'
    ? { kind: 'DEFAULT' }
    : { kind: 'CUSTOM', value: rule.text('value', MAX_TEXT) };

const decodeCheck = membersOf<ParameterCheck>({
  type: (check) => check.oneOf('type', PARAMETER_TYPES),
  minLength: (check) => (check.has('minLength') ? check.whole('minLength', MAX_TEXT) : undefined),
  maxLength: (check) => (check.has('maxLength') ? check.whole('maxLength', MAX_TEXT) : undefined),
  minValue: (check) => (check.has('minValue') ? check.number('minValue') : undefined),
  maxValue: (check) => (check.has('maxValue') ? check.number('maxValue') : undefined),
  values: (check) => (check.has('values') ? check.texts('values', MAX_LIST, MAX_TEXT) : undefined),
  pattern: (check) => (check.has('pattern') ? check.text('pattern', MAX_TEXT) : undefined),
});

const decodeTarget = membersOf<ParameterTarget>({
  location: (target) => target.oneOf('location', ['PATH', 'QUERY', 'HEAD', 'BODY']),
  name: (target) => target.text('name', MAX_TEXT),
});

/** A table, so that a variable which is added to the model cannot be forgotten here. */
const SYSTEM_VARIABLES: Readonly<Record<SystemVariable, true>> = {
  CaClientIp: true,
  CaDomain: true,
  CaRequestHandleTime: true,
  CaAppId: true,
  CaRequestId: true,
  CaHttpSchema: true,
  CaProxy: true,
};

const decodeExtensions = (extensions: StrictObject): { readonly [dialect: string]: JsonValue } =>
  Object.fromEntries(
    CARRIED_DIALECTS.flatMap((dialect) => (extensions.has(dialect) ? [[dialect, extensions.json(dialect)]] : [])),
  );
