import type { GatewayErrorCode } from '../../ir/fragment.js';

/** How an attempt to reach a backend failed. */
export interface BackendFailure {
  readonly code: GatewayErrorCode;
  /** The backend had closed a connection that had served before, as the request went out. */
  readonly wasStaleConnection: boolean;
}

const TIMEOUTS: ReadonlySet<string> = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT']);

export function failureOf(error: unknown): BackendFailure {
  const code = textOf(error, 'code');
  if (TIMEOUTS.has(code)) return { code: 'ERR-066', wasStaleConnection: false };
  if (code === 'ECONNREFUSED') return { code: 'ERR-069', wasStaleConnection: false };
  return { code: 'ERR-070', wasStaleConnection: code === 'UND_ERR_SOCKET' && bytesReadOf(error) > 0 };
}

function textOf(value: unknown, member: string): string {
  const found = memberOf(value, member);
  return typeof found === 'string' ? found : '';
}

/** undici puts the socket's facts on its errors. */
function bytesReadOf(error: unknown): number {
  const bytes = memberOf(memberOf(error, 'socket'), 'bytesRead');
  return typeof bytes === 'number' ? bytes : 0;
}

const memberOf = (value: unknown, member: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined;

/** RFC 9110, 9.2.2: may be sent again although the first may have been executed. */
export const isIdempotent = (method: string): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'PUT' || method === 'DELETE';
