import { invalid, isProblem, Problem } from '../../shared/problem.js';

const FIELD = 'specUrl';

/** Our decision not to go there. Names the host only: the rest of a URL may hold secrets. */
export const refusedHost = (host: string): Problem =>
  new Problem(
    'fetch_refused',
    `${FIELD}: '${host}' leads to an address that may not be fetched from; an operator can allow it with GATEWRIGHT_FETCH_ALLOW`,
    { field: FIELD },
  );

export const refusedFetch = (message: string): Problem =>
  new Problem('fetch_refused', `${FIELD}: ${message}`, { field: FIELD });

export const invalidFetch = (message: string): Problem => invalid(FIELD, message);

/** What went wrong on the way, without the library's text: that may quote headers or the query. */
export function fetchProblem(error: unknown, host: string): Problem {
  if (isProblem(error)) return error;
  const { name, code, cause } = partsOf(error);
  if (isProblem(cause)) return cause;
  if (name === 'TimeoutError') return invalidFetch(`'${host}' did not send the document in time`);
  return invalidFetch(`'${host}' could not be fetched (${code ?? name ?? 'unknown reason'})`);
}

/** Errors of sockets, timers and streams share no class. */
function partsOf(error: unknown): {
  readonly name: string | null;
  readonly code: string | null;
  readonly cause: unknown;
} {
  if (typeof error !== 'object' || error === null) return { name: null, code: null, cause: null };
  const word = (value: unknown) => (typeof value === 'string' && /^\w+$/.test(value) ? value : null);
  return {
    name: 'name' in error ? word(error.name) : null,
    code: 'code' in error ? word(error.code) : null,
    cause: 'cause' in error ? error.cause : null,
  };
}
