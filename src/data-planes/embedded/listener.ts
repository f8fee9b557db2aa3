import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Listener } from '../data-plane.js';
import { Exchange, StatusCounts, type UpgradeRequest } from './exchange.js';

/** Serves one request; must not throw for anything that a client can send. */
export type ExchangeHandler = (exchange: Exchange) => void;

/** A request's head in bytes; longer ones get 431. */
const MAX_HEADER_BYTES = 32_768;
const HEADERS_TIMEOUT_MS = 30_000;
/** Whole request with its body: long uploads are meant to pass, endless ones not. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** Longer than usual load balancers keep theirs, so that they close first. */
const KEEP_ALIVE_MS = 75_000;
const IDLE_SWEEP_MS = 50;

/** The HTTP server of one environment. */
export class EnvironmentListener {
  readonly counts = new StatusCounts();
  readonly #server: Server;
  /** Both ends of what left HTTP: the server no longer knows them. */
  readonly #tunnels = new Set<Duplex>();

  private constructor(
    readonly listener: Listener,
    handler: ExchangeHandler,
  ) {
    this.#server = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      insecureHTTPParser: false,
      noDelay: true,
      shouldUpgradeCallback: leavesHttp,
    });
    // Bounded by bytes instead: Node would drop further headers silently.
    this.#server.maxHeadersCount = 0;
    const serve = (expectsContinue: boolean) => (req: IncomingMessage, res: ServerResponse) =>
      handler(new Exchange(req, res, this.counts, null, expectsContinue));
    this.#server.on('request', serve(false)).on('checkContinue', serve(true));
    this.#server.on('upgrade', (req, socket, head) => handler(this.#upgradeExchange(req, socket, head)));
  }

  /** Rejects with the system's `code` when the port cannot be bound; the message names environment and port. */
  static async open(listener: Listener, handler: ExchangeHandler): Promise<EnvironmentListener> {
    const opened = new EnvironmentListener(listener, handler);
    await new Promise<void>((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => reject(bindError(listener, error));
      opened.#server.once('error', onError).listen(listener.port, listener.host, () => {
        opened.#server.off('error', onError);
        resolve();
      });
    });
    return opened;
  }

  /** `host:port` as bound. */
  get address(): string {
    const { address, family, port } = this.#server.address() as AddressInfo;
    return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
  }

  /** Takes no new connection, lets requests under way end within `graceMs`, then closes what is left. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    // Node does not tell when a kept-alive connection becomes idle.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), IDLE_SWEEP_MS);
    const deadline = setTimeout(() => {
      for (const socket of this.#tunnels) socket.destroy();
      this.#server.closeAllConnections();
    }, graceMs);
    try {
      await closed;
    } finally {
      clearInterval(sweep);
      clearTimeout(deadline);
    }
  }

  #upgradeExchange(req: IncomingMessage, socket: Duplex, head: Buffer): Exchange {
    const res = new ServerResponse(req);
    // The parser is gone: whatever is answered in HTTP is the last answer of this connection.
    res.shouldKeepAlive = false;
    if (isSocket(socket)) res.assignSocket(socket);
    res.on('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    const track = (tunnel: Duplex): void => {
      this.#tunnels.add(tunnel);
      tunnel.on('close', () => this.#tunnels.delete(tunnel));
    };
    const upgrade: UpgradeRequest = { protocol: req.headers.upgrade ?? '', socket, head, track };
    return new Exchange(req, res, this.counts, upgrade, false);
  }
}

type AssignableSocket = Parameters<ServerResponse['assignSocket']>[0];
const isSocket = (socket: Duplex): socket is AssignableSocket => 'remoteAddress' in socket;

/** `h2c` would carry requests past the routes; a body before the switch is not passed on. Both stay plain HTTP. */
function leavesHttp({ headers, method }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return method === 'GET' && !hasBody && !/\bh2c?\b/i.test(headers.upgrade ?? '');
}

function bindError({ environmentName, host, port }: Listener, cause: NodeJS.ErrnoException): Error {
  const reason = cause.code === 'EADDRINUSE' ? 'the port is taken by another program' : cause.message;
  const message = `environment '${environmentName}' cannot listen on ${host}:${port}: ${reason}`;
  return Object.assign(new Error(message, { cause }), { code: cause.code ?? 'UNKNOWN' });
}
