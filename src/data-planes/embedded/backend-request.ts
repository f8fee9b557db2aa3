import type { Readable } from 'node:stream';
import type { PathMatch } from '../../ir/fragment.js';
import { CA_REQUEST_ID, CORRELATION_HEADER } from './errors.js';
import type { Exchange } from './exchange.js';
import type { MappedRequest } from './mapped-request.js';
import { isForm } from './mapping-values.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { collectBody, MAX_FORM_BYTES, SMALL_BODY_BYTES, streamBody } from './request-body.js';
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
  const length = bodyLengthOf(req);
  if (exchange.expectsContinue && length !== 0) exchange.res.writeContinue();
  if (forward.mapping?.usesForm && isForm(req.headers['content-type']) && length !== 0) {
    collectBody(req, MAX_FORM_BYTES, (form) => {
      if (form === null) exchange.refuse('body-too-large');
      else sendMapped(exchange, forward, match, new URLSearchParams(form.toString()), send);
    });
    return;
  }
  if (forward.mapping !== null) {
    sendMapped(exchange, forward, match, null, send);
    return;
  }
  const parameters = forward.rewrite.usesParameters ? parametersOf(match, exchange.path) : NO_PARAMETERS;
  const path = forward.rewrite.rewrite(exchange.path, parameters);
  const headers = requestHeaders(req, forwardedFacts(exchange), null);
  withBody(exchange, length, headers, (body) =>
    send({ method: methodOf(exchange, forward), path, query: exchange.query, headers, body }),
  );
}

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
  const length = form === null ? bodyLengthOf(req) : 0;
  const result = forward.mapping?.map({
    parameters: parametersOf(match, exchange.path),
    query: exchange.query,
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
  const headers = [...requestHeaders(req, forwardedFacts(exchange), mapped), ...mapped.headers];
  const path = forward.rewrite.rewrite(exchange.path, mapped.parameters);
  const finish = (body: Buffer | Readable | null): void =>
    send({ method: methodOf(exchange, forward), path, query: mapped.query, headers, body });
  if (forward.mapping?.usesForm && length === 0) finish(formBody(mapped, headers, form !== null));
  else withBody(exchange, length, headers, finish);
}

function formBody(mapped: MappedRequest, headers: string[], hadForm: boolean): Buffer | null {
  const text = mapped.form;
  if (text === '') return null;
  if (!hadForm) headers.push('Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8');
  return Buffer.from(text);
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
  } else if (length > 0 && length <= SMALL_BODY_BYTES) {
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
    case 'CaRequestId':
      return exchange.requestId;
    case 'CaHttpSchema':
      return 'http';
    case 'CaProxy':
      return 'AliCloudApiGateway';
    default:
      return '';
  }
}
