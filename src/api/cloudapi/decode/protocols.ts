import type { Operation } from '../../../model/api-proxy.js';
import { invalid } from '../../../shared/problem.js';

type Protocol = NonNullable<Operation['protocols']>[number];

/** WebSockets begin as requests of HTTP. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  HTTP: 'http',
  HTTPS: 'https',
  WS: 'http',
  WSS: 'https',
  WEBSOCKET: 'http',
  WEBSOCKETS: 'https',
};

/**
 * How callers may connect; null: any way. `HTTP,HTTPS`.
 * @throws Problem invalid_argument
 */
export function protocolsOf(text: string): readonly Protocol[] | null {
  const found = new Set(
    text
      .toUpperCase()
      .split(',')
      .map((each) => PROTOCOLS[each.trim()]),
  );
  const listed = [...found].flatMap((protocol) => protocol ?? []);
  if (listed.length === found.size) return listed.length === 1 ? listed : null;
  throw invalid('RequestConfig', `RequestProtocol must be HTTP, HTTPS or HTTP,HTTPS, got '${text.slice(0, 40)}'`);
}
