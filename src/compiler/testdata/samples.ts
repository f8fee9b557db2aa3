import type { Operation, ProxyDefinition, Routing } from '../../model/api-proxy.js';
import type { ClientRoute } from '../../model/client-route.js';
import type { CompileInput } from '../compile.js';

/** Plain valid values for table tests; each test changes the one thing it is about. */
export const route = (change: Partial<ClientRoute> = {}): ClientRoute => ({
  paths: ['/shop'],
  hosts: [],
  methods: [],
  headers: [],
  bufferRequest: true,
  bufferResponse: true,
  ...change,
});

export const operation = (change: Partial<Operation> = {}): Operation => ({
  id: `op-${change.method ?? 'GET'}-${change.path ?? '/items'}`,
  path: '/items',
  method: 'GET',
  description: '',
  active: true,
  backendPath: change.path ?? '/items',
  backendMethod: change.method ?? 'GET',
  mapping: null,
  mock: null,
  ...change,
});

export const routing = (change: Partial<Routing> = {}): Routing => ({
  enabled: true,
  addresses: [
    {
      address: 'http://backend.example:8080/base/',
      weight: 100,
      healthCheckEnabled: false,
      role: 'PRIMARY',
      soapType: 'HTTP',
    },
  ],
  algorithm: 'ROUND_ROBIN',
  connectTimeoutMs: 30_000,
  readTimeoutMs: 60_000,
  retryCount: 0,
  failoverRetryCount: 0,
  mirrorEnabled: false,
  ignoreRoutingError: false,
  ...change,
});

export const definition = (change: Partial<ProxyDefinition> = {}): ProxyDefinition => ({
  type: 'REST',
  source: 'OPEN_API',
  clientRoute: route(),
  routing: routing(),
  operations: [operation()],
  backendApiVersion: null,
  specDigest: null,
  extensions: {},
  ...change,
});

export const input = (change: Partial<ProxyDefinition> = {}, rest: Partial<CompileInput> = {}): CompileInput => ({
  proxy: { id: 'p1', name: 'shop' },
  definition: definition(change),
  context: { kind: 'direct' },
  pathPrefix: '',
  ...rest,
});

export const inGroup = (
  clientRoute: Partial<ClientRoute>,
  change: { ownHost?: string | null; position?: number } = {},
): CompileInput['context'] => ({
  kind: 'group',
  clientRoute: route(clientRoute),
  ownHost: null,
  position: 0,
  ...change,
});
