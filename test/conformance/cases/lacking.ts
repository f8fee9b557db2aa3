import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type { ConformanceCase } from '../conformance-case.js';
import { asks, forwarding, saying } from './building.js';

/** Features of the IR that a plane may lack: it then refuses them by name. */
export const LACKING: readonly ConformanceCase[] = [
  {
    name: 'Failover',
    about: 'A failover endpoint takes over when the primary cannot be reached',
    serves: (ports) => ({
      p: forwarding(ports, { endpoints: [endpointAt(ports.dead), endpointAt(ports.b, { role: 'failover' })] }),
    }),
    exchanges: [asks('/', { received: { backend: 'b' } })],
  },
  {
    name: 'Mirror',
    about: 'A mirror gets a copy and does not answer',
    serves: (ports) => ({
      p: forwarding(ports, { endpoints: [endpointAt(ports.a), endpointAt(ports.b, { role: 'mirror' })] }),
    }),
    exchanges: [asks('/', { received: { backend: 'a' } })],
  },
  {
    name: 'HealthChecks',
    about: 'Checked endpoints serve while they are up',
    serves: (ports) => ({ p: forwarding(ports, { endpoints: [endpointAt(ports.a, { healthCheck: true })] }) }),
    exchanges: [asks('/', { received: { backend: 'a' } })],
  },
  {
    name: 'MethodRewrite',
    about: 'A route may call its backend with another method',
    serves: (ports) => ({ p: forwarding(ports, { action: { method: 'PUT' } }) }),
    exchanges: [asks('/', { received: { method: 'PUT' } })],
  },
  {
    name: 'CaHeaders',
    about: 'Errors of cloudapi routes are told in headers',
    serves: () => {
      const { routes, upstreams } = saying({ no: { action: { kind: 'reject', code: 'ERR-006' } } });
      return { p: { routes: routes.map((route) => ({ ...route, errorStyle: 'ca-headers' as const })), upstreams } };
    },
    exchanges: [asks('/', { status: 404, headers: { 'x-ca-error-code': 'I404NF' } })],
  },
];
