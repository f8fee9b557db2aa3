import { isIP } from 'node:net';
import type { AddressPolicy } from './address-policy.js';
import { invalidFetch, refusedFetch, refusedHost } from './fetch-problem.js';

export interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** A URL as a caller or a redirect gives it, checked for everything that shows before a connection. */
export function checkedUrl(text: string, base: URL | null, policy: AddressPolicy): URL {
  const url = base === null ? URL.parse(text) : URL.parse(text, base.href);
  if (url === null) throw invalidFetch('is not a URL; write https://host/path');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refusedFetch(`'${url.protocol}' is not fetched; use http or https`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidFetch('must not carry credentials; send them as a header');
  }
  requireAllowedLiteral(url.hostname, policy);
  return url;
}

/** A literal address never reaches the lookup. The URL parser has already read decimal, octal and hex forms. */
function requireAllowedLiteral(hostname: string, policy: AddressPolicy): void {
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !policy.allowsHost(hostname) && !policy.allowsAddress(literal))
    throw refusedHost(hostname);
}

export function withQuery(url: URL, query: readonly NameValue[]): URL {
  const extended = new URL(url);
  extended.hash = '';
  for (const { name, value } of query) extended.searchParams.append(name, value);
  return extended;
}

/** They frame the message or name its receiver; a caller of the management API sets neither. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Names may show in a message, values never. */
export function checkedHeaders(headers: readonly NameValue[]): Record<string, string> {
  const checked: [string, string][] = headers.map(({ name, value }) => {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}$/.test(name)) throw invalidFetch('has a header name that is not valid');
    if (OWN_HEADERS.has(name.toLowerCase())) throw invalidFetch(`header '${name}' cannot be set`);
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalidFetch(`the value of header '${name}' is not valid`);
    return [name.toLowerCase(), value];
  });
  return Object.fromEntries(checked);
}
