import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { ConformanceCase } from '../conformance-case.js';
import type { BackendPorts } from '../support/backends.js';
import { api, apis, passed, refused } from './apis.js';
import { asks, at, exact, host, misses, saying, says } from './building.js';

const OWN = host('g1.groups.example');

const withEndpoint = (ports: BackendPorts, port: number, weight = 1) => {
  const { routes } = apis(ports, { api: {} });
  const endpoints = [endpointAt(port, { weight })];
  return {
    p: { routes, upstreams: [{ name: 'backend', balancing: 'first' as const, endpoints, connectTimeoutMs: 1_000 }] },
  };
};

/** The suite's planes serve groups below `groups.example`. */
export const CA_ERRORS: readonly ConformanceCase[] = [
  {
    name: 'CaUnmatched',
    about: 'On a host of cloudapi routes what is not found is told in headers; elsewhere as ever',
    serves: (ports) => ({
      p: apis(ports, { api: { match: { hosts: [OWN, host('api.acme.example')], path: exact('/one') } } }),
      q: saying({ one: { hosts: [host('plain.example')], path: exact('/one') } }),
    }),
    exchanges: [
      asks(at('g1.groups.example', '/one'), passed()),
      asks(at('g1.groups.example:9080', '/two?a=1'), refused(404, 'I404NF', 'API not found with `GET /two`')),
      asks(
        { ...at('api.acme.example', '/two'), method: 'DELETE' },
        refused(404, 'I404NF', 'API not found with `DELETE /two`'),
      ),
      says(at('plain.example', '/one'), 'one'),
      misses(at('plain.example', '/two')),
      misses(at('other.example', '/one')),
    ],
  },
  {
    name: 'CaUnknownDomain',
    about: 'A host below the domain of the groups that is none of them is an invalid domain',
    serves: (ports) => ({ p: apis(ports, { api: { match: { hosts: [OWN] } } }) }),
    exchanges: [
      asks(at('G2.groups.example:80', '/'), refused(404, 'I404DO', 'Invalid Domain `g2.groups.example`')),
      misses(at('groups.example', '/')),
      misses(at('xgroups.example', '/')),
    ],
  },
  {
    name: 'CaUnknownDomainServed',
    about: 'A route for any host goes before an invalid domain',
    serves: (ports) => ({
      p: apis(ports, { api: { match: { hosts: [OWN] } } }),
      q: saying({ any: { path: exact('/one') } }),
    }),
    exchanges: [
      says(at('g2.groups.example', '/one'), 'any'),
      asks(at('g2.groups.example', '/'), refused(404, 'I404DO', 'Invalid Domain `g2.groups.example`')),
    ],
  },
  {
    name: 'CaForgedByBackend',
    about: "Only the gateway says what went wrong: a backend's words of that kind are not passed on",
    serves: (ports) => api(ports),
    exchanges: [asks('/?do=forged', { ...passed(), status: 500, received: undefined })],
  },
  {
    name: 'CaRefusedConnection',
    about: 'A backend that cannot be connected to is told in headers',
    serves: (ports) => withEndpoint(ports, ports.dead),
    exchanges: [asks('/', refused(504, 'D504CO', 'Backend service connect failed'))],
  },
  {
    name: 'CaNoEndpoint',
    about: 'So is a backend without an address',
    serves: (ports) => withEndpoint(ports, ports.a, 0),
    exchanges: [asks('/', refused(504, 'D504CO', 'Backend service connect failed'))],
  },
  {
    name: 'CaBrokenConnection',
    about: 'So is one that hangs up',
    serves: (ports) => api(ports),
    exchanges: [asks('/?do=reset', refused(504, 'D504RE', 'Backend service connect failed'))],
  },
  {
    name: 'CaTimeout',
    about: 'So is one that does not answer in time',
    serves: (ports) => api(ports, { forward: { responseTimeoutMs: 100 } }),
    exchanges: [asks('/?do=silence', refused(504, 'D504TO', 'Backend service request timeout'))],
  },
  {
    name: 'CaRequestId',
    about: 'The caller and the backend are told the same id, whatever the caller sent',
    serves: (ports) => api(ports, { mapping: { mode: 'passthrough', system: [] } }),
    exchanges: [
      asks(
        { target: '/', headers: { 'x-ca-request-id': 'forged' } },
        passed({ headers: { 'x-ca-request-id': /^[0-9A-F-]{36}$/ } }),
      ),
    ],
  },
  {
    name: 'CaRejected',
    about: 'What the compiler rejects is told in headers',
    serves: () => {
      const { routes, upstreams } = saying({ no: { action: { kind: 'reject', code: 'ERR-006' } } });
      return { p: { routes: routes.map((route) => ({ ...route, errorStyle: 'ca-headers' as const })), upstreams } };
    },
    exchanges: [asks('/', { status: 404, headers: { 'x-ca-error-code': 'I404NF' } })],
  },
];
