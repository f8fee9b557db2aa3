import type { Readable } from 'node:stream';
import { bytePairs } from '../../ir/byte-pairs.js';
import type { PathMatch } from '../../ir/fragment.js';
import { CA_REQUEST_ID, CORRELATION_HEADER } from './errors.js';
import type { Exchange } from './exchange.js';
import type { MappedRequest } from './mapped-request.js';
import type { RequestMapper } from './mapping.js';
import { isForm } from './mapping-values.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { collectBody, MAX_READ_BYTES, readBody, SMALL_BODY_BYTES, streamBody } from './request-body.js';
import { bodyLengthOf, peerOf, requestHeaders } from './request-headers.js';
import { parametersOf } from './rewrite.js';
import type { ServedForward } from './translate.js';

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** Builds it and hands it on, at once or when a small body is read; refuses the exchange when a mapping cannot. */
export function buildBackendRequest(
  exchange: Exchange,
  forward: ServedForward,
  match: PathMatch,
  send: (request: OutgoingRequest) => void,
): void {
  const { req } = exchange;
  const length = bodyLengthOf(exchange);
  const hasForm = isForm(req.headers['content-type']);
  if (forward.mapping !== null && readsBody(forward.mapping, hasForm, length)) {
    readBody(exchange, MAX_READ_BYTES, (body) => {
      if (body === null) exchange.refuse('body-too-large');
      else
        sendMapped(
          exchange,
          forward,
          match,
          hasForm && body.length > 0 ? new URLSearchParams(body.toString()) : null,
          send,
        );
    });
    return;
  }
  if (forward.mapping !== null) {
    sendMapped(exchange, forward, match, null, send);
    return;
  }
  const parameters = forward.rewrite.usesParameters ? parametersOf(match, exchange.path) : NO_PARAMETERS;
  const path = forward.rewrite.rewrite(exchange.path, parameters);
  const headers = requestHeaders(exchange, forwardedFacts(exchange), null);
  withBody(exchange, length, headers, (body) =>
    send({ method: methodOf(exchange, forward), path, query: passedQuery(exchange), headers, body }),
  );
}

/** Of a body in chunks only its end tells whether there is one. */
function readsBody({ usesForm, writesForm }: RequestMapper, hasForm: boolean, length: number): boolean {
  return hasForm ? usesForm && length !== 0 : writesForm && length < 0;
}

function withoutParameter(query: string, name: string): string {
  const kept = bytePairs(query.slice(1)).filter((pair) => pair.name !== name);
  return kept.length === 0 ? '' : `?${kept.map(({ raw }) => raw).join('&')}`;
}

const passedQuery = ({ hidden, query }: Exchange): string =>
  hidden === null || hidden.query === null ? query : withoutParameter(query, hidden.query);

const methodOf = (exchange: Exchange, { action }: ServedForward): string => action.method ?? exchange.method;

const forwardedFacts = (exchange: Exchange) => ({
  requestId: exchange.requestId,
  authority: exchange.authority,
  idHeader: exchange.style === 'ca-headers' ? CA_REQUEST_ID : CORRELATION_HEADER,
});

function sendMapped(
  exchange: Exchange,
  forward: ServedForward,
  match: PathMatch,
  form: URLSearchParams | null,
  send: (request: OutgoingRequest) => void,
): void {
  const { req } = exchange;
  const length = form === null ? bodyLengthOf(exchange) : 0;
  const result = forward.mapping?.map({
    parameters: parametersOf(match, exchange.path),
    query: exchange.query,
    hiddenQuery: exchange.hidden?.query ?? null,
    headers: req.headers,
    form,
    hasOtherBody: length !== 0,
    system: (variable) => systemVariable(exchange, variable),
  });
  if (result === undefined) return;
  if (!result.ok) {
    exchange.refuse(result.fault, result.name);
    return;
  }
  const mapped = result.request;
  const headers = [...requestHeaders(exchange, forwardedFacts(exchange), mapped), ...mapped.headers];
  const path = forward.rewrite.rewrite(exchange.path, mapped.parameters);
  const isOwnForm = forward.mapping?.usesForm === true && length === 0;
  const contentType = contentTypeOf(forward, isOwnForm || isForm(req.headers['content-type']));
  const finish = (body: Buffer | Readable | null): void => {
    if (body !== null && contentType !== null) setContentType(headers, contentType);
    send({ method: methodOf(exchange, forward), path, query: mapped.query, headers, body });
  };
  if (isOwnForm) finish(formBody(mapped, headers, form !== null));
  else withBody(exchange, length, headers, finish);
}

function formBody(mapped: MappedRequest, headers: string[], hadForm: boolean): Buffer | null {
  const text = mapped.form;
  if (text === '') return null;
  if (!hadForm) setContentType(headers, FORM);
  return Buffer.from(text);
}

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

/** Null: the caller's. */
function contentTypeOf({ mapping }: ServedForward, sendsForm: boolean): string | null {
  const type = mapping?.contentType ?? null;
  if (type === null || type.kind === 'custom') return type?.value ?? null;
  return sendsForm ? FORM : 'application/octet-stream; charset=utf-8';
}

/** In place of any other. */
function setContentType(headers: string[], value: string): void {
  for (let index = headers.length - 2; index >= 0; index -= 2) {
    if (headers[index]?.toLowerCase() === 'content-type') headers.splice(index, 2);
  }
  headers.push('Content-Type', value);
}

function withBody(
  exchange: Exchange,
  length: number,
  headers: string[],
  send: (body: Buffer | Readable | null) => void,
): void {
  const { req } = exchange;
  if (length === 0 || exchange.upgrade !== null) {
    send(null);
    return;
  }
  if (exchange.body !== null) {
    send(exchange.body);
    return;
  }
  if (exchange.expectsContinue) exchange.res.writeContinue();
  if (length > 0 && length <= SMALL_BODY_BYTES) {
    collectBody(req, SMALL_BODY_BYTES, send);
  } else {
    if (length > 0) headers.push('Content-Length', String(length));
    send(streamBody(req));
  }
}

/** cloudapi-2016-07-14.md 5.3. */
function systemVariable(exchange: Exchange, variable: string): string {
  switch (variable) {
    case 'CaClientIp':
      return peerOf(exchange.req);
    case 'CaDomain':
      return exchange.host;
    case 'CaRequestHandleTime':
      return `${new Date().toISOString().slice(0, 19)}Z`;
    case 'CaAppId':
      return exchange.appId;
    case 'CaRequestId':
      return exchange.requestId;
    case 'CaHttpSchema':
      return exchange.scheme;
    case 'CaProxy':
      return 'AliCloudApiGateway';
    default:
      return '';
  }
}
