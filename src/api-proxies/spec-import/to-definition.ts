import type { Operation, Routing, RoutingAddress } from '../../model/api-proxy.js';
import { describedPath } from '../../model/described-path.js';
import type { Id } from '../../shared/ids.js';
import type { ParsedDescription } from './parsed-description.js';

/** The operations of a new proxy: same path and method at the backend, all active. */
export const operationsOf = (parsed: ParsedDescription, newId: () => Id): Operation[] =>
  parsed.operations.map(({ path, method, operationId, summary, soap }) => ({
    id: newId(),
    path,
    method,
    description: summary === '' ? (operationId ?? '') : summary,
    active: true,
    // A SOAP service is one address, whatever is called at it.
    backendPath: soap === undefined ? describedPath(path) : '/',
    backendMethod: method,
    mapping: null,
    mock: null,
    ...(soap === undefined ? {} : { soap }),
  }));

/**
 * Routing to the first server that is a usable http(s) address, without addresses when none is. Servers of a
 * description are alternatives (production, sandbox), so traffic is never spread over them. Relative ones are taken
 * relative to `documentUrl`, when there is one. Defaults: apiops.md 4.4.
 */
export function defaultRouting(
  servers: readonly string[],
  documentUrl: string | null = null,
  soapType: RoutingAddress['soapType'] = 'HTTP',
): Routing {
  const address = servers.map((server) => addressOf(server, documentUrl)).find((found) => found !== null);
  return {
    enabled: true,
    addresses:
      address === undefined || address === null
        ? []
        : [{ address, weight: 100, healthCheckEnabled: false, role: 'PRIMARY', soapType }],
    algorithm: 'ROUND_ROBIN',
    connectTimeoutMs: 30_000,
    readTimeoutMs: 60_000,
    retryCount: 0,
    failoverRetryCount: 0,
    mirrorEnabled: false,
    ignoreRoutingError: false,
  };
}

function addressOf(server: string, documentUrl: string | null): string | null {
  const url = documentUrl === null ? URL.parse(server) : URL.parse(server, documentUrl);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
