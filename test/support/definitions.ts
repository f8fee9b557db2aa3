import type { ProxyDefinition } from '../../src/model/api-proxy.js';
import type { ClientRoute } from '../../src/model/client-route.js';
import type { GroupSettings } from '../../src/model/proxy-group.js';
import { newId } from '../../src/shared/ids.js';

export const clientRoute = (...paths: string[]): ClientRoute => ({
  paths,
  hosts: [],
  methods: [],
  headers: [],
  bufferRequest: true,
  bufferResponse: true,
});

/** A proxy with one operation `GET {operation}` towards `address`. */
export function definition(path: string, address = 'http://127.0.0.1:9', operation = '/items'): ProxyDefinition {
  return {
    type: 'REST',
    source: 'OPEN_API',
    clientRoute: clientRoute(path),
    routing: {
      enabled: true,
      addresses: [{ address, weight: 100, healthCheckEnabled: false, role: 'PRIMARY', soapType: 'SOAP11' }],
      algorithm: 'ROUND_ROBIN',
      connectTimeoutMs: 30_000,
      readTimeoutMs: 60_000,
      retryCount: 0,
      failoverRetryCount: 0,
      mirrorEnabled: false,
      ignoreRoutingError: false,
    },
    operations: [
      {
        id: newId(),
        path: operation,
        method: 'GET',
        description: '',
        active: true,
        backendPath: operation,
        backendMethod: 'GET',
        mapping: null,
        mock: null,
      },
    ],
    backendApiVersion: null,
    specDigest: null,
    extensions: {},
  };
}

/** What the compiler must refuse: a metadata address is never a backend. */
export const uncompilable = (path: string): ProxyDefinition => definition(path, 'http://169.254.169.254');

export const groupSettings = (path: string): GroupSettings => ({
  clientRoute: clientRoute(path),
  ownHost: false,
  extensions: {},
});
