import { isUtf8 } from 'node:buffer';
import { duplicateName, type Pair, parsePairs } from './rpc-pairs.js';
import { invalidParameter, refused } from './signature-problem.js';

/** An RPC call as the socket gave it. */
export interface RawRpcRequest {
  /** As received: not upper-cased. */
  readonly method: string;
  /** Request target before `?`, still encoded. */
  readonly path: string;
  /** Request target after `?`, still encoded; empty without one. */
  readonly query: string;
  /** Every header line, e.g. from `rawHeaders`; names in any case, duplicates kept. */
  readonly headers: readonly Pair[];
  readonly body: Uint8Array;
}

/** A decoded call. Its parameters are unique over query and form together. */
export interface RpcRequest {
  readonly scheme: 'v1' | 'v3';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: readonly Pair[];
  readonly form: readonly Pair[];
  /** Lower-case names, trimmed values. */
  readonly headers: readonly Pair[];
  readonly body: Uint8Array;
  /** Query and form in one. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Null when the call names no operation in a signed place. */
  readonly action: string | null;
  readonly version: string | null;
}

export type RpcFormat = 'JSON' | 'XML';

/**
 * Decodes a call and finds its signature scheme. Source: cloudapi-2016-07-14.md 1.1, 1.2, 1.6.
 * @throws SignatureProblem for another method or format, a broken escape, a repeated parameter, a body that is not a UTF-8
 *   form
 */
export function readRpcRequest(raw: RawRpcRequest): RpcRequest {
  const method = raw.method;
  if (method !== 'GET' && method !== 'POST') throw refused('UnsupportedHTTPMethod');
  const headers = raw.headers.map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const query = parsePairs(raw.query);
  const form = readForm(headers, raw.body);
  const merged = [...query, ...form];
  // A repeated name is read differently by different parsers, so what was signed need not be what is executed.
  const repeated = duplicateName(merged);
  if (repeated !== null) throw invalidParameter(repeated);
  const parameters = new Map(merged);
  if (!/^(json|xml)?$/i.test(parameters.get('Format') ?? '')) throw invalidParameter('Format');
  const scheme = isV3(headers) ? 'v3' : 'v1';
  // V1 signs no header, so there a header must not choose the operation.
  const signedHeader = (name: string) => (scheme === 'v3' ? singleHeader(headers, name) : null);
  return {
    scheme,
    method,
    path: raw.path,
    query,
    form,
    headers,
    body: raw.body,
    parameters,
    action: parameters.get('Action') ?? signedHeader('x-acs-action'),
    version: parameters.get('Version') ?? signedHeader('x-acs-version'),
  };
}

const isV3 = (headers: readonly Pair[]): boolean =>
  headers.some(([name, value]) => name === 'authorization' && value.startsWith('ACS3-'));

/**
 * The only value of a header, null when absent. `name` in lower case.
 * @throws SignatureProblem `InvalidParameter` when it was sent twice
 */
export function singleHeader(headers: readonly Pair[], name: string): string | null {
  const values = headers.filter(([candidate]) => candidate === name);
  if (values.length > 1) throw invalidParameter(name);
  return values[0]?.[1] ?? null;
}

function readForm(headers: readonly Pair[], body: Uint8Array): Pair[] {
  if (body.length === 0) return [];
  const contentType = singleHeader(headers, 'content-type');
  if (contentType !== null && !isUtf8Form(contentType)) throw invalidParameter('Content-Type');
  if (!isUtf8(body)) throw invalidParameter('Content-Type');
  return parsePairs(Buffer.from(body).toString('utf8'));
}

function isUtf8Form(contentType: string): boolean {
  const [type, ...attributes] = contentType.split(';').map((part) => part.trim().toLowerCase());
  if (type !== 'application/x-www-form-urlencoded') return false;
  return attributes.every((attribute) => !attribute.startsWith('charset=') || /^charset="?utf-?8"?$/.test(attribute));
}

/** Format to answer in; never throws, because refusals of unreadable calls are rendered too. */
export function formatOf(raw: RawRpcRequest): RpcFormat {
  const asked = formatParameter(raw) ?? raw.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '';
  return /^\s*((application|text)\/)?xml\b/i.test(asked) ? 'XML' : 'JSON';
}

function formatParameter(raw: RawRpcRequest): string | undefined {
  const texts = [raw.query, Buffer.from(raw.body).toString('latin1')];
  return texts
    .map((text) => new URLSearchParams(text).get('Format'))
    .find((value): value is string => value !== null && value !== '');
}
