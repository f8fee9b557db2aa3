import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { type Dispatcher, errors } from 'undici';
import type { PathMatch } from '../../ir/fragment.js';
import type { AnswerRecorder } from './answer-recorder.js';
import { Attempts } from './attempts.js';
import { type BackendFailure, failureOf } from './backend-failure.js';
import { buildBackendRequest } from './backend-request.js';
import type { Exchange } from './exchange.js';
import { type OutgoingRequest, pathAt } from './outgoing-request.js';
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
  /** Null: the answer is not kept. */
  readonly #recorder: AnswerRecorder | null;
  #request: OutgoingRequest | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  readonly #attempts: Attempts;
  /** Of the wait for the response's head. */
  #clock: NodeJS.Timeout | null = null;
  /** The request of this attempt is being written: it may have an effect. */
  #isWritten = false;
  #hasHead = false;
  #hasData = false;
  /** Bytes still to come; -1 when only the end tells. */
  #remaining = -1;
  #isDone = false;
  #listensForDrain = false;

  constructor(exchange: Exchange, forward: ServedForward, match: PathMatch, recorder: AnswerRecorder | null = null) {
    this.#exchange = exchange;
    this.#forward = forward;
    this.#match = match;
    this.#recorder = recorder;
    this.#attempts = new Attempts(forward.balancer, forward.action.retries);
  }

  start(): void {
    const { req, res, upgrade } = this.#exchange;
    if (!this.#attempts.begin()) {
      this.#exchange.refuse('ERR-003');
      return;
    }
    res.on('close', () => this.#onClientClose());
    const { mirror, action } = this.#forward;
    buildBackendRequest(this.#exchange, this.#forward, this.#match, (request) => {
      this.#request = request;
      if (upgrade === null) mirror.copy(request, req, action.responseTimeoutMs);
      this.#attempt(request);
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#isWritten = true;
    if (this.#isDone) controller.abort(clientGone());
    else this.#waitForHead();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, received: IncomingHttpHeaders): void {
    const { res, counts } = this.#exchange;
    if (status < 200) {
      this.#relayInformation(status, received);
      return;
    }
    try {
      res.writeHead(status, responseHeaders(status, received, this.#exchange.caRequestId));
    } catch (error) {
      // A header that HTTP does not allow; nothing was sent yet.
      controller.abort(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    counts.count(status);
    this.#recorder?.head(status, received);
    this.#hasHead = true;
    this.#attempts.decide();
    this.#stopClock();
    const length = received['content-length'];
    if (length !== undefined && received['transfer-encoding'] === undefined) this.#remaining = Number(length);
    process.nextTick(flushHead, this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { res } = this.#exchange;
    this.#recorder?.data(chunk);
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
    this.#recorder?.end(trailers);
    if (this.#isDone) return;
    this.#isDone = true;
    const { res } = this.#exchange;
    if (Object.keys(trailers).length > 0) res.addTrailers(responseTrailers(trailers));
    res.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const failure = failureOf(error);
    if (this.#advance(failure)) return;
    this.#settle();
    this.#recorder?.stop();
    if (this.#isDone) return;
    this.#isDone = true;
    // The client must not take a part for the whole.
    if (this.#hasHead) this.#exchange.res.destroy();
    else this.#exchange.refuse(failure.code);
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

  /** The backend took too long: goes on in `onResponseError`. */
  giveUp(): void {
    this.#controller?.abort(new errors.HeadersTimeoutError());
  }

  #attempt(request: OutgoingRequest): void {
    const target = this.#attempts.current;
    if (target === null) return;
    const { method, headers, body } = request;
    const { endpoint, shared } = target;
    this.#isWritten = false;
    // Of a streamed body undici's own clock, which is coarse, ends an upload that the backend stopped reading.
    const headersTimeout = isStream(body) ? this.#forward.action.responseTimeoutMs : 0;
    const upgrade = this.#exchange.upgrade?.protocol ?? null;
    const path = pathAt(endpoint, request);
    shared.pool.dispatch({ method, path, headers, body, headersTimeout, bodyTimeout: 0, upgrade }, this);
  }

  #advance(failure: BackendFailure): boolean {
    const request = this.#request;
    this.#stopClock();
    if (this.#isDone || this.#hasHead || request === null) return false;
    if (!this.#attempts.advance(request, failure, this.#isWritten)) return false;
    this.#attempt(request);
    return true;
  }

  /** From the last byte of the request on. */
  #waitForHead(): void {
    const body = this.#request?.body ?? null;
    if (isStream(body)) body.once('end', () => this.#startClock());
    else this.#startClock();
  }

  #startClock(): void {
    const { responseTimeoutMs } = this.#forward.action;
    // An answer, or a failure, may come before the end of the request.
    if (responseTimeoutMs === 0 || this.#hasHead || this.#attempts.current === null) return;
    this.#clock = setTimeout(giveUp, responseTimeoutMs, this);
  }

  #stopClock(): void {
    if (this.#clock !== null) clearTimeout(this.#clock);
    this.#clock = null;
  }

  #settle(): void {
    this.#stopClock();
    this.#attempts.settle();
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

const isStream = (body: OutgoingRequest['body']): body is Readable => body !== null && !Buffer.isBuffer(body);

const giveUp = (forwarding: Forwarding): void => forwarding.giveUp();

const flushHead = (forwarding: Forwarding): void => forwarding.flushHead();

const clientGone = (): Error => new Error('the client closed the connection');
