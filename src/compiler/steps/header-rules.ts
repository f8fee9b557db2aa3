import { isFieldValue, isToken } from '../../ir/validate-text.js';

/** They describe one connection or the framing of one message; the gateway owns them on both sides. */
const OWNED_BY_THE_GATEWAY: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What is wrong with a header name for any use; null when nothing is. */
export const headerNameFault = (name: string): string | null =>
  isToken(name) ? null : `'${printable(name)}' is not a header name; use letters, digits and -`;

/** What is wrong with a header that the gateway is to write; null when nothing is. */
export function writtenHeaderFault(name: string): string | null {
  const fault = headerNameFault(name);
  if (fault !== null) return fault;
  return OWNED_BY_THE_GATEWAY.has(name.toLowerCase()) ? `the gateway sets '${name}' itself; remove it` : null;
}

/** What is wrong with a header's value; null when nothing is. A line break would let it add headers of its own. */
export const headerValueFault = (value: string): string | null =>
  isFieldValue(value) ? null : 'must not contain line breaks, other control characters or text beyond Latin-1';

/** User text for a message: control characters escaped, cut to a readable length. */
export const printable = (text: string): string => JSON.stringify(text.slice(0, 120)).slice(1, -1);
