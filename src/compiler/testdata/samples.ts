import type {
  CacheSettings,
  Operation,
  ProxyDefinition,
  RequestMapping,
  Routing,
  RoutingAddress,
} from '../../model/api-proxy.js';
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

export const cacheSettings = (change: Partial<CacheSettings> = {}): CacheSettings => ({
  active: true,
  onlyGet: true,
  keyType: 'QUERY_PARAMS',
  variables: [],
  storage: 'LOCAL',
  capacity: 9,
  ttlSeconds: 60,
  onFailure: 'CONTINUE',
  invalidationRequiresAuthn: false,
  cacheEmpty: false,
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
  spec: null,
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
  surroundings: null,
  ...change,
});

export const address = (text: string, change: Partial<RoutingAddress> = {}): RoutingAddress => ({
  address: text,
  weight: 1,
  healthCheckEnabled: false,
  role: 'PRIMARY',
  soapType: 'HTTP',
  ...change,
});

export const mapping = (change: Partial<RequestMapping> = {}): RequestMapping => ({
  mode: 'MAPPING',
  parameters: [],
  constants: [],
  system: [],
  ...change,
});

/** One operation with a mapping. */
export const mapped = (change: Partial<RequestMapping>, rest: Partial<Operation> = {}): CompileInput =>
  input({ operations: [operation({ mapping: mapping(change), ...rest })] });
