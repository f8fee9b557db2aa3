import { type NextFunction, type Request, type RequestHandler, type Response, raw } from 'express';
import { isProblem, Problem } from '../../../shared/problem.js';
import { type ErrorAnswer, errorAnswer, errorBody } from './error-answer.js';
import { writeJson } from './json-answer.js';
import { GENERAL } from './messages.js';
import { MAX_BODY_BYTES, parseBody } from './request-body.js';
import { type GateVerdict, gate } from './route-gate.js';
import type { Route } from './route-table.js';

/**
 * What happens to every request below `/apiops` before Nest routes it: answers what is no route (404), the wrong method
 * (405) or an unreadable path (400) in this dialect's shape, and reads the body.
 */
export function apiopsHttp(routes: readonly Route[]): readonly RequestHandler[] {
  return [dressAnswers, gateKeeper(routes), readBytes, parseBytes];
}

/** Nest answers through `response.json`. */
function dressAnswers(_request: Request, response: Response, next: NextFunction): void {
  response.json = (body: unknown) => writeJson(response, body);
  next();
}

const gateKeeper =
  (routes: readonly Route[]): RequestHandler =>
  (request, response, next) => {
    const verdict = gate(routes, request.method, `${request.baseUrl}${request.path}`);
    if (verdict.kind === 'open') next();
    else writeError(response, refusalOf(verdict, request.method));
  };

function refusalOf(verdict: Exclude<GateVerdict, { kind: 'open' }>, method: string): ErrorAnswer {
  switch (verdict.kind) {
    case 'unknown':
      return { status: 404, headers: {}, body: errorBody('not_found', GENERAL.unknownRoute) };
    case 'wrong-method':
      return {
        status: 405,
        headers: { Allow: verdict.allowed.join(', ') },
        body: errorBody('method_not_allowed', GENERAL.wrongMethod(method, verdict.allowed)),
      };
    case 'malformed':
      return errorAnswer(
        new Problem('malformed_body', `Path segment '${verdict.segment}' is not percent-encoded UTF-8`),
      );
    case 'empty-name':
      return errorAnswer(new Problem('missing_argument', GENERAL.empty(verdict.parameter)));
  }
}

const isUpload = (request: Pick<Request, 'headers'>): boolean =>
  /^multipart\/form-data/i.test(request.headers['content-type'] ?? '');

/** A description, which may be large: read only once the caller is known (spec-body.ts). */
const isSpec = ({ method = '', url = '' }: { readonly method?: string; readonly url?: string }): boolean =>
  method === 'PUT' && /\/apiProxies\/[^/?]+\/spec\/?(?:\?|$)/.test(url);

const reader = raw({
  limit: MAX_BODY_BYTES,
  type: (request) => !isUpload({ headers: request.headers }) && !isSpec(request),
});

function readBytes(request: Request, response: Response, next: NextFunction): void {
  reader(request, response, (error?: unknown) => {
    if (error === undefined) next();
    else writeError(response, errorAnswer(bodyProblem(error, MAX_BODY_BYTES)));
  });
}

export function bodyProblem(error: unknown, limit: number): Problem {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) {
    return new Problem('payload_too_large', `Request body is larger than ${limit} bytes`, {}, { cause: error });
  }
  return new Problem('malformed_body', 'Request body cannot be read', {}, { cause: error });
}

/** A body that something before already parsed stays as it is. */
function parseBytes(request: Request, response: Response, next: NextFunction): void {
  try {
    if (Buffer.isBuffer(request.body)) request.body = parseBody(request.headers['content-type'], request.body);
  } catch (error) {
    if (!isProblem(error)) throw error;
    writeError(response, errorAnswer(error));
    return;
  }
  next();
}

export function writeError(response: Response, answer: ErrorAnswer): void {
  response.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  writeJson(response, answer.body);
}
