import type { Route } from '../../ir/fragment.js';
import {
  type Call,
  type Caller,
  type Claim,
  compileCallers,
  identify,
  type Refusal,
  type ServedCallers,
  verify,
} from './caller-policy.js';
import type { Exchange } from './exchange.js';
import { isForm } from './mapping-values.js';
import type { NonceStore } from './nonces.js';
import { MAX_READ_BYTES, readBody } from './request-body.js';
import { bodyLengthOf } from './request-headers.js';

/** What a call has to pass before the action of its route. */
export interface CallGate {
  /** Null: any. */
  readonly protocols: readonly string[] | null;
  /** Null: anybody. */
  readonly callers: ServedCallers | null;
}

/** Null when there is nothing to pass. */
export function compileGate({ protocols, callers }: Route): CallGate | null {
  if (protocols === undefined && callers === undefined) return null;
  return { protocols: protocols ?? null, callers: callers === undefined ? null : compileCallers(callers) };
}

/** Goes on at once, or when a body that is signed has been read; refuses the exchange otherwise. */
export function pass(gate: CallGate, exchange: Exchange, nonces: NonceStore, goOn: () => void): void {
  const { protocols, callers } = gate;
  if (protocols !== null && !protocols.includes(exchange.scheme)) {
    exchange.refuse('unlisted-protocol', exchange.scheme);
    return;
  }
  if (callers === null) {
    goOn();
    return;
  }
  const call = callOf(exchange);
  const who = identify(callers, call, Date.now());
  if ('key' in who) withSignedBody(exchange, () => settle(exchange, verified(who, call, exchange, nonces), goOn));
  else settle(exchange, who, goOn);
}

function settle(exchange: Exchange, who: Caller | Refusal, goOn: () => void): void {
  if ('fault' in who) {
    exchange.refuse(who.fault, who.detail);
    return;
  }
  exchange.appId = who.appId;
  exchange.hidden = {
    header: who.appCode?.location === 'header' ? who.appCode.name : null,
    query: who.appCode?.location === 'query' ? who.appCode.name : null,
  };
  goOn();
}

const NOTHING = Buffer.alloc(0);

/** A nonce counts as used only when its owner has used it. */
function verified(claim: Claim, call: Call, exchange: Exchange, nonces: NonceStore): Caller | Refusal {
  const now = Date.now();
  const body = { bytes: exchange.body ?? NOTHING, isForm: isForm(exchange.req.headers['content-type']) };
  const who = verify(claim, call, body, now);
  const { key, nonce, timestamp } = claim;
  if ('fault' in who || nonce === null || nonces.use(key, nonce, timestamp, now)) return who;
  return { fault: 'invalid-header', detail: 'X-Ca-Nonce is used already' };
}

/** A form is signed by its parameters, anything else by its MD5, when there is one. */
function withSignedBody(exchange: Exchange, done: () => void): void {
  const { headers } = exchange.req;
  const isSigned = isForm(headers['content-type']) || headers['content-md5'] !== undefined;
  if (!isSigned || bodyLengthOf(exchange) === 0) {
    done();
    return;
  }
  readBody(exchange, MAX_READ_BYTES, (body) => {
    if (body === null) exchange.refuse('body-too-large');
    else done();
  });
}

/** Of headers that must not be repeated Node's own reading tells the first only; a backend gets all of them. */
function callOf({ req, method, query }: Exchange): Call {
  return { method, path: pathOf(req.url ?? ''), query, header: (name) => req.headersDistinct[name]?.join(', ') };
}

/** As the caller wrote it: that is what it has signed. */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]+/i, '').replace(/\?.*$/s, '');
  return path === '' ? '/' : path;
}
