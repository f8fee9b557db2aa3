import type { IncomingMessage } from 'node:http';
import type { Exchange, Hidden } from './exchange.js';

/** What happens to a client's header on its way to a backend. */
type Verdict = 'pass' | 'drop';

/** Of the connection, of the gateway, or set anew for each request. */
const DROPPED: ReadonlySet<string> = new Set([
  'apinizer-correlation-id',
  'connection',
  'content-length',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-ca-request-id',
]);

/** Known spellings of header names; bounded, since clients choose them. */
const verdicts = new Map<string, Verdict>();
const MAX_KNOWN_SPELLINGS = 2_000;

function verdictOf(name: string): Verdict {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict = judge(name);
  if (verdicts.size < MAX_KNOWN_SPELLINGS) verdicts.set(name, verdict);
  return verdict;
}

/** Many backends read `X_Forwarded_Proto` as `X-Forwarded-Proto`: underscores do not get a header past this. */
function judge(name: string): Verdict {
  const plain = name.toLowerCase().replaceAll('_', '-');
  const drops = DROPPED.has(plain) || plain.startsWith('proxy-') || plain.startsWith('x-forwarded-');
  return drops ? 'drop' : 'pass';
}

export interface ForwardedFacts {
  readonly requestId: string;
  /** Host that the client asked for, as it wrote it. */
  readonly authority: string;
  /** Header that carries `requestId`. */
  readonly idHeader: string;
}

/** Which of the client's headers a mapping leaves. */
export interface HeaderFilter {
  readonly takenHeaders: ReadonlySet<string>;
  readonly dropsOtherHeaders: boolean;
}

/**
 * Headers for the backend as `[name, value, ...]`, in the client's order and spelling, then the gateway's own. What the
 * client lists in `Connection` is dropped, except what the gateway sets: those are added afterwards (CVE-2024-45410).
 */
export function requestHeaders(
  { hidden, req, scheme }: Exchange,
  facts: ForwardedFacts,
  filter: HeaderFilter | null,
): string[] {
  const raw = req.rawHeaders;
  const listed = listedInConnection(req.headers.connection);
  const headers: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (verdictOf(name) === 'drop') continue;
    if (listed?.has(name.toLowerCase())) continue;
    if (hidden !== null && isHidden(name.toLowerCase(), hidden)) continue;
    if (filter !== null && !passesFilter(name.toLowerCase(), filter)) continue;
    headers.push(name, raw[index + 1] ?? '');
  }
  const own = gatewayHeaders(req, scheme, facts);
  if (filter === null) return headers.concat(own);
  for (let index = 0; index < own.length; index += 2) {
    const name = own[index] ?? '';
    if (!filter.takenHeaders.has(name.toLowerCase())) headers.push(name, own[index + 1] ?? '');
  }
  return headers;
}

function gatewayHeaders(
  req: IncomingMessage,
  scheme: string,
  { authority, idHeader, requestId }: ForwardedFacts,
): string[] {
  const peer = peerOf(req);
  const before = req.headers['x-forwarded-for'];
  const chain = before === undefined || before === '' ? peer : `${String(before)}, ${peer}`;
  const headers = ['X-Forwarded-For', chain, 'X-Forwarded-Proto', scheme, idHeader, requestId];
  if (authority !== '') headers.push('X-Forwarded-Host', authority);
  return headers;
}

/** The client's address; IPv4 in its short form. */
export function peerOf(req: IncomingMessage): string {
  const address = req.socket.remoteAddress ?? 'unknown';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

const passesFilter = (name: string, { takenHeaders, dropsOtherHeaders }: HeaderFilter): boolean =>
  !takenHeaders.has(name) && (!dropsOtherHeaders || name.startsWith('content-'));

/** Whoever got the signature could send the call once more. */
const isHidden = (name: string, { header }: Hidden): boolean => name === header || name.startsWith('x-ca-signature');

function listedInConnection(connection: string | undefined): ReadonlySet<string> | null {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return null;
  return new Set(connection.split(',').map((token) => token.trim().toLowerCase()));
}

/** Length of the body, -1 when it comes in chunks. */
export function bodyLengthOf({ body, req }: Exchange): number {
  if (body !== null) return body.length;
  if (req.headers['transfer-encoding'] !== undefined) return -1;
  const length = req.headers['content-length'];
  return length === undefined ? 0 : Number(length);
}
