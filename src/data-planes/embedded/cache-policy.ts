import { createHash } from 'node:crypto';
import { bytePairs } from '../../ir/byte-pairs.js';
import type { CacheKeyPart, IrCache } from '../../ir/fragment.js';

/** What the cache looks at of a request. */
export interface CacheableRequest {
  readonly method: string;
  /** The backend is told. */
  readonly scheme: 'http' | 'https';
  /** Lower case, with its port. */
  readonly authority: string;
  readonly path: string;
  /** With its `?`, or `''`. */
  readonly query: string;
  readonly clientAddress: string;
  /** `''`: nobody asked who calls. */
  readonly appId: string;
  /** Null: none. */
  readonly body: Buffer | null;
  /** All lines of the header; lower-case names. Undefined: not there. */
  readonly header: (name: string) => string | undefined;
}

export type CacheUse = 'bypass' | 'refresh' | 'lookup';

/** Whoever sends these asks for a part, or about an answer of his own: the backend knows. */
const CONDITIONS = ['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

/** Some backends answer another request than the one that the gateway sees. */
const OVERRIDES = [
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-server',
  'x-forwarded-scheme',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
];

const PASSED_ON = [...CONDITIONS, ...OVERRIDES];

/** An answer to who says who he is may be meant for him alone, unless the key tells callers apart by it. */
const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization'];

/** RFC 9111, 3 and 5.2.1. `refresh`: the backend is asked, and its answer is kept. */
export function useOf(request: CacheableRequest, { methods, key, refreshedBy }: IrCache): CacheUse {
  if (!methods.some((method) => method === request.method)) return 'bypass';
  if (PASSED_ON.some((name) => request.header(name) !== undefined)) return 'bypass';
  const isKeyed = (name: string): boolean =>
    key?.some((part) => part.location === 'header' && part.name === name) ?? false;
  if (CREDENTIALS.some((name) => request.header(name) !== undefined && !isKeyed(name))) return 'bypass';
  const control = directivesOf(request.header('cache-control'));
  if (control.has('no-store')) return 'bypass';
  const wantsFresh = control.has('no-cache') || control.get('max-age') === '0';
  if (!wantsFresh) return 'lookup';
  return refreshedBy === 'anybody' || request.appId !== '' ? 'refresh' : 'lookup';
}

/** A body is read by what these say of it. */
const OF_A_BODY = ['content-type', 'content-encoding', 'content-language', 'soapaction'];

/** `varying`: headers that answers of the route were said to depend on. */
export function keyOf(request: CacheableRequest, { key }: IrCache, varying: readonly string[]): string {
  const { method, scheme, authority, path, appId, body } = request;
  const ofBody = body === null ? [] : [digest(body), ...OF_A_BODY.map((name) => request.header(name) ?? null)];
  const parts = key === null ? [request.query] : key.map((part) => partOf(part, request));
  const varied = varying.map((name) => request.header(name) ?? null);
  // JSON, so that no value can pass for two. Absent is not empty.
  return digest(JSON.stringify([method, scheme, authority, path, appId, parts, varying, varied, ofBody]));
}

function partOf(part: CacheKeyPart, request: CacheableRequest): unknown {
  switch (part.location) {
    case 'header':
      return request.header(part.name) ?? null;
    case 'query':
      return bytePairs(request.query.slice(1)).flatMap(({ name, raw }) => (name === part.name ? [raw] : []));
    case 'whole-query':
      return request.query;
    case 'client-address':
      return request.clientAddress;
  }
}

const digest = (data: string | Buffer): string => createHash('sha256').update(data).digest('base64');

type Received = { readonly [name: string]: string | readonly string[] | undefined };

/** How an answer may be kept. */
export interface Keeping {
  readonly ttlSeconds: number;
  /** What it has behind it already. */
  readonly ageSeconds: number;
  /** Headers of requests that it depends on; lower case. */
  readonly varying: readonly string[];
}

/** 206 is a part; 226 and 304 mean nothing without what the caller has. */
const NEVER_KEPT: ReadonlySet<number> = new Set([206, 226, 304]);

/** Null: it is not kept. Whether it has a body shows at its end. Lower-case names. */
export function keepingOf(status: number, headers: Received, cache: IrCache, now: number): Keeping | null {
  if (status < 200 || status >= 400 || NEVER_KEPT.has(status)) return null;
  if (headers['set-cookie'] !== undefined || headers.trailer !== undefined) return null;
  const control = directivesOf(textOf(headers['cache-control']));
  if (control.has('no-store') || control.has('private') || control.has('no-cache')) return null;
  const varying = varyingOf(headers);
  if (varying === null) return null;
  const ageSeconds = secondsOf(textOf(headers.age)) ?? 0;
  const ttlSeconds = Math.min(cache.ttlSeconds, freshFor(headers, control, now) - ageSeconds);
  return ttlSeconds > 0 ? { ttlSeconds, ageSeconds, varying } : null;
}

/** RFC 9111, 4.2.1; what cannot be read is stale. */
function freshFor(headers: Received, control: ReadonlyMap<string, string>, now: number): number {
  const named = control.get('s-maxage') ?? control.get('max-age');
  if (named !== undefined) return secondsOf(named) ?? 0;
  const expires = textOf(headers.expires);
  if (expires === undefined) return Number.POSITIVE_INFINITY;
  const said = Date.parse(textOf(headers.date) ?? '');
  return Math.floor((Date.parse(expires) - (Number.isNaN(said) ? now : said)) / 1000) || 0;
}

const MAX_VARYING = 8;

/** Null: on more than can be told. Beside Vary, what backends forget to say there. */
function varyingOf(headers: Received): readonly string[] | null {
  const names = new Set(listOf(textOf(headers.vary)));
  if (names.has('*')) return null;
  if (headers['content-encoding'] !== undefined) names.add('accept-encoding');
  const origin = headers['access-control-allow-origin'];
  if (origin !== undefined && origin !== '*') names.add('origin');
  return names.size > MAX_VARYING ? null : [...names];
}

/** Of repeated ones the last; a qualified `private="x"` counts as the whole. */
function directivesOf(text: string | undefined): ReadonlyMap<string, string> {
  return new Map(
    listOf(text).map((directive) => {
      const [name = '', value = ''] = directive.split('=', 2);
      return [name.trim(), value.trim().replaceAll('"', '')];
    }),
  );
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const secondsOf = (text: string | undefined): number | null => (/^\d{1,10}$/.test(text ?? '') ? Number(text) : null);

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  value === undefined || typeof value === 'string' ? value : value.join(', ');
