import { inGroup, mapped } from '../../../src/compiler/testdata/samples.js';
import type { ConformanceCase } from '../conformance-case.js';
import { asks, at, misses, proxy } from './building.js';

export const PROXIES: readonly ConformanceCase[] = [
  {
    name: 'ProxyOperations',
    about: 'Operations of a definition are reached below its path, each with its method',
    serves: ({ a }) => ({
      p: proxy(a, {
        operations: [
          { path: '/items', method: 'GET', id: 'list' },
          { path: '/items/{id}', method: 'DELETE', id: 'drop', backendPath: '/things/{id}' },
        ],
      }),
    }),
    exchanges: [
      asks('/shop/items?q=1', { received: { method: 'GET', target: '/items?q=1' } }),
      asks({ target: '/shop/items/5', method: 'DELETE' }, { received: { method: 'DELETE', target: '/things/5' } }),
    ],
  },
  {
    name: 'ProxyMethodNotAllowed',
    about: 'A path of a definition with another method is refused as such',
    serves: ({ a }) => ({ p: proxy(a) }),
    exchanges: [
      asks(
        { target: '/shop/items', method: 'PATCH' },
        { status: 404, body: /\[ERR-006\],\[Method not found or disabled!\]/ },
      ),
      misses('/elsewhere'),
    ],
  },
  {
    name: 'ProxyReverse',
    about: 'A reverse proxy passes everything below its path',
    serves: ({ a }) => ({
      p: proxy(a, { base: '/base', definition: { source: 'REVERSE_PROXY', operations: [] } }),
    }),
    exchanges: [
      asks('/shop', { received: { target: '/base' } }),
      asks({ target: '/shop/any/thing', method: 'PUT' }, { received: { method: 'PUT', target: '/base/any/thing' } }),
    ],
  },
  {
    name: 'ProxyHostsAndHeaders',
    about: 'Hosts and headers of the client route hold for all operations',
    serves: ({ a }) => ({
      p: proxy(a, {
        clientRoute: { hosts: ['api.example.com', '*.wild.example'], headers: [{ name: 'X-Tenant', value: 'blue' }] },
      }),
    }),
    exchanges: [
      asks({ target: '/shop/items', headers: { host: 'api.example.com', 'x-tenant': 'blue' } }, { status: 200 }),
      asks({ target: '/shop/items', headers: { host: 'a.wild.example', 'x-tenant': 'blue' } }, { status: 200 }),
      misses({ target: '/shop/items', headers: { host: 'api.example.com' } }),
      misses({ target: '/shop/items', headers: { host: 'x.example', 'x-tenant': 'blue' } }),
    ],
  },
  {
    name: 'ProxyMock',
    about: 'A mock is answered without a backend',
    serves: ({ dead }) => ({
      p: proxy(dead, {
        operations: [{ mock: { status: 201, headers: [{ name: 'X-Mock', value: '100%' }], body: '{"a":"%d"}' } }],
      }),
    }),
    exchanges: [asks('/shop/items', { status: 201, headers: { 'x-mock': '100%' }, body: '{"a":"%d"}' })],
  },
  {
    name: 'ProxyRoutingDisabled',
    about: 'A proxy whose routing is off answers that there is no backend',
    serves: ({ a }) => ({
      p: proxy(a, {
        definition: {
          routing: {
            enabled: false,
            addresses: [],
            algorithm: 'ROUND_ROBIN',
            connectTimeoutMs: 1_000,
            readTimeoutMs: 1_000,
            retryCount: 0,
            failoverRetryCount: 0,
            mirrorEnabled: false,
            ignoreRoutingError: false,
          },
        },
      }),
    }),
    exchanges: [asks('/shop/items', { status: 404, body: /\[ERR-003\],\[Backend address is not found!\]/ })],
  },
  {
    name: 'ProxyDescribed',
    about:
      'A description is served at the address of its proxy where the query asks for it, in the form that it asks for',
    serves: ({ a }) => ({
      p: proxy(a, {
        operations: [{ id: 'root', path: '/', backendPath: '/' }],
        described: { json: '{"openapi":"100%REQ(host)%"}', yaml: 'openapi: ü\n' },
      }),
      'q:hidden': proxy(a, { clientRoute: { paths: ['/hidden'] }, described: 'hidden' }),
    }),
    exchanges: [
      asks('/shop', { received: { target: '/' } }),
      asks('/shop?openapi', { status: 200, body: '{"openapi":"100%REQ(host)%"}' }),
      asks('/shop?a=b&swagger&format=json', { status: 200, headers: { 'content-type': /^application\/json/ } }),
      asks('/shop?openapi&format=yaml', { body: 'openapi: ü\n', headers: { 'content-type': /^application\/yaml/ } }),
      asks('/shop?swagger.yaml', { status: 200, body: 'openapi: ü\n' }),
      asks({ target: '/shop?openapi', method: 'POST' }, { status: 404, body: /\[ERR-006\]/ }),
      asks('/shop/?openapi', { received: { target: '/?openapi' } }),
      asks('/hidden?openapi', { status: 403, body: /\[ERR-141\],\[The specification is hidden!\]/ }),
    ],
  },
  {
    name: 'ProxyGroup',
    about: 'Members of a group share its path; the earlier one wins',
    serves: ({ a, b }) => ({
      'p:g': proxy(a, { context: inGroup({ paths: ['/g'] }, { position: 0 }) }),
      'q:g': proxy(b, {
        context: inGroup({ paths: ['/g'] }, { position: 1 }),
        operations: [{ id: 'o1' }, { id: 'o2', path: '/own', backendPath: '/own' }],
      }),
    }),
    exchanges: [
      asks('/g/items', { received: { backend: 'a' } }),
      asks('/g/own', { received: { backend: 'b' } }),
      asks('/g/none', { status: 404 }),
    ],
  },
  {
    name: 'ProxyGroupOwnHost',
    about: "A group's own host replaces the hosts of its route",
    serves: ({ a }) => ({ p: proxy(a, { context: inGroup({ paths: ['/'] }, { ownHost: 'g1.example' }) }) }),
    exchanges: [
      asks(at('g1.example', '/items'), { received: { backend: 'a' } }),
      misses(at('other.example', '/items')),
    ],
  },
  {
    name: 'ProxyMapping',
    about: 'Parameters of a request are mapped to others',
    serves: ({ a }) => {
      const { definition } = mapped({ constants: [{ to: { location: 'QUERY', name: 'fixed' }, value: '1' }] });
      return { p: proxy(a, { operations: definition.operations }) };
    },
    exchanges: [asks('/shop/items', { received: { target: '/items?fixed=1' } })],
  },
];
