import { invalidParameter } from './signature-problem.js';

/** Decoded name and value. */
export type Pair = readonly [name: string, value: string];

/**
 * Pairs of a raw query string or form body, in order, duplicates kept. `+` is a space in both (cloudapi 1.4); a literal
 * plus arrives as `%2B`.
 * @throws SignatureProblem `InvalidParameter` for a broken escape or bytes that are not UTF-8
 */
export function parsePairs(text: string): Pair[] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const name = equals < 0 ? part : part.slice(0, equals);
      return [decoded(name, name), decoded(equals < 0 ? '' : part.slice(equals + 1), name)] as const;
    });
}

function decoded(text: string, name: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidParameter(name);
  }
}

/** First name that occurs twice; null when all differ. */
export function duplicateName(pairs: readonly Pair[]): string | null {
  const seen = new Set<string>();
  for (const [name] of pairs) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

/** RFC 3986: only `A-Z a-z 0-9 - _ . ~` stay. `encodeURIComponent` leaves five characters too many. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** `name=value` joined by `&`, sorted by the bytes of the names, both parts encoded; an empty value keeps its `=`. */
export function canonicalPairs(pairs: readonly Pair[]): string {
  return pairs
    .map(([name, value]) => ({ bytes: Buffer.from(name), text: `${encodeRfc3986(name)}=${encodeRfc3986(value)}` }))
    .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
    .map(({ text }) => text)
    .join('&');
}
