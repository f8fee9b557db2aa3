import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { ErrorStyle } from '../../ir/fragment.js';
import { answerFault, type GatewayFault } from './errors.js';

/** Counts of one environment's answers; index = status class (1 to 5). */
export class StatusCounts {
  readonly #counts = [0, 0, 0, 0, 0, 0];

  count(status: number): void {
    const statusClass = Math.trunc(status / 100);
    this.#counts[statusClass] = (this.#counts[statusClass] ?? 0) + 1;
  }

  get byClass(): Readonly<Record<StatusClass, number>> {
    const [, one = 0, two = 0, three = 0, four = 0, five = 0] = this.#counts;
    return { '1xx': one, '2xx': two, '3xx': three, '4xx': four, '5xx': five };
  }
}

export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

/** Present when the client asked to leave HTTP and the server lets it. */
export interface UpgradeRequest {
  readonly protocol: string;
  readonly socket: Duplex;
  /** What came after the request's head. */
  readonly head: Buffer;
  /** Both ends of a tunnel, so that the listener can end it when it stops. */
  readonly track: (socket: Duplex) => void;
}

/** Credentials that the backend does not get, beside the signature: names of a header (lower case) and of a parameter. */
export interface Hidden {
  readonly header: string | null;
  readonly query: string | null;
}

/** One request and its answer. */
export class Exchange {
  style: ErrorStyle = 'correlation';
  path = '';
  /** With its `?`, or `''`. */
  query = '';
  /** Lower case, without port. */
  host = '';
  /** As the client wrote it. */
  authority = '';
  /** All of it, when something had to read it before it is sent on. */
  body: Buffer | null = null;
  /** Of who calls; `''`: nobody asked. */
  appId = '';
  /** Null: nobody asked who calls. */
  hidden: Hidden | null = null;
  #requestId: string | null = null;

  constructor(
    readonly req: IncomingMessage,
    readonly res: ServerResponse,
    readonly counts: StatusCounts,
    readonly upgrade: UpgradeRequest | null,
    readonly expectsContinue: boolean,
  ) {}

  get method(): string {
    return this.req.method ?? 'GET';
  }

  /** How the client connected. */
  get scheme(): 'http' | 'https' {
    return this.req.socket instanceof TLSSocket ? 'https' : 'http';
  }

  get requestId(): string {
    this.#requestId ??= this.style === 'ca-headers' ? randomUUID().toUpperCase() : randomUUID();
    return this.#requestId;
  }

  /** For every answer of a `ca-headers` route. */
  get caRequestId(): string | null {
    return this.style === 'ca-headers' ? this.requestId : null;
  }

  /** A whole answer of the gateway. Nothing must have been sent. */
  answer(status: number, headers: readonly string[], body: string): void {
    this.counts.count(status);
    const bytes = Buffer.from(body);
    const hasBody = status !== 204 && status !== 304;
    this.res.writeHead(status, [...headers, ...(hasBody ? ['Content-Length', String(bytes.length)] : [])]);
    this.res.end(hasBody && this.method !== 'HEAD' ? bytes : undefined);
  }

  refuse(fault: GatewayFault, detail = ''): void {
    const { requestId, method, path } = this;
    const { status, headers, body } = answerFault(fault, this.style, { requestId, method, path, detail });
    this.answer(status, headers, body);
  }
}
