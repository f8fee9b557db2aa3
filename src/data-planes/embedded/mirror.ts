import type { IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Upstream } from '../../ir/fragment.js';
import { type OutgoingRequest, pathAt } from './outgoing-request.js';
import { collectBody } from './request-body.js';
import { makeTargets, releaseTarget, type Target } from './target.js';
import type { UpstreamPools } from './upstream-pools.js';

/** A mirror that is slower than its copies come must not fill the memory. */
const MAX_COPIES_UNDER_WAY = 64;

/** A streamed body is held up to here for its copy. */
const MAX_HELD_BYTES = 65_536;

/** Of an answer that nobody reads; a connection is not worth more. */
const MAX_DISCARDED_BYTES = 1_048_576;

/**
 * Sends copies of requests to the mirror endpoints of one upstream and discards the answers. Nothing of it reaches the
 * client. Not copied: what leaves HTTP (an upgrade), a streamed body of more than 64 KiB or whose client went away,
 * and anything while 64 copies are under way at that endpoint or it is down.
 */
export class Mirror {
  readonly #targets: readonly Target[];
  readonly #pools: UpstreamPools;

  constructor(upstream: Upstream, pools: UpstreamPools) {
    this.#pools = pools;
    const mirrors = upstream.endpoints.filter(({ role, weight }) => role === 'mirror' && weight > 0);
    this.#targets = makeTargets(mirrors, upstream.connectTimeoutMs, pools);
  }

  /** Call it in the turn in which `request` was made: a streamed body is read along. `timeoutMs`: of the whole copy. */
  copy(request: OutgoingRequest, req: IncomingMessage, timeoutMs: number): void {
    if (!this.#targets.some(hasRoom)) return;
    if (request.body === null || Buffer.isBuffer(request.body)) {
      this.#send(request, timeoutMs);
      return;
    }
    collectBody(req, MAX_HELD_BYTES, (body) => {
      if (body !== null) this.#send({ ...request, body }, timeoutMs);
    });
  }

  /** Gives its connections up; copies under way end first. */
  release(): void {
    for (const target of this.#targets) releaseTarget(target, this.#pools);
  }

  #send(request: OutgoingRequest, timeoutMs: number): void {
    for (const target of this.#targets) {
      if (!hasRoom(target)) continue;
      const { method, headers, body } = request;
      const path = pathAt(target.endpoint, request);
      target.active += 1;
      this.#pools.begin(target.shared);
      const copy = new Copy(timeoutMs, () => {
        target.active -= 1;
        this.#pools.end(target.shared);
      });
      target.shared.pool.dispatch({ method, path, headers, body, headersTimeout: 0, bodyTimeout: 0 }, copy);
    }
  }
}

const hasRoom = ({ active, health }: Target): boolean => active < MAX_COPIES_UNDER_WAY && health?.isUp !== false;

/** The answer to a copy. undici calls the `on` methods; one of `onResponseEnd` and `onResponseError` is the last. */
class Copy implements Dispatcher.DispatchHandler {
  readonly #deadline: NodeJS.Timeout | null;
  readonly #end: () => void;
  #controller: Dispatcher.DispatchController | null = null;
  #isLate = false;
  #discarded = 0;

  constructor(timeoutMs: number, end: () => void) {
    this.#end = end;
    this.#deadline = timeoutMs === 0 ? null : setTimeout(() => this.#giveUp(), timeoutMs).unref();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isLate) this.#giveUp();
  }

  onResponseStart(): void {
    // Nobody wants to know.
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#discarded += chunk.length;
    if (this.#discarded > MAX_DISCARDED_BYTES) this.#giveUp();
  }

  onResponseEnd(): void {
    this.#settle();
  }

  onResponseError(): void {
    this.#settle();
  }

  /** Without a controller it waits for a connection: `onRequestStart` ends it. */
  #giveUp(): void {
    this.#isLate = true;
    this.#controller?.abort(new Error('the copy took too long'));
  }

  #settle(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#end();
  }
}
