/**
 * The one path normalisation before every match, on every data plane. It does what Envoy does with `normalize_path`,
 * `merge_slashes` and `path_with_escaped_slashes_action: REJECT_REQUEST`, in Envoy's order: escapes, dot segments (an
 * empty segment counts as one), slashes. It is written over characters, never over a URL parser: that reads `//admin`
 * as a host name.
 */
export type NormalisedTarget =
  | {
      readonly ok: true;
      /** Begins with `/`; `*` only for the asterisk form of OPTIONS. */
      readonly path: string;
      /** With its `?`, or `''`; never changed. */
      readonly query: string;
      /** Of an absolute-form target: it replaces the Host header (RFC 9112, 3.2.2). */
      readonly authority: string | null;
    }
  | { readonly ok: false; readonly reason: PathRefusal };

export type PathRefusal =
  | 'not an origin-form target'
  | 'control byte'
  | 'backslash'
  | 'escaped slash or backslash'
  | 'malformed percent-encoding'
  | 'fragment'
  | 'above the root';

const REFUSED = 0;
const PLAIN = 1;
/** Needs the long way: `%`, backslashes and bytes beyond ASCII. */
const LONG_WAY = 2;

const SLASH = 47;
const DOT = 46;
const QUESTION_MARK = 63;
const BACKSLASH = 92;
const KINDS = kindsOfBytes();
const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/** `target` as it stands in the request line: one character per byte. */
export function normaliseTarget(target: string, method: string): NormalisedTarget {
  if (target.charCodeAt(0) === SLASH) return normaliseFrom(target, 0, null);
  if (target === '*' && method === 'OPTIONS') return { ok: true, path: '*', query: '', authority: null };
  const absolute = /^https?:\/\/([^/?#]+)/i.exec(target);
  const authority = absolute?.[1];
  if (absolute === null || authority === undefined) return refuse('not an origin-form target');
  const rest = target.slice(absolute[0].length);
  return normaliseFrom(rest.startsWith('/') ? rest : `/${rest}`, 0, authority.toLowerCase());
}

/**
 * Same rules for a path that a person wrote into a definition: text beyond ASCII is UTF-8, and there is no query. What is
 * a slip rather than a path, a backslash or a way out of the root, is refused.
 */
export function normalisePath(path: string): { readonly ok: true; readonly path: string } | PathRefused {
  if (!path.startsWith('/') || path.includes('?')) return refuse('not an origin-form target');
  if (/\p{Surrogate}/u.test(path)) return refuse('malformed percent-encoding');
  if (path.includes('\\')) return refuse('backslash');
  const target = path.replace(/[^\p{ASCII}]+/gu, encodeURIComponent);
  if (climbsOut(target)) return refuse('above the root');
  const result = normaliseTarget(target, 'GET');
  return result.ok ? { ok: true, path: result.path } : result;
}

export interface PathRefused {
  readonly ok: false;
  readonly reason: PathRefusal;
}

const refuse = (reason: PathRefusal): PathRefused => ({ ok: false, reason });

/** One pass that allocates nothing for a clean path; anything unusual takes the long way. */
function normaliseFrom(target: string, start: number, authority: string | null): NormalisedTarget {
  let clean = true;
  let end = start;
  for (; end < target.length; end += 1) {
    const code = target.charCodeAt(end);
    if (code === QUESTION_MARK) break;
    const kind = code < 256 ? KINDS[code] : REFUSED;
    if (kind === REFUSED) return refuse(reasonOf(code));
    if (kind === LONG_WAY || (code === SLASH && isUnusual(target.charCodeAt(end + 1)))) clean = false;
  }
  if (hasControlByte(target, end)) return refuse('control byte');
  const query = target.slice(end);
  const raw = target.slice(start, end);
  if (clean) return { ok: true, path: raw, query, authority };
  const path = theLongWay(raw);
  return typeof path === 'string' ? { ok: true, path, query, authority } : path;
}

const isUnusual = (afterSlash: number): boolean => afterSlash === SLASH || afterSlash === DOT;

function hasControlByte(text: string, from: number): boolean {
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code <= 32 || code === 127 || code > 255) return true;
  }
  return false;
}

const reasonOf = (code: number): PathRefusal => (code === 35 ? 'fragment' : 'control byte');

function theLongWay(raw: string): string | PathRefused {
  const decoded = settleEscapes(raw);
  if (typeof decoded !== 'string') return decoded;
  return resolveDots(decoded).replace(/\/{2,}/g, '/');
}

/** Reads a backslash as a slash, decodes unreserved characters, writes all other escapes in upper case, escapes bytes beyond ASCII. */
function settleEscapes(raw: string): string | PathRefused {
  let out = '';
  for (let index = 0; index < raw.length; index += 1) {
    const code = raw.charCodeAt(index);
    if (code !== 37) {
      out += plainByte(code);
      continue;
    }
    const byte = hexByte(raw, index + 1);
    if (byte === null) return refuse('malformed percent-encoding');
    if (byte === 0x2f || byte === 0x5c) return refuse('escaped slash or backslash');
    if (byte < 32 || byte === 127) return refuse('control byte');
    const char = String.fromCharCode(byte);
    out += UNRESERVED.test(char) ? char : escapeByte(byte);
    index += 2;
  }
  return out;
}

function plainByte(code: number): string {
  if (code === BACKSLASH) return '/';
  return code < 128 ? String.fromCharCode(code) : escapeByte(code);
}

const escapeByte = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

function hexByte(text: string, at: number): number | null {
  const digits = text.slice(at, at + 2);
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : null;
}

/** Nothing is above the root: `..` stops there (RFC 3986, 5.2.4). */
function resolveDots(path: string): string {
  const segments = path.split('/');
  const kept: string[] = [];
  for (let index = 1; index < segments.length; index += 1) {
    const segment = segments[index] ?? '';
    if (segment !== '.' && segment !== '..') {
      kept.push(segment);
      continue;
    }
    if (segment === '..') kept.pop();
    if (index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}

function climbsOut(path: string): boolean {
  let depth = 0;
  for (const segment of path.replace(/%2e/gi, '.').split('/').slice(1)) {
    if (segment === '..') depth -= 1;
    else if (segment !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function kindsOfBytes(): Uint8Array {
  const kinds = new Uint8Array(256).fill(LONG_WAY);
  kinds.fill(PLAIN, 33, 127);
  kinds.fill(REFUSED, 0, 33);
  for (const refused of [127, 35]) kinds[refused] = REFUSED;
  for (const unusual of [37, BACKSLASH]) kinds[unusual] = LONG_WAY;
  return kinds;
}
