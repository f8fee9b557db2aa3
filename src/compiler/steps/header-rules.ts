const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

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
  TOKEN.test(name) ? null : `'${printable(name)}' is not a header name; use letters, digits and -`;

/** What is wrong with a header that the gateway is to write; null when nothing is. */
export function writtenHeaderFault(name: string): string | null {
  const fault = headerNameFault(name);
  if (fault !== null) return fault;
  return OWNED_BY_THE_GATEWAY.has(name.toLowerCase()) ? `the gateway sets '${name}' itself; remove it` : null;
}

/** Line breaks would let a value add headers of its own. */
export const hasControlCharacters = (value: string): boolean =>
  [...value].some((character) => (character < ' ' && character !== '\t') || character === '\u007f');

/** User text for a message: control characters escaped, cut to a readable length. */
export const printable = (text: string): string => JSON.stringify(text.slice(0, 120)).slice(1, -1);
