import { canonicalPath } from './canonical-path.js';

/**
 * The one path normalisation before every match, on every data plane. It does what Envoy does with `normalize_path`,
 * `merge_slashes` and `path_with_escaped_slashes_action: REJECT_REQUEST` and with the routes that stand before all others
 * (data-planes/envoy/translate/guards.ts). It is written over characters, never over a URL parser: that reads `//admin`
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
  | typeof NOT_NORMALISED
  | typeof MALFORMED
  | typeof DOT_PARAMETERS
  | 'above the root';

/** Envoy has one word for all of them. */
export const NOT_NORMALISED = 'an escaped slash, backslash or NUL, or a fragment';
export const MALFORMED = 'malformed percent-encoding or control byte';
export const DOT_PARAMETERS = 'a dot segment with parameters';

const REFUSED = 0;
const PLAIN = 1;
/** Needs the long way: what is escaped, or should be, and backslashes. */
const LONG_WAY = 2;

const SLASH = 47;
const DOT = 46;
const QUESTION_MARK = 63;
const HASH = 35;
const KINDS = kindsOfBytes();

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
  if (/\p{Surrogate}/u.test(path)) return refuse(MALFORMED);
  if (path.includes('\\')) return refuse('backslash');
  const target = path.replace(/[^\p{ASCII}]+/gu, encodeURIComponent);
  if (climbsOut(target)) return refuse('above the root');
  const result = normaliseTarget(target, 'GET');
  return result.ok ? { ok: true, path: result.path.replace(/^\/\/$/, '/') } : result;
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
  const inQuery = refusalOfQuery(target, end);
  if (inQuery !== null) return refuse(inQuery);
  const query = target.slice(end);
  const raw = target.slice(start, end);
  if (clean) return { ok: true, path: raw, query, authority };
  const path = theLongWay(raw);
  return typeof path === 'string' ? { ok: true, path, query, authority } : path;
}

const isUnusual = (afterSlash: number): boolean => afterSlash === SLASH || afterSlash === DOT;

function refusalOfQuery(target: string, from: number): PathRefusal | null {
  for (let index = from; index < target.length; index += 1) {
    const code = target.charCodeAt(index);
    if (code === HASH) return NOT_NORMALISED;
    if (code <= 32 || code === 127 || code > 255) return 'control byte';
  }
  return null;
}

const reasonOf = (code: number): PathRefusal => (code === HASH ? NOT_NORMALISED : 'control byte');

function theLongWay(raw: string): string | PathRefused {
  if (/%2f|%5c/i.test(raw)) return refuse(NOT_NORMALISED);
  const path = canonicalPath(raw);
  if (path === null) return refuse(NOT_NORMALISED);
  if (/%(?![0-9A-F]{2})|%[01]|%7F/i.test(path)) return refuse(MALFORMED);
  return path.includes('/..;') ? refuse(DOT_PARAMETERS) : path;
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
  for (const refused of [127, HASH]) kinds[refused] = REFUSED;
  for (const unusual of '%\\"<>^`{|}') kinds[unusual.charCodeAt(0)] = LONG_WAY;
  return kinds;
}
