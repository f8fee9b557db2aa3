import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { PathMatch } from '../../ir/fragment.js';
import { failureOf, isIdempotent } from './backend-failure.js';
import { type BackendRequest, buildBackendRequest } from './backend-request.js';
import type { Target } from './balancer.js';
import type { Exchange } from './exchange.js';
import { responseHeaders, responseTrailers } from './response-headers.js';
import type { ServedForward } from './translate.js';
import { openTunnel } from './upgrade.js';

/** Up to here one string for head and body is cheaper than two buffers. */
const SHORT_BODY_BYTES = 2_048;

/** One forwarded request: its attempts at backends, and the answer that streams back. undici calls the `on` methods. */
export class Forwarding implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #forward: ServedForward;
  readonly #match: PathMatch;
  #request: BackendRequest | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #target: Target | null = null;
  readonly #tried: Target[] = [];
  #sameLeft: number;
  #othersLeft: number;
  #staleLeft = 1;
  /** The request of this attempt is being written: it may have an effect. */
  #isWritten = false;
  #hasHead = false;
  #hasData = false;
  /** Bytes still to come; -1 when only the end tells. */
  #remaining = -1;
  #isDone = false;
  #listensForDrain = false;

  constructor(exchange: Exchange, forward: ServedForward, match: PathMatch) {
    this.#exchange = exchange;
    this.#forward = forward;
    this.#match = match;
    this.#sameLeft = forward.action.retries.same;
    this.#othersLeft = forward.action.retries.others;
  }

  start(): void {
    const { balancer } = this.#forward;
    const first = balancer.next(this.#tried);
    if (first === null) {
      this.#exchange.refuse('ERR-003');
      return;
    }
    this.#exchange.res.on('close', () => this.#onClientClose());
    this.#reserve(first);
    buildBackendRequest(this.#exchange, this.#forward, this.#match, (request) => {
      this.#request = request;
      this.#attempt();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#isWritten = true;
    if (this.#isDone) controller.abort(clientGone());
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, received: IncomingHttpHeaders): void {
    const { res, counts } = this.#exchange;
    if (status < 200) {
      this.#relayInformation(status, received);
      return;
    }
    try {
      res.writeHead(status, responseHeaders(received, this.#exchange.caRequestId));
    } catch (error) {
      // A header that HTTP does not allow; nothing was sent yet.
      controller.abort(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    counts.count(status);
    this.#hasHead = true;
    const length = received['content-length'];
    if (length !== undefined && received['transfer-encoding'] === undefined) this.#remaining = Number(length);
    process.nextTick(flushHead, this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { res } = this.#exchange;
    if (this.#remaining >= 0) this.#remaining -= chunk.length;
    if (this.#remaining === 0) {
      this.#endWith(chunk);
      return;
    }
    this.#hasData = true;
    if (res.write(chunk)) return;
    controller.pause();
    if (this.#listensForDrain) return;
    this.#listensForDrain = true;
    res.on('drain', () => this.#controller?.resume());
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    this.#settle();
    if (this.#isDone) return;
    this.#isDone = true;
    const { res } = this.#exchange;
    if (Object.keys(trailers).length > 0) res.addTrailers(responseTrailers(trailers));
    res.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#settle();
    if (this.#isDone) return;
    if (this.#hasHead) {
      // The client must not take a part for the whole.
      this.#isDone = true;
      this.#exchange.res.destroy();
      return;
    }
    const failure = failureOf(error);
    const next = this.#nextTarget(failure.wasStaleConnection, failure.code === 'ERR-066');
    if (next === null) {
      this.#isDone = true;
      this.#exchange.refuse(failure.code);
      return;
    }
    this.#reserve(next);
    this.#attempt();
  }

  onRequestUpgrade(_controller: unknown, status: number, received: IncomingHttpHeaders, socket: Duplex): void {
    this.#isDone = true;
    this.#settle();
    openTunnel(this.#exchange, status, received, socket);
  }

  /** Sends the head when no data came along with it: a client of a slow or endless answer waits for it. */
  flushHead(): void {
    if (!this.#isDone && !this.#hasData) this.#exchange.res.flushHeaders();
  }

  #attempt(): void {
    if (this.#request === null || this.#target === null) return;
    const { method, path, query, headers, body } = this.#request;
    const { endpoint, shared } = this.#target;
    this.#isWritten = false;
    shared.pool.dispatch(
      {
        method,
        path: `${endpoint.basePath}${path}` === '' ? `/${query}` : `${endpoint.basePath}${path}${query}`,
        headers,
        body,
        headersTimeout: this.#forward.action.responseTimeoutMs,
        bodyTimeout: 0,
        upgrade: this.#exchange.upgrade?.protocol ?? null,
      },
      this,
    );
  }

  /**
   * Same endpoint first, then others. A request with a body is never repeated; one that may have reached a backend only
   * when its method allows it and the backend did not simply take too long.
   */
  #nextTarget(wasStale: boolean, wasSlow: boolean): Target | null {
    const last = this.#tried.at(-1);
    if (last === undefined || this.#request === null || this.#request.body !== null) return null;
    if (this.#isWritten && (wasSlow || !isIdempotent(this.#request.method))) return null;
    if (wasStale && this.#staleLeft > 0) {
      this.#staleLeft -= 1;
      return last;
    }
    if (this.#sameLeft > 0) {
      this.#sameLeft -= 1;
      return last;
    }
    if (this.#othersLeft === 0) return null;
    this.#othersLeft -= 1;
    this.#sameLeft = 0;
    return this.#forward.balancer.next(this.#tried);
  }

  #reserve(target: Target): void {
    if (!this.#tried.includes(target)) this.#tried.push(target);
    this.#target = target;
    this.#forward.balancer.begin(target);
  }

  #settle(): void {
    if (this.#target === null) return;
    this.#forward.balancer.end(this.#target);
    this.#target = null;
  }

  /** Also comes after an answer that went out whole. */
  #onClientClose(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    // Without a request nothing was sent: the mapping refused it or the client went away with its body.
    if (this.#request === null) this.#settle();
    // Without a controller it waits for a connection: `onRequestStart` ends it.
    this.#controller?.abort(clientGone());
  }

  #endWith(chunk: Buffer): void {
    this.#isDone = true;
    const { res } = this.#exchange;
    if (!this.#hasData && chunk.length <= SHORT_BODY_BYTES) res.end(chunk.toString('latin1'), 'latin1');
    else res.end(chunk);
  }

  #relayInformation(status: number, { link }: IncomingHttpHeaders): void {
    const { req, res } = this.#exchange;
    if (req.httpVersionMinor === 0) return;
    if (status === 102) res.writeProcessing();
    if (status === 103 && link !== undefined && LINK.test(String(link))) res.writeEarlyHints({ link });
  }
}

/** What `writeEarlyHints` takes without throwing. */
const LINK = /^<[^>\s]+>(?:\s*;\s*[a-z*]+(?:=(?:"[^"]*"|[^\s;,"]+))?)*$/i;

const flushHead = (forwarding: Forwarding): void => forwarding.flushHead();

const clientGone = (): Error => new Error('the client closed the connection');
