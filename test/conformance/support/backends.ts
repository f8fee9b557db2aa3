import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { freePorts } from '../../support/free-ports.js';
import { CERTIFICATES, type CertificateName, secureServer } from './certificates.js';

export const BACKENDS = ['a', 'b', 'c'] as const;

/** Backends that a case turns on and off: each belongs to one case. They begin turned off. */
export const SWITCHED = ['returning', 'leaving', 'alone', 'primary'] as const;
export type SwitchedName = (typeof SWITCHED)[number];

export type BackendName = (typeof BACKENDS)[number] | SwitchedName | CertificateName;

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
  readonly #switched = new Map<string, { readonly server: Server; readonly port: number }>();
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** Answers that wait for leave to end. */
  readonly #held = new Set<ServerResponse>();
  /** Requests that a backend saw, by the value of their header `x-count`, and upgrades, by the query's `count`. */
  readonly seen = new Map<string, number>();

  /** Who waits for a backend to see something. */
  #watchers: (() => void)[] = [];
  /** Requests by the value of their header `x-count`. */
  readonly #received = new Map<string, Received[]>();

  static async start(): Promise<{ readonly backends: Backends; readonly ports: BackendPorts }> {
    const backends = new Backends();
    const plain = BACKENDS.map(async (name) => [name, await listen(backends.#serving(name, createServer))] as const);
    const secure = CERTIFICATES.map(
      async (name) => [name, await listen(backends.#serving(name, await secureServer(name)))] as const,
    );
    // Nobody listens on these for now, and a plane that binds to any free port must not get one of them.
    const dead = await freePorts(1 + SWITCHED.length);
    const switched = SWITCHED.map((name, index) => {
      const port = dead + 1 + index;
      backends.#switched.set(name, { server: backends.#serving(name, createServer), port });
      return [name, port] as const;
    });
    const ports = await Promise.all([...plain, ...secure, ...switched]);
    return { backends, ports: Object.fromEntries([...ports, ['dead', dead]]) as BackendPorts };
  }

  /** Resolves once connections are taken, or refused. */
  async turn(name: SwitchedName, isOn: boolean): Promise<void> {
    const { server, port } = this.#switched.get(name) ?? {};
    if (server === undefined || port === undefined) throw new Error(`no backend ${name}`);
    if (isOn) await listen(server, port);
    else await close(server);
  }

  /** What `backend` received first with this `x-count`; waits for it. */
  async received(backend: string, count: string): Promise<Received> {
    for (;;) {
      const found = this.#received.get(count)?.find((received) => received.backend === backend);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** Ends what is held. */
  release(): void {
    for (const response of this.#held) response.end('last');
    this.#held.clear();
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    for (const server of this.#servers) if (server.listening) await close(server);
  }

  #serving(name: BackendName, make: (options: ServerOptions) => Server): Server {
    const server = make({ maxHeaderSize: MAX_HEADER_BYTES });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(name, request, response);
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#count(new URL(`http://backend${request.url ?? ''}`).searchParams.get('count'));
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
      });
    });
    this.#servers.push(server);
    return server;
  }

  async #serve(backend: BackendName, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, method = '', url: target = '' } = request;
    const key = headers['x-count'];
    this.#count(typeof key === 'string' ? key : null);
    const behaviour = new URL(`http://backend${target}`).searchParams.get('do') ?? 'echo';
    if (behaviour === 'reset') {
      request.socket.destroy();
      return;
    }
    const body = await textOf(request);
    const received: Received = { backend, method, target, headers: plain(headers), body };
    if (typeof key === 'string') this.#saw(key, received);
    if (behaviour === 'silence') return;
    response.setHeader('x-sni', sniOf(request.socket));
    const behave = BEHAVIOURS[behaviour];
    if (behaviour === 'hold') this.#hold(response);
    else if (behave === undefined) response.setHeader('x-backend', backend).end(JSON.stringify(received));
    else behave(response, received);
  }

  #count(key: string | null): void {
    if (key !== null) this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
  }

  #saw(count: string, received: Received): void {
    this.#received.set(count, [...(this.#received.get(count) ?? []), received]);
    for (const wake of this.#watchers.splice(0)) wake();
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
  hop: (response) => response.writeHead(200, { connection: 'X-Mine', 'x-mine': '1', 'x-other': '2' }).end('hop'),
  unnamed: (response) => response.writeHead(200, { connection: 'close', 'x-mine': '1' }).end('unnamed'),
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
  forged: (response) =>
    response
      .writeHead(500, { 'x-ca-error-code': 'I404NF', 'x-ca-error-message': 'forged', 'x-ca-request-id': '1' })
      .end(),
  /** `with=name:value`, as often as it likes. */
  says: (response, { target }) => {
    for (const line of new URL(`http://backend${target}`).searchParams.getAll('with')) {
      const [name = '', value = ''] = line.split(':');
      response.setHeader(name, value);
    }
    response.end('said');
  },
  length: (response, { body }) => response.end(String(body.length)),
};

/** Name that a client of TLS asked for. */
const sniOf = (socket: object): string =>
  'servername' in socket && socket.servername ? String(socket.servername) : 'none';

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

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
