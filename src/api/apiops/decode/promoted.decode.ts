import {
  type Operation,
  PROXY_SOURCES,
  type ProxyDefinition,
  type ProxySource,
  type RoutingAddress,
} from '../../../model/api-proxy.js';
import type { ClientRoute } from '../../../model/client-route.js';
import { HTTP_METHODS, type MethodOrAny } from '../../../model/http-method.js';
import { decodeCacheSettings } from './cache-settings.decode.js';
import { decodeClientRoute } from './client-route.decode.js';
import { Fields, refused } from './fields.js';
import { decodeRouting, type RoutingInput } from './routing.decode.js';

/** A proxy as `forpromotion` and `full` tell it. Absent members keep what is stored, or get what a new proxy has. */
export interface PromotedProxy {
  /** Undefined: a new one. As the dialect shows ids. */
  readonly id: string | undefined;
  readonly name: string;
  readonly description: string | undefined;
  readonly type: ProxyDefinition['type'] | undefined;
  readonly source: ProxySource | undefined;
  /** Null: it has no path of its own. */
  readonly clientRoute: ClientRoute | null | undefined;
  readonly routing: RoutingInput | undefined;
  readonly operations: readonly PromotedOperation[] | undefined;
  readonly backendApiVersion: string | undefined;
}

export type PromotedOperation = Omit<Operation, 'id' | 'mapping' | 'mock'>;

export function decodePromotedProxy(body: unknown): PromotedProxy {
  const fields = Fields.ofBody(body);
  const name = fields.requiredText('name');
  return {
    id: decodeId(fields),
    name,
    description: fields.text('description'),
    type: fields.oneOf(fields.has('type') ? 'type' : 'apiType', ['REST', 'SOAP']),
    source: fields.oneOf(
      fields.has('enumProxyCreationType') ? 'enumProxyCreationType' : 'apiProxyCreationType',
      PROXY_SOURCES,
    ),
    clientRoute: decodeRoute(fields),
    routing: decodePromotedRouting(fields),
    operations: fields.objects('endpointList')?.map(decodeOperation),
    backendApiVersion: fields.text('backendApiVersion'),
  };
}

/** A group with the names of its members, in member order. */
export interface PromotedGroup {
  readonly id: string | undefined;
  readonly name: string;
  readonly description: string | undefined;
  readonly clientRoute: ClientRoute | undefined;
  readonly members: readonly string[] | undefined;
}

export function decodePromotedGroup(body: unknown): PromotedGroup {
  const fields = Fields.ofBody(body);
  const name = fields.requiredText('name');
  const route = fields.object('clientRoute');
  const members = fields.objects('apiProxyList')?.map((member) => member.requiredText('name'));
  return {
    id: decodeId(fields),
    name,
    description: fields.text('description'),
    clientRoute: route === undefined ? undefined : decodeClientRoute(route),
    members: members === undefined ? undefined : [...new Set(members)],
  };
}

/** Ids of environments, comma-separated; unknown ones are skipped. Source: apiops.md 4.10. */
export const decodeEnvironmentIds = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [...new Set(value.split(',').map((id) => id.trim()))].filter((id) => id !== '') : [];

function decodeId(fields: Fields): string | undefined {
  const id = fields.text('id');
  return id === undefined || id.trim() === '' ? undefined : id.trim();
}

/** An empty list of paths is how a proxy looks that lives in groups only. */
function decodeRoute(fields: Fields): ClientRoute | null | undefined {
  const route = fields.object('clientRoute');
  if (route === undefined) return undefined;
  return route.texts('relativePathList')?.length === 0 ? null : decodeClientRoute(route);
}

function decodePromotedRouting(fields: Fields): RoutingInput | undefined {
  const routing = fields.object('routing');
  if (routing === undefined) return undefined;
  const decoded = decodeRouting(routing, 100);
  return { ...decoded, addresses: decoded.addresses ?? routing.objects('apiRoutingList')?.map(decodeUrlOnly) };
}

const decodeUrlOnly = (routing: Fields): RoutingAddress => ({
  address: routing.requiredText('url').trim(),
  weight: 100,
  healthCheckEnabled: false,
  role: 'PRIMARY',
  soapType: 'SOAP11',
});

const METHOD_WORDS = [...HTTP_METHODS, 'ALL'] as const;

function decodeOperation(endpoint: Fields): PromotedOperation {
  const path = endpoint.requiredText('endpoint', 'name');
  const method = methodOf(endpoint, 'httpMethod');
  if (method === undefined) throw refused('endpointList: httpMethod value can not be empty!');
  const cache = endpoint.object('cacheSettings');
  return {
    ...(cache === undefined ? {} : { cache: decodeCacheSettings(cache) }),
    path,
    method,
    description: endpoint.text('description') ?? '',
    active: endpoint.flag('active') ?? true,
    backendPath: endpoint.text('backendResourceUrl') ?? path,
    backendMethod: methodOf(endpoint, 'backendHttpMethod') ?? method,
  };
}

function methodOf(endpoint: Fields, name: string): MethodOrAny | undefined {
  const word = endpoint.oneOf(name, METHOD_WORDS);
  return word === 'ALL' ? 'ANY' : word;
}
