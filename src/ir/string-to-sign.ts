import { bytePairs } from './byte-pairs.js';

/**
 * The vendor's signature of a call (cloudapi-2016-07-14.md 5.2). Everything here is a byte string: one character per byte,
 * as HTTP brings it, so that it means the same to every data plane whatever the encoding of a value.
 */
export interface SignedCall {
  readonly method: string;
  /** As the caller wrote it, without the query. */
  readonly path: string;
  /** With its `?`, or `''`. */
  readonly query: string;
  /** Of a body that is `application/x-www-form-urlencoded`; `''` for any other. */
  readonly form: string;
  /** By lower-case name; several lines of one name joined with `, `. */
  readonly header: (name: string) => string | undefined;
}

/** Each has a line of its own, or is what the signature itself consists of. */
const NEVER_LISTED: ReadonlySet<string> = new Set([
  'accept',
  'content-md5',
  'content-type',
  'date',
  'x-ca-signature',
  'x-ca-signature-headers',
]);

export function stringToSign(call: SignedCall): string {
  const { method, header } = call;
  const fixed = ['accept', 'content-md5', 'content-type', 'date'].map((name) => header(name) ?? '');
  const listed = listedHeaders(header('x-ca-signature-headers') ?? '').map(
    (name) => `${name}:${header(name.toLowerCase()) ?? ''}`,
  );
  return [method, ...fixed, ...listed, resource(call)].join('\n');
}

/** In the spelling of the list. */
const listedHeaders = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !NEVER_LISTED.has(name.toLowerCase()))
    .sort(byBytes);

/** Of a name that comes several times the first value counts; a parameter of the form hides those of the query. */
function resource({ path, query, form }: SignedCall): string {
  const parameters = new Map([...firstValues(query.slice(1)), ...firstValues(form)]);
  if (parameters.size === 0) return path;
  const sorted = [...parameters].sort(([a], [b]) => byBytes(a, b));
  return `${path}?${sorted.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&')}`;
}

function firstValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of bytePairs(text)) if (!values.has(name)) values.set(name, value);
  return values;
}

function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Longer ones are cut: it is part of a header. */
const MAX_SHOWN = 2_048;

/** The string as the vendor's gateway tells it: line feeds as `#`, what a header cannot carry escaped. */
export const shownToCaller = (text: string): string =>
  text
    .replaceAll('\n', '#')
    .replace(/[^\x20-\x7e]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    .slice(0, MAX_SHOWN);
