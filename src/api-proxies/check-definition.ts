import type { ProxyDefinition } from '../model/api-proxy.js';
import type { ClientRoute } from '../model/client-route.js';
import { hasVariable } from '../model/stage-variable.js';
import { invalid, missing } from '../shared/problem.js';

/** What must hold for a draft to be kept. Whether it can be served is the compiler's question, asked at deployment. */
export function checkDefinition(definition: ProxyDefinition): void {
  if (definition.clientRoute !== null) checkClientRoute(definition.clientRoute);
  definition.routing.addresses.forEach((address, index) => {
    const field = `routing.addresses[${index}]`;
    if (address.address.trim() === '') throw missing(`${field}.address`);
    if (!isAddress(definition, address.address)) throw invalid(`${field}.address`, 'use http://… or https://…');
    if (!Number.isInteger(address.weight) || address.weight < 0) throw invalid(`${field}.weight`, 'use 0 or more');
  });
  for (const field of ['connectTimeoutMs', 'readTimeoutMs', 'retryCount', 'failoverRetryCount'] as const) {
    const value = definition.routing[field];
    if (!Number.isFinite(value) || value < 0) throw invalid(`routing.${field}`, 'use 0 or more');
  }
  checkUniqueOperations(definition);
}

/** What a variable stands for is known where it is deployed. */
const isAddress = ({ source }: ProxyDefinition, text: string): boolean =>
  /^https?:\/\//i.test(text) || (source === 'CLOUD_API' && hasVariable(text));

/** Each path with each host is a route to claim: without bounds one request could keep an environment busy. */
const MAX_ENTRIES = 100;
const MAX_PATH = 2000;
/** Of a DNS name. */
const MAX_HOST = 253;

export function checkClientRoute(route: ClientRoute): void {
  if (route.paths.length === 0) throw missing('clientRoute.paths');
  for (const list of ['paths', 'hosts', 'headers'] as const) {
    if (route[list].length > MAX_ENTRIES) throw invalid(`clientRoute.${list}`, `use at most ${MAX_ENTRIES}`);
  }
  route.paths.forEach((path, index) => {
    if (path.length > MAX_PATH) throw invalid(`clientRoute.paths[${index}]`, `use at most ${MAX_PATH} characters`);
    if (!path.startsWith('/')) throw invalid(`clientRoute.paths[${index}]`, `must begin with '/', got '${path}'`);
    if (/[\s?#\\]|\/\/|[^\x20-\x7e]/.test(path)) {
      throw invalid(`clientRoute.paths[${index}]`, `'${path}' is not a plain path`);
    }
  });
  route.hosts.forEach((host, index) => {
    if (host.length > MAX_HOST || !/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(\.\*)?$/i.test(host)) {
      throw invalid(`clientRoute.hosts[${index}]`, `'${host}' is not a host name, '*.name' or 'name.*'`);
    }
  });
  route.headers.forEach((header, index) => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header.name)) {
      throw invalid(`clientRoute.headers[${index}].name`, `'${header.name}' is not a header name`);
    }
  });
}

function checkUniqueOperations(definition: ProxyDefinition): void {
  const seen = new Set<string>();
  definition.operations.forEach((operation, index) => {
    const key = `${operation.method} ${operation.path}`;
    if (!operation.path.startsWith('/')) {
      throw invalid(`operations[${index}].path`, `must begin with '/', got '${operation.path}'`);
    }
    if (seen.has(key)) throw invalid(`operations[${index}]`, `${key} is there twice`);
    seen.add(key);
  });
}
