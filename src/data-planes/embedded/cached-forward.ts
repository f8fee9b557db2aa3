import type { PathMatch } from '../../ir/fragment.js';
import type { KeptAnswer, RouteCache } from './answer-cache.js';
import { AnswerRecorder } from './answer-recorder.js';
import { type CacheableRequest, useOf } from './cache-policy.js';
import type { Exchange } from './exchange.js';
import { Forwarding } from './forward.js';
import { readBody, SMALL_BODY_BYTES } from './request-body.js';
import { bodyLengthOf, peerOf } from './request-headers.js';
import { responseHeaders } from './response-headers.js';
import type { ServedForward } from './translate.js';

/** Answers from what is kept, or asks a backend and keeps what it says. */
export function forwardCached(exchange: Exchange, forward: ServedForward, match: PathMatch, cache: RouteCache): void {
  const length = bodyLengthOf(exchange);
  const isCacheable = exchange.upgrade === null && (length === 0 || isReadable(exchange, length));
  const use = isCacheable ? useOf(requestOf(exchange, null), cache.rules) : 'bypass';
  if (use === 'bypass') {
    new Forwarding(exchange, forward, match).start();
    return;
  }
  const answer = (body: Buffer | null): void => {
    const request = requestOf(exchange, body);
    const kept = use === 'refresh' ? null : cache.find(request, Date.now());
    if (kept === null) new Forwarding(exchange, forward, match, new AnswerRecorder(cache, request)).start();
    else answerKept(exchange, kept);
  };
  if (length === 0) answer(null);
  else readBody(exchange, SMALL_BODY_BYTES, answer);
}

/** A longer body, one of unknown length, and one that comes with a GET go to the backend unread. */
const isReadable = ({ method }: Exchange, length: number): boolean =>
  method === 'POST' && length > 0 && length <= SMALL_BODY_BYTES;

function requestOf(exchange: Exchange, body: Buffer | null): CacheableRequest {
  const { req, method, scheme, authority, path, query, appId } = exchange;
  const header = (name: string): string | undefined => req.headersDistinct[name]?.join(', ');
  const clientAddress = peerOf(req);
  return { method, scheme, authority: authority.toLowerCase(), path, query, appId, clientAddress, body, header };
}

/** RFC 9111, 5.1. */
function answerKept(exchange: Exchange, { status, headers, body, madeAt }: KeptAnswer): void {
  const { res, counts } = exchange;
  const age = String(Math.max(0, Math.floor((Date.now() - madeAt) / 1000)));
  counts.count(status);
  res.writeHead(status, responseHeaders(status, { ...headers, age, ...lengthOf(status, body) }, exchange.caRequestId));
  res.end(body);
}

/** Of an answer that came in chunks it is known now. */
const lengthOf = (status: number, body: Buffer) =>
  status === 204 ? {} : { 'content-length': String(body.length), 'transfer-encoding': undefined };
