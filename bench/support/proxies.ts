export const LAYOUTS = ['path', 'hosts', 'api'] as const;
/**
 * Where proxies lie. `path`: each at a first segment of its own, at any host; `hosts`: the same, and every ten share a
 * host; `api`: all below one first segment.
 */
export type Layout = (typeof LAYOUTS)[number];

/** Of the command line, for `parseArgs`. */
export const LAYOUT_OPTIONS = {
  hosts: { type: 'boolean', default: false },
  api: { type: 'boolean', default: false },
} as const;

export function layoutOf({ hosts, api }: { readonly hosts: boolean; readonly api: boolean }): Layout {
  if (hosts && api) throw new Error('--hosts and --api are two layouts: choose one');
  if (hosts) return 'hosts';
  return api ? 'api' : 'path';
}

const PROXIES_PER_HOST = 10;

export interface Place {
  readonly path: string;
  /** Empty: any. */
  readonly hosts: readonly string[];
}

export function placeOf(layout: Layout, index: number): Place {
  switch (layout) {
    case 'path':
      return { path: `/p${index}`, hosts: [] };
    case 'hosts':
      return { path: `/p${index}`, hosts: [`h${Math.floor(index / PROXIES_PER_HOST)}.example.test`] };
    case 'api':
      return { path: `/api/p${index}`, hosts: [] };
  }
}

/** An address of this machine that no other proxy's backend has. Nobody needs to listen on it. */
export const loopback = (index: number): string => `127.${100 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;

export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
}

/** Of each proxy that has operations. */
export const OPERATIONS: readonly Operation[] = [
  { method: 'GET', path: '/items' },
  { method: 'POST', path: '/items' },
  { method: 'GET', path: '/items/{id}' },
  { method: 'DELETE', path: '/items/{id}' },
  { method: 'GET', path: '/items/{id}/parts/{part}' },
];

export interface Proxy {
  readonly index: number;
  readonly layout: Layout;
  readonly address: string;
  /** Seconds; two proxies that differ in it never share a cluster. */
  readonly connectTimeout?: number;
}

/** What the management API wants. */
function metadataOf({ index, layout, address, connectTimeout = 30 }: Proxy, type: string): object {
  const { path, hosts } = placeOf(layout, index);
  return {
    apiProxyName: `p${index}`,
    apiProxyCreationType: type,
    clientRoute: { relativePathList: [path], ...(hosts.length === 0 ? {} : { hostList: hosts }) },
    routingInfo: { routingAddressList: [{ address, weight: 100 }], connectTimeout },
  };
}

/** For `apiProxies/url/`: passes on everything below its path. */
export const reverseProxy = (proxy: Proxy, more: object = {}): object => ({
  ...metadataOf(proxy, 'REVERSE_PROXY'),
  ...more,
});

/** For `apiProxies/file/`: has the OPERATIONS. */
export function describedProxy(proxy: Proxy, more: object = {}): FormData {
  const form = new FormData();
  form.set('metadata', JSON.stringify({ ...metadataOf(proxy, 'OPEN_API'), ...more }));
  form.set('specFile', new Blob([JSON.stringify(description(proxy))], { type: 'application/json' }), 'spec.json');
  return form;
}

function description({ index }: Proxy): object {
  const responses = { 200: { description: 'what the backend says' } };
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path } of OPERATIONS) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
    paths[path] = { ...paths[path], [method.toLowerCase()]: { parameters, responses } };
  }
  return { openapi: '3.0.3', info: { title: `p${index}`, version: '1' }, paths };
}

/** With `deploy: true`: the new proxy goes live at once. */
export const LIVE = { deploy: true, deployTargetEnvironmentNameList: ['production'] };

/** Does it for each index from `from` up to `to`, a few at a time. */
export async function forEachIndex(from: number, to: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = from;
  const worker = async () => {
    for (let index = next++; index < to; index = next++) await work(index);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
