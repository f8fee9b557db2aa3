import type { Fragment } from '../../../ir/fragment.js';
import type { SnapshotChange, SnapshotEntry } from '../../data-plane.js';

/** One release that forwards `/{name}` to 127.0.0.1:`port`. */
export function entryOf(name: string, port: number): SnapshotEntry {
  const fragment: Fragment = {
    routes: [
      {
        id: name,
        match: { hosts: [], path: { kind: 'prefix', path: `/${name}` }, methods: [], headers: [] },
        order: 0,
        action: {
          kind: 'forward',
          upstream: 'backend',
          rewrite: { kind: 'replace-prefix', prefix: `/${name}`, replacement: `/${name}` },
          method: null,
          mapping: null,
          responseTimeoutMs: 1_000,
          retries: { same: 0, others: 0 },
        },
        errorStyle: 'correlation',
      },
    ],
    upstreams: [
      {
        name: 'backend',
        balancing: 'round-robin',
        connectTimeoutMs: 1_000,
        endpoints: [
          { scheme: 'http', host: '127.0.0.1', port, basePath: '', weight: 1, role: 'primary', healthCheck: false },
        ],
      },
    ],
  };
  return { key: `${name}:`, digest: `${name}-${port}`, fragment };
}

export const changeOf = (
  from: number | null,
  to: number,
  upserts: readonly SnapshotEntry[],
  removals: readonly string[] = [],
  environmentId = 'env-1',
): SnapshotChange => ({ environmentId, from, to, upserts, removals });
