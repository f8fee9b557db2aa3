import type { ConformanceCase } from '../conformance-case.js';
import { asks, saying } from './building.js';

/** Features of the IR that a plane may lack: it then refuses them by name. */
export const LACKING: readonly ConformanceCase[] = [
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
