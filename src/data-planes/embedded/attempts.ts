import type { ForwardAction } from '../../ir/fragment.js';
import { type BackendFailure, isIdempotent } from './backend-failure.js';
import type { Balancer } from './balancer.js';
import type { OutgoingRequest } from './outgoing-request.js';
import type { Target } from './target.js';

/**
 * The endpoints that one request is sent to, one after another. The current one counts as busy until `settle`; until
 * `decide` at the latest all of them stay within reach, whatever is deployed meanwhile.
 */
export class Attempts {
  readonly #balancer: Balancer;
  readonly #tried: Target[] = [];
  #current: Target | null = null;
  #sameLeft: number;
  #othersLeft: number;
  #staleLeft = 1;
  #mayChoose = false;

  constructor(balancer: Balancer, { same, others }: ForwardAction['retries']) {
    this.#balancer = balancer;
    this.#sameLeft = same;
    this.#othersLeft = others;
  }

  get current(): Target | null {
    return this.#current;
  }

  /** False when there is no endpoint. */
  begin(): boolean {
    if (!this.#reserve(this.#balancer.next(this.#tried))) return false;
    this.#balancer.enter();
    this.#mayChoose = true;
    return true;
  }

  /** The current one answers: no other will be asked. */
  decide(): void {
    if (!this.#mayChoose) return;
    this.#mayChoose = false;
    this.#balancer.leave();
  }

  /** The last attempt is over. */
  settle(): void {
    this.#endCurrent();
    this.decide();
  }

  /** The next one after `failure`; false when the request must not or cannot be sent again. `wasSent`: in any part. */
  advance(request: OutgoingRequest, failure: BackendFailure, wasSent: boolean): boolean {
    this.#endCurrent();
    return mayRepeat(request, failure, wasSent) && this.#reserve(this.#next(failure, wasSent));
  }

  #endCurrent(): void {
    if (this.#current === null) return;
    this.#balancer.end(this.#current);
    this.#current = null;
  }

  /**
   * The same endpoint first, then others, failover ones last. An endpoint that could not be reached at all hands over to
   * the failover ones also when no attempts on others are left: that is what they are for.
   */
  #next({ wasStaleConnection }: BackendFailure, wasSent: boolean): Target | null {
    const last = this.#tried.at(-1) ?? null;
    if (wasStaleConnection && this.#staleLeft > 0) {
      this.#staleLeft -= 1;
      return last;
    }
    if (this.#sameLeft > 0) {
      this.#sameLeft -= 1;
      return last;
    }
    if (this.#othersLeft > 0) {
      this.#othersLeft -= 1;
      return this.#balancer.next(this.#tried);
    }
    return wasSent ? null : this.#balancer.nextFailover(this.#tried);
  }

  #reserve(target: Target | null): boolean {
    if (target === null) return false;
    if (!this.#tried.includes(target)) this.#tried.push(target);
    this.#current = target;
    this.#balancer.begin(target);
    return true;
  }
}

/**
 * What reached no backend may go to another when its body, if any, is still at hand. What may have reached one is
 * repeated only without a body, when its method allows it and the backend did not simply take too long.
 */
function mayRepeat({ method, body }: OutgoingRequest, { code }: BackendFailure, wasSent: boolean): boolean {
  if (!wasSent) return body === null || Buffer.isBuffer(body);
  return body === null && code !== 'ERR-066' && isIdempotent(method);
}
