import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { freePort } from '../../../src/data-planes/embedded/testing/fixture.js';

export const BACKENDS = ['a', 'b', 'c'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** `dead`: nobody listens there. */
export type BackendPorts = Readonly<Record<BackendName | 'dead', number>>;

/** What a backend answers with unless it is asked for something else. */
export interface Received {
  readonly backend: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** More than either plane lets through. */
const MAX_HEADER_BYTES = 100_000;

/** Real HTTP servers. The query's `do` says how one behaves. */
export class Backends {
  readonly #servers: Server[] = [];
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** Answers that wait for leave to end. */
  readonly #held = new Set<ServerResponse>();
  /** Requests that a backend saw, by the value of their header `x-count`. */
  readonly seen = new Map<string, number>();

  static async start(): Promise<{ readonly backends: Backends; readonly ports: BackendPorts }> {
    const backends = new Backends();
    const [a, b, c, dead] = await Promise.all([...BACKENDS.map((name) => backends.#listen(name)), freePort()]);
    if (a === undefined || b === undefined || c === undefined || dead === undefined) throw new Error('no backends');
    return { backends, ports: { a, b, c, dead } };
  }

  /** Ends what is held. */
  release(): void {
    for (const response of this.#held) response.end('last');
    this.#held.clear();
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async #listen(name: BackendName): Promise<number> {
    const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
      void this.#serve(name, request, response);
    });
    server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
      });
    });
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async #serve(backend: BackendName, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, method = '', url: target = '' } = request;
    const key = headers['x-count'];
    if (typeof key === 'string') this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
    const behaviour = new URL(target, 'http://backend').searchParams.get('do') ?? 'echo';
    if (behaviour === 'reset') {
      request.socket.destroy();
      return;
    }
    if (behaviour === 'silence') return;
    const body = await textOf(request);
    const received: Received = { backend, method, target, headers: plain(headers), body };
    const behave = BEHAVIOURS[behaviour];
    if (behaviour === 'hold') this.#hold(response);
    else if (behave === undefined) response.setHeader('x-backend', backend).end(JSON.stringify(received));
    else behave(response, received);
  }

  #hold(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('first');
    this.#held.add(response);
  }
}

const BEHAVIOURS: Readonly<Record<string, (response: ServerResponse, received: Received) => void>> = {
  teapot: (response) => response.writeHead(418, 'Short and stout', { 'x-kind': 'pot' }).end('tea'),
  nothing: (response) => response.writeHead(204).end(),
  missing: (response) => response.writeHead(404, { 'content-type': 'application/json' }).end('{"own":"404"}'),
  broken: (response) => response.writeHead(503).end('own 503'),
  cookies: (response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(),
  redirect: (response) => response.writeHead(302, { location: 'http://elsewhere.example/x' }).end(),
  hops: (response) =>
    response
      .writeHead(200, {
        connection: 'x-mine, close',
        'x-mine': '1',
        'proxy-authenticate': 'Basic',
        'keep-alive': 'timeout=9',
      })
      .end('hops'),
  large: (response) => response.end('x'.repeat(3_000_000)),
  chunks: (response) => {
    response.write('one,');
    response.write('two,');
    response.end('three');
  },
  trailers: (response) => {
    response.writeHead(200, { trailer: 'x-sum' });
    response.write('body');
    response.addTrailers({ 'x-sum': '42' });
    response.end();
  },
  server: (response) => response.writeHead(200, { server: 'mine/1', date: 'Thu, 01 Jan 1970 00:00:00 GMT' }).end(),
  length: (response, { body }) => response.end(String(body.length)),
};

function plain(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += String(chunk);
  return text;
}
