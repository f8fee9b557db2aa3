import { once } from 'node:events';
import { createServer } from 'node:http';
import { call, type Reply } from './http.js';
import { OPERATIONS, placeOf } from './proxies.js';

interface Request {
  readonly method: string;
  readonly path: string;
}

/** What a proxy is asked for: its operations, and what it must refuse. */
const requestsFor = (base: string): readonly Request[] => [
  ...OPERATIONS.map(({ method, path }) => ({ method, path: `${base}${path.replaceAll(/\{\w+\}/g, 'a%20b')}?q=1` })),
  { method: 'GET', path: `${base}//items/./7` },
  { method: 'PUT', path: `${base}/items` },
  { method: 'GET', path: `${base}/nothing` },
  { method: 'GET', path: `${base}-not/items` },
  { method: 'GET', path: `${base}/items/%zz` },
  { method: 'GET', path: `${base}/items/a%2Fb` },
];

/** Differs from one gateway or request to the next. */
const VARYING = new Set(['apinizer-correlation-id', 'x-forwarded-host']);

/** Named in `Connection`, so that it goes no further. */
const NAMED = 'x-named';

const SENT = {
  'x-forwarded-for': '192.0.2.1',
  x_forwarded_host: 'elsewhere',
  'x-envoy-max-retries': '3',
  'proxy-thing': 'of the client',
  'x-request-id': 'of the client',
};

/**
 * Throws unless the second gateway answers like the first and asks the backend for the same with the same headers, for
 * these proxies. The backend is one of its own on that port, for the while.
 */
export async function expectAlike(urls: readonly [string, string], proxies: readonly number[], port: number) {
  const backend = createServer((incoming, response) => {
    const headers = Object.entries(incoming.headers).filter(([name]) => !VARYING.has(name));
    response.setHeader('connection', `keep-alive, ${NAMED}`).setHeader(NAMED, 'of the connection');
    response.end(JSON.stringify([incoming.method, incoming.url, headers.sort()]));
  });
  backend.listen(port, '127.0.0.1');
  await once(backend, 'listening');
  try {
    for (const index of proxies) {
      for (const request of requestsFor(placeOf('path', index).path)) await compare(urls, request);
    }
  } finally {
    backend.close();
    backend.closeAllConnections();
  }
}

async function compare(urls: readonly [string, string], { method, path }: Request): Promise<void> {
  const [first, second] = await Promise.all(
    urls.map(async (url) => seen(await call(`${url}${path}`, { method, headers: SENT, agent: false }))),
  );
  if (first !== second) throw new Error(`${method} ${path} gives ${first} at ${urls[0]}, but ${second} at ${urls[1]}`);
}

/** A refusal's words are each gateway's own. */
const seen = ({ status, headers, text }: Reply): string =>
  status === 200 ? `200 ${headers[NAMED] ?? 'no'} ${NAMED} ${text}` : String(status);
