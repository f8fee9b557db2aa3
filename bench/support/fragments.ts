import { compile } from '../../src/compiler/compile.js';
import type { SnapshotEntry } from '../../src/data-planes/data-plane.js';
import type { ProxyDefinition } from '../../src/model/api-proxy.js';
import { clientRoute, definition } from '../../test/support/definitions.js';
import { type Layout, OPERATIONS, placeOf } from './proxies.js';

/** The release of proxy `index` with the OPERATIONS, compiled as the program would. */
export function entryOf(layout: Layout, index: number, address: string): SnapshotEntry {
  const { path, hosts } = placeOf(layout, index);
  const id = `p${index}`;
  const common = definition(path, address);
  const input = {
    proxy: { id, name: id },
    definition: { ...common, clientRoute: { ...clientRoute(path), hosts }, operations: operationsLike(common, id) },
    context: { kind: 'direct' },
    pathPrefix: '',
    spec: null,
  } as const;
  const compiled = compile(input);
  if (!compiled.ok) throw new Error(`proxy ${id}: ${JSON.stringify(compiled.faults)}`);
  return { key: `${id}:`, digest: compiled.digest, fragment: compiled.fragment };
}

const operationsLike = ({ operations: [like] }: ProxyDefinition, proxyId: string): ProxyDefinition['operations'] =>
  like === undefined
    ? []
    : OPERATIONS.map(({ method, path }, index) => ({
        ...like,
        id: `${proxyId}-${index}`,
        path,
        method,
        backendPath: path,
        backendMethod: method,
      }));
