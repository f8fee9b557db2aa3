import type { ApiProxy, Operation, Routing } from '../../../model/api-proxy.js';
import type { ClientRoute } from '../../../model/client-route.js';
import type { DeploymentRecord } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import type { MethodOrAny } from '../../../model/http-method.js';
import type { FullProxyAnswer, FullProxyDto } from '../dto/full-proxy.dto.js';
import type { EndpointDto, ProxyAnswer, ProxyDeploymentDto, ProxyDto, ProxyRow } from '../dto/proxy.dto.js';
import type { ClientRouteDto, RoutingDto } from '../dto/route.dto.js';
import { presentCacheSettings } from './cache-settings.presenter.js';
import { shortId } from './ids.js';
import { listed } from './success.js';

/** What a list row needs; the core's summary has it. */
export interface ProxySummaryFacts {
  readonly name: string;
  readonly description: string;
  readonly type: 'REST' | 'SOAP';
  readonly paths: readonly string[];
}

export const presentProxyRow = (summary: ProxySummaryFacts): ProxyRow => ({
  name: summary.name,
  description: summary.description,
  type: summary.type,
  relativePath: summary.paths[0] ?? '',
  soapToRest: false,
});

export const presentMemberRow = ({ name, description, definition }: ApiProxy): ProxyRow =>
  presentProxyRow({ name, description, type: definition.type, paths: definition.clientRoute?.paths ?? [] });

/** Everything `GET X/` tells. Source: apiops.md 4.3. */
export interface ProxyView {
  readonly proxy: ApiProxy;
  readonly records: readonly DeploymentRecord[];
  readonly environments: readonly Environment[];
}

/** Both shapes at once: bare, and as the one element of a list. */
export function presentProxyAnswer(view: ProxyView, withPolicies: boolean): ProxyAnswer {
  const proxy = presentProxy(view, withPolicies);
  return { ...listed([proxy]), ...proxy };
}

export function presentFullProxyAnswer(view: ProxyView, withPolicies: boolean): FullProxyAnswer {
  const proxy = presentFullProxy(view, withPolicies);
  return { ...listed([proxy]), ...proxy };
}

const presentFullProxy = (view: ProxyView, withPolicies: boolean): FullProxyDto => ({
  ...presentProxy(view, withPolicies),
  id: shortId(view.proxy.id),
  type: view.proxy.definition.type,
  relativePath: view.proxy.definition.clientRoute?.paths[0] ?? '',
  apiProxyCreationType: view.proxy.definition.source,
  enumProxyCreationType: view.proxy.definition.source,
  backendApiVersion: view.proxy.definition.backendApiVersion,
  specExists: view.proxy.definition.specDigest !== null,
  created: view.proxy.createdAt.toISOString(),
  lastModified: view.proxy.modifiedAt.toISOString(),
});

function presentProxy({ proxy, records, environments }: ProxyView, withPolicies: boolean): ProxyDto {
  const { definition } = proxy;
  return {
    name: proxy.name,
    description: proxy.description,
    apiType: definition.type,
    categoryList: [],
    sharingType: 'NONE',
    clientRoute: presentClientRoute(definition.clientRoute),
    routing: presentRouting(definition.routing),
    endpointList: definition.operations.map((operation) => presentEndpoint(operation, withPolicies)),
    deploymentList: records.flatMap((record) => presentDeployment(record, environments)),
  };
}

/** A proxy that lives in a group only has no route of its own: an empty path list says so. */
export function presentClientRoute(route: ClientRoute | null): ClientRouteDto {
  const hosts = [...(route?.hosts ?? [])];
  return {
    relativePathList: [...(route?.paths ?? [])],
    methodList: orNull(route?.methods ?? []),
    hostList: hosts,
    virtualHostList: hosts,
    headerList: orNull(route?.headers ?? []),
    bufferRequest: route?.bufferRequest ?? true,
    bufferResponse: route?.bufferResponse ?? true,
  };
}

export const presentRouting = (routing: Routing): RoutingDto => ({
  routingEnabled: routing.enabled,
  mirrorEnabled: routing.mirrorEnabled,
  echoEnabled: routing.mirrorEnabled,
  loadBalanceAlgorithm: routing.algorithm,
  connectTimeout: routing.connectTimeoutMs / 1000,
  readTimeout: routing.readTimeoutMs / 1000,
  retryCount: routing.retryCount,
  failoverRetryCount: routing.failoverRetryCount,
  ignoreRoutingError: routing.ignoreRoutingError,
  routingAddressList: routing.addresses.map((address) => ({
    address: address.address,
    weight: address.weight,
    healthCheckEnabled: address.healthCheckEnabled,
    healthMonitoringEnabled: address.healthCheckEnabled,
    soapType: address.soapType,
  })),
});

export const presentEndpoint = (operation: Operation, withPolicies: boolean): EndpointDto => ({
  id: shortId(operation.id),
  endpoint: operation.path,
  description: operation.description,
  active: operation.active,
  httpMethod: methodWord(operation.method),
  backendResourceUrl: operation.backendPath,
  backendHttpMethod: methodWord(operation.backendMethod),
  ...(operation.cache === undefined ? {} : { cacheSettings: presentCacheSettings(operation.cache) }),
  ...(withPolicies ? { requestPolicyList: [], responsePolicyList: [], errorPolicyList: [] } : {}),
});

function presentDeployment(record: DeploymentRecord, environments: readonly Environment[]): ProxyDeploymentDto[] {
  const environment = environments.find(({ id }) => id === record.environmentId);
  if (environment === undefined) return [];
  return [{ environmentName: environment.name, deployed: record.deployed, redeployRequired: record.outdated }];
}

export const methodWord = (method: MethodOrAny): string => (method === 'ANY' ? 'ALL' : method);

const orNull = <T>(items: readonly T[]): readonly T[] | null => (items.length === 0 ? null : items);
