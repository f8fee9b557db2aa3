import { normaliseTarget } from '../../ir/normalise-path.js';
import { assertNever } from '../../shared/assert-never.js';
import { forwardCached } from './cached-forward.js';
import { pass } from './call-gate.js';
import type { Exchange } from './exchange.js';
import { Forwarding } from './forward.js';
import type { Lookup } from './path-table.js';
import { respondHeaders } from './response-headers.js';
import type { ServingContext } from './serving-context.js';
import type { ServedRoute } from './translate.js';
import { refuseUnmatched } from './unmatched.js';

/** RFC 3986, 3.2: what is anything else would be read differently by whoever gets it as X-Forwarded-Host. */
const AUTHORITY = /^(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?$/;

/** One request, from its head to the action of the route that it matches. The route is resolved once. */
export function handle(exchange: Exchange, context: ServingContext): void {
  const { req, method } = exchange;
  const target = normaliseTarget(req.url ?? '', method);
  if (!target.ok) {
    exchange.refuse('bad-path', target.reason);
    return;
  }
  exchange.path = target.path;
  exchange.query = target.query;
  exchange.authority = target.authority ?? req.headers.host ?? '';
  exchange.host = hostOf(exchange.authority);
  if (!AUTHORITY.test(exchange.authority) || hasTwoHosts(req.rawHeaders)) {
    exchange.refuse('bad-request', 'Host');
    return;
  }
  const { host, path, query } = exchange;
  const { headers, rawHeaders } = req;
  const lookup: Lookup = { host, path, query, method, headers, rawHeaders, segments: null, isGuest: false };
  const found = context.guests.find(context.own.find(lookup), lookup);
  if (found === null) {
    refuseUnmatched(exchange, context);
    return;
  }
  exchange.style = found.route.errorStyle;
  if (found.route.redirectsToHttps && exchange.scheme === 'http' && context.httpsPort !== null) {
    redirect(exchange, context.httpsPort);
    return;
  }
  if (found.gate === null) act(exchange, found);
  else pass(found.gate, exchange, context.nonces, () => act(exchange, found));
}

/** Who names no port came by the usual one of HTTP, and so is sent to the usual one of HTTPS. */
function redirect(exchange: Exchange, httpsPort: number): void {
  const { authority, caRequestId: id, host, path, query } = exchange;
  const location = `https://${host}${authority.includes(':') ? `:${httpsPort}` : ''}${path}${query}`;
  exchange.answer(308, ['Location', location, ...(id === null ? [] : ['X-Ca-Request-Id', id])], '');
}

function act(exchange: Exchange, { action, route }: ServedRoute): void {
  switch (action.kind) {
    case 'forward':
      if (action.cache === null) new Forwarding(exchange, action, route.match.path).start();
      else forwardCached(exchange, action, route.match.path, action.cache);
      return;
    case 'respond': {
      const id = exchange.caRequestId;
      const headers = respondHeaders(action.headers);
      exchange.answer(action.status, id === null ? headers : [...headers, 'X-Ca-Request-Id', id], action.body);
      return;
    }
    case 'reject':
      exchange.refuse(action.code);
      return;
    default:
      assertNever(action);
  }
}

/** Lower case, without port and without the dot of the root. */
export function hostOf(authority: string): string {
  const colon = authority.indexOf(':', authority.startsWith('[') ? authority.indexOf(']') : 0);
  const host = (colon < 0 ? authority : authority.slice(0, colon)).toLowerCase();
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** Node takes the first of several; a backend might take another (RFC 9112, 3.2). */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name !== undefined && name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}
