import { constants } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { Listener } from '../data-plane.js';
import { Exchange, StatusCounts, type UpgradeRequest } from './exchange.js';

/** Serves one request; must not throw for anything that a client can send. */
export type ExchangeHandler = (exchange: Exchange) => void;

/** For the name that a client asks for; null: there is none, and no connection. */
export type SecureContextOf = (name: string) => SecureContext | null;

/** A request's head in bytes; longer ones get 431. */
const MAX_HEADER_BYTES = 32_768;
const HEADERS_TIMEOUT_MS = 30_000;
/** Whole request with its body: long uploads are meant to pass, endless ones not. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** Longer than usual load balancers keep theirs, so that they close first. */
const KEEP_ALIVE_MS = 75_000;
const IDLE_SWEEP_MS = 50;

const HTTP_OPTIONS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  insecureHTTPParser: false,
  noDelay: true,
  shouldUpgradeCallback: leavesHttp,
} as const;

/** There is no certificate but those by name. A resumed session asks for none, so that it could end at another's: no tickets. */
const tlsOptions = (contextOf: SecureContextOf) => ({
  minVersion: 'TLSv1.2' as const,
  maxVersion: 'TLSv1.3' as const,
  ALPNProtocols: ['http/1.1'],
  secureOptions: constants.SSL_OP_NO_TICKET,
  handshakeTimeout: HEADERS_TIMEOUT_MS,
  SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
    done(null, contextOf(name) ?? undefined),
});

/** The HTTP server of one environment, and the HTTPS one beside it. */
export class EnvironmentListener {
  readonly counts = new StatusCounts();
  readonly #server: Server;
  readonly #secure: SecureServer | null;
  /** Both ends of what left HTTP, and connections in their handshake: the servers do not know them. */
  readonly #tunnels = new Set<Duplex>();

  private constructor(
    readonly listener: Listener,
    handler: ExchangeHandler,
    contextOf: SecureContextOf,
  ) {
    this.#server = createServer(HTTP_OPTIONS);
    this.#secure =
      listener.httpsPort === undefined ? null : createSecureServer({ ...HTTP_OPTIONS, ...tlsOptions(contextOf) });
    // Of the TLS server these are the connections below TLS.
    this.#secure?.on('connection', (socket: Duplex) => this.#track(socket));
    for (const server of this.#servers) this.#serve(server, handler);
  }

  /** Rejects with the system's `code` when a port cannot be bound; the message names environment and port. */
  static async open(
    listener: Listener,
    handler: ExchangeHandler,
    contextOf: SecureContextOf = () => null,
  ): Promise<EnvironmentListener> {
    const opened = new EnvironmentListener(listener, handler, contextOf);
    await bind(opened.#server, listener, listener.port);
    try {
      if (opened.#secure !== null) await bind(opened.#secure, listener, listener.httpsPort ?? 0);
    } catch (error) {
      opened.#server.close();
      throw error;
    }
    return opened;
  }

  /** `host:port` as bound, without TLS. */
  get address(): string {
    const { address, family, port } = this.#server.address() as AddressInfo;
    return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
  }

  /** Takes no new connection, lets requests under way end within `graceMs`, then closes what is left. */
  async close(graceMs: number): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    // Node does not tell when a kept-alive connection becomes idle.
    const sweep = setInterval(() => {
      for (const server of this.#servers) server.closeIdleConnections();
    }, IDLE_SWEEP_MS);
    const deadline = setTimeout(() => {
      for (const socket of this.#tunnels) socket.destroy();
      for (const server of this.#servers) server.closeAllConnections();
    }, graceMs);
    try {
      await Promise.all(closed);
    } finally {
      clearInterval(sweep);
      clearTimeout(deadline);
    }
  }

  get #servers(): readonly (Server | SecureServer)[] {
    return this.#secure === null ? [this.#server] : [this.#server, this.#secure];
  }

  #serve(server: Server | SecureServer, handler: ExchangeHandler): void {
    // Bounded by bytes instead: Node would drop further headers silently.
    server.maxHeadersCount = 0;
    const serve = (expectsContinue: boolean) => (req: IncomingMessage, res: ServerResponse) =>
      handler(new Exchange(req, res, this.counts, null, expectsContinue));
    server.on('request', serve(false));
    server.on('checkContinue', serve(true));
    server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) =>
      handler(this.#upgradeExchange(req, socket, head)),
    );
  }

  #upgradeExchange(req: IncomingMessage, socket: Duplex, head: Buffer): Exchange {
    const res = new ServerResponse(req);
    // The parser is gone: whatever is answered in HTTP is the last answer of this connection.
    res.shouldKeepAlive = false;
    if (isSocket(socket)) res.assignSocket(socket);
    res.on('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    const track = (tunnel: Duplex): void => this.#track(tunnel);
    const upgrade: UpgradeRequest = { protocol: req.headers.upgrade ?? '', socket, head, track };
    return new Exchange(req, res, this.counts, upgrade, false);
  }

  #track(socket: Duplex): void {
    this.#tunnels.add(socket);
    socket.on('close', () => this.#tunnels.delete(socket));
  }
}

type AssignableSocket = Parameters<ServerResponse['assignSocket']>[0];
const isSocket = (socket: Duplex): socket is AssignableSocket => 'remoteAddress' in socket;

/** `h2c` would carry requests past the routes; a body before the switch is not passed on. Both stay plain HTTP. */
function leavesHttp({ headers, method }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return method === 'GET' && !hasBody && !/\bh2c?\b/i.test(headers.upgrade ?? '');
}

function bind(server: Server | SecureServer, listener: Listener, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(bindError(listener, port, error));
    server.once('error', onError).listen(port, listener.host, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

function bindError({ environmentName, host }: Listener, port: number, cause: NodeJS.ErrnoException): Error {
  const reason = cause.code === 'EADDRINUSE' ? 'the port is taken by another program' : cause.message;
  const message = `environment '${environmentName}' cannot listen on ${host}:${port}: ${reason}`;
  return Object.assign(new Error(message, { cause }), { code: cause.code ?? 'UNKNOWN' });
}
