import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint, ForwardAction, Fragment, Route, Upstream } from '../../../ir/fragment.js';
import { digestOf } from '../../../shared/canonical-json.js';
import type { Listener, NodeAnswer, NodePresence, SnapshotChange, SnapshotEntry } from '../../data-plane.js';
import { Gateway } from '../gateway.js';
import type { Preparation, WorkerSettings } from '../messages.js';

/** A gateway in this thread, on a free port, with a data directory of its own; and real backends. */
export class GatewayFixture {
  readonly presences: NodePresence[] = [];
  readonly answers: NodeAnswer[] = [];
  readonly prepared: Preparation[] = [];
  readonly logs: string[] = [];
  readonly #servers: Server[] = [];
  #waiting: ((answer: NodeAnswer) => void)[] = [];
  gateway: Gateway;
  port = 0;

  private constructor(
    readonly dataDir: string,
    readonly settings: Partial<WorkerSettings>,
  ) {
    this.gateway = this.#makeGateway();
  }

  static async start(settings: Partial<WorkerSettings> = {}): Promise<GatewayFixture> {
    const fixture = new GatewayFixture(await mkdtemp(join(tmpdir(), 'gateway-')), settings);
    await fixture.gateway.listen([fixture.listener()]);
    fixture.port = fixture.boundPort();
    return fixture;
  }

  listener(change: Partial<Listener> = {}): Listener {
    return {
      environmentId: 'e1',
      environmentName: 'production',
      host: '127.0.0.1',
      port: this.port,
      guests: [],
      ...change,
    };
  }

  /** Port of the last presence. */
  boundPort(): number {
    return Number(this.presences.at(-1)?.address.split(':').at(-1));
  }

  /** Stops this gateway and starts another on the same data directory. */
  async restart(): Promise<void> {
    await this.gateway.stop();
    this.gateway = this.#makeGateway();
    await this.gateway.restore();
    this.port = this.boundPort();
  }

  /** Hands a change over and resolves with the gateway's answer. */
  offer(change: SnapshotChange): Promise<NodeAnswer> {
    const answer = this.answer();
    this.gateway.offer(change);
    return answer;
  }

  /** The next one. */
  answer(): Promise<NodeAnswer> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Serves exactly these fragments, by release key. */
  serve(fragments: Record<string, Fragment>, to = 1): Promise<NodeAnswer> {
    return this.offer(changeOf({ from: null, to, upserts: entriesOf(fragments) }));
  }

  async backend(handler: RequestListener, at = 0): Promise<Backend> {
    const server = createServer(handler);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
    return { server, port: (server.address() as AddressInfo).port };
  }

  /** Everything goes to one backend. */
  async forwardTo(port: number, action: Partial<ForwardAction> = {}, route: RouteChange = {}): Promise<void> {
    const answer = await this.serve({ p1: fragmentOf([routeOf('r', { ...route, action })], [endpointAt(port)]) });
    if (answer.outcome !== 'accepted') throw new Error(answer.detail);
  }

  /** Everything goes to a backend that answers with what it received; gives its port. */
  async echo(action: Partial<ForwardAction> = {}, route: RouteChange = {}): Promise<number> {
    const { port } = await this.backend(async (req, res) => {
      const { headers, method, rawHeaders, url } = req;
      res.end(JSON.stringify({ method, url, raw: rawHeaders, headers, body: await textOf(req) }));
    });
    await this.forwardTo(port, action, route);
    return port;
  }

  async echoed(path: string, options?: SendOptions): Promise<Echo> {
    return JSON.parse((await this.send(path, options)).body);
  }

  send(path: string, options: SendOptions = {}): Promise<Answer> {
    return send(this.port, path, options);
  }

  /** Speaks raw bytes; resolves with everything that came until the server closed. */
  raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const socket: Socket = connect(this.port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
      socket.setEncoding('latin1').on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('end', () => resolve(text)).on('error', reject);
    });
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await rm(this.dataDir, { recursive: true, force: true });
  }

  #makeGateway(): Gateway {
    const log = (_facts: object, message: string): void => {
      this.logs.push(message);
    };
    return new Gateway(
      { dataDir: this.dataDir, graceMs: 300, ...this.settings },
      {
        onAnswer: (answer) => {
          this.answers.push(answer);
          this.#waiting.shift()?.(answer);
        },
        onPrepared: (prepared) => this.prepared.push(prepared),
        onPresence: (presence) => this.presences.push(presence),
        logger: { info: log, warn: log, error: log },
      },
    );
  }
}

export interface Backend {
  readonly server: Server;
  readonly port: number;
}

/** A request as a backend received it. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  /** Name, value, name, value. */
  readonly raw: string[];
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly trailers: IncomingMessage['trailers'];
  readonly body: string;
}

export function send(port: number, path: string, { method = 'GET', headers = {}, body }: SendOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk) => {
        text += String(chunk);
      });
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, headers: res.headers, trailers: res.trailers, body: text }),
      );
      res.on('error', reject);
    });
    req.on('error', reject).end(body);
  });
}

export const endpointAt = (port: number, change: Partial<Endpoint> = {}): Endpoint => ({
  scheme: 'http',
  host: '127.0.0.1',
  port,
  basePath: '',
  weight: 1,
  role: 'primary',
  healthCheck: false,
  ...change,
});

export interface RouteChange {
  readonly match?: Partial<Route['match']>;
  readonly action?: Partial<ForwardAction> | Exclude<Route['action'], ForwardAction>;
  readonly errorStyle?: Route['errorStyle'];
}

const FORWARD: ForwardAction = {
  kind: 'forward',
  upstream: 'backend',
  rewrite: { kind: 'replace-prefix', prefix: '', replacement: '' },
  method: null,
  mapping: null,
  responseTimeoutMs: 5_000,
  retries: { same: 0, others: 0 },
};

/** Everything below `/` unless `match` says otherwise. */
export const routeOf = (id: string, { match, action, errorStyle = 'correlation' }: RouteChange = {}): Route => ({
  id,
  match: { hosts: [], path: { kind: 'prefix', path: '/' }, methods: [], headers: [], ...match },
  order: 0,
  action: action?.kind === 'respond' || action?.kind === 'reject' ? action : { ...FORWARD, ...action },
  errorStyle,
});

/** A fragment whose routes go to one upstream with these endpoints. */
export const fragmentOf = (
  routes: readonly Route[],
  endpoints: readonly Endpoint[],
  upstream: Partial<Upstream> = {},
): Fragment => ({
  routes,
  upstreams: [{ name: 'backend', balancing: 'round-robin', endpoints, connectTimeoutMs: 1_000, ...upstream }],
});

/** One answer of the gateway itself, to tell versions apart. */
export const saying = (body: string, match: Partial<Route['match']> = {}): Fragment =>
  fragmentOf([routeOf('r', { match, action: { kind: 'respond', status: 200, headers: [], body } })], []);

export const entriesOf = (fragments: Record<string, Fragment>): SnapshotEntry[] =>
  Object.entries(fragments).map(([key, fragment]) => ({ key, fragment, digest: digestOf(fragment) }));

export const changeOf = (change: Partial<SnapshotChange>): SnapshotChange => ({
  environmentId: 'e1',
  from: null,
  to: 1,
  upserts: [],
  removals: [],
  ...change,
});

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A promise and the way to fulfil it. */
export function settleLater<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const waiting: ((value: T) => void)[] = [];
  const promise = new Promise<T>((resolve) => waiting.push(resolve));
  return { promise, resolve: (value) => waiting.forEach((resolve) => void resolve(value)) };
}

export async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return text;
}
