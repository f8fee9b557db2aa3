import type { Endpoint } from '../../ir/fragment.js';
import { isMetadataAddress } from '../../shared/metadata-addresses.js';

export type AddressParts = Pick<Endpoint, 'scheme' | 'host' | 'port' | 'basePath'>;
export type AddressResult =
  | { readonly ok: true; readonly parts: AddressParts }
  | { readonly ok: false; readonly code: 'invalid_address' | 'refused_address'; readonly message: string };

/** Names of the addresses where clouds hand out credentials. */
const METADATA_NAMES: ReadonlySet<string> = new Set(['metadata', 'metadata.google.internal', 'instance-data']);

/** `http(s)://host[:port][/path]`, and nothing else. Says what to change when it is not. */
export function parseAddress(text: string): AddressResult {
  const message = syntaxFault(text);
  if (message !== null) return { ok: false, code: 'invalid_address', message };
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isMetadata(host)) {
    return {
      ok: false,
      code: 'refused_address',
      message: `'${host}' is a cloud metadata address; use another backend`,
    };
  }
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port === '' ? defaultPort(scheme) : Number(url.port);
  return { ok: true, parts: { scheme, host, port, basePath: url.pathname.replace(/\/+$/, '') } };
}

function syntaxFault(text: string): string | null {
  if (!/^https?:\/\/[^/]/i.test(text)) return 'must begin with http:// or https:// and a host';
  if (/[\s\\{}]/.test(text)) return 'must not contain spaces, backslashes or braces';
  if (!URL.canParse(text)) return 'is not a URL; write http(s)://host[:port][/path]';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must not carry credentials; send them in a header';
  if (/[?#]/.test(text)) return 'must not have a query or a fragment';
  if (url.port === '0') return 'must not have port 0';
  if (url.pathname.includes('//')) return 'must not have a doubled / in its path';
  return null;
}

function isMetadata(host: string): boolean {
  if (METADATA_NAMES.has(host.replace(/\.$/, ''))) return true;
  return isMetadataAddress(host);
}

const defaultPort = (scheme: 'http' | 'https'): number => (scheme === 'https' ? 443 : 80);
