import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';

/** What a log line says about a request. Query values stay out, since credentials travel there in one dialect. */
interface RequestLine {
  readonly method: string;
  readonly path: string;
  /** Names only. */
  readonly query?: readonly string[];
  /** What an RPC call asked for. */
  readonly action?: string;
  readonly status: number;
  readonly durationMs: number;
  /** Who called; absent before authentication and on public routes. */
  readonly actor?: string;
}

type LoggedRequest = IncomingMessage & { readonly originalUrl?: string; readonly actor?: unknown };

const LOGGED_QUERY_NAMES = 30;

export type AccessLog = (request: LoggedRequest, response: ServerResponse, next: () => void) => void;

/**
 * Gives the request a logger that names `request.id`, and logs the answer, or that the client left before it. A handler
 * that answers with a failure leaves its cause in `response.err`.
 */
export function accessLog(logger: Logger): AccessLog {
  return (request, response, next) => {
    const startedAt = performance.now();
    const log = logger.child({ requestId: request.id });
    request.log = log;
    response.once('close', () => {
      const line = describeRequest(request, response, Math.round((performance.now() - startedAt) * 10) / 10);
      const cause = response.err === undefined ? {} : { err: response.err };
      log[levelOf(request, response)]({ ...line, ...cause }, response.writableFinished ? 'answered' : 'aborted');
    });
    next();
  };
}

function describeRequest(request: LoggedRequest, response: ServerResponse, durationMs: number): RequestLine {
  const [path = '', search = ''] = splitOnce(request.originalUrl ?? request.url ?? '', '?');
  const query = new URLSearchParams(search);
  const names = [...new Set(query.keys())].slice(0, LOGGED_QUERY_NAMES);
  const action = query.get('Action');
  const actor = usernameOf(request.actor);
  return {
    method: request.method ?? '',
    path,
    ...(names.length > 0 ? { query: names } : {}),
    ...(action !== null && /^[A-Za-z]{1,64}$/.test(action) ? { action } : {}),
    status: response.statusCode,
    durationMs,
    ...(actor === undefined ? {} : { actor }),
  };
}

/** Scrapes and probes come every few seconds: their successes are for debugging only. */
function levelOf(request: LoggedRequest, response: ServerResponse): 'error' | 'warn' | 'info' | 'debug' {
  if (response.statusCode >= 500) return 'error';
  if (response.statusCode >= 400) return 'warn';
  return /^\/(health|metrics)(\/|\?|$)/.test(request.originalUrl ?? request.url ?? '') ? 'debug' : 'info';
}

function usernameOf(actor: unknown): string | undefined {
  if (typeof actor !== 'object' || actor === null || !('username' in actor)) return undefined;
  return typeof actor.username === 'string' ? actor.username : undefined;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
