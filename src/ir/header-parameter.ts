import type { HeaderMatch } from './fragment.js';

/**
 * Regular expression, for RE2 and for JavaScript, over the whole value of a header: some parameter of the name has the value,
 * quoted or not. `application/soap+xml; charset=utf-8; action="urn:add"`. Source: RFC 9110, 5.6.6.
 */
export function parameterPattern(parameter: string, value: string): string {
  const [name, text] = [escaped(parameter), escaped(value)];
  return `[^;"]*(?:;[^;"]*(?:"[^"]*"[^;"]*)*)*;[ \\t]*(?i:${name})=(?:"${text}"|${text})[ \\t]*(?:;.*)?`;
}

const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

const patterns = new WeakMap<HeaderMatch, RegExp>();

/** Whether a header of a request is as a route asks. */
export function matchesHeader(wanted: HeaderMatch, value: string): boolean {
  if (wanted.parameter === undefined) return value === wanted.value;
  const known = patterns.get(wanted);
  const pattern = known ?? new RegExp(`^(?:${parameterPattern(wanted.parameter, wanted.value)})$`);
  if (known === undefined) patterns.set(wanted, pattern);
  return pattern.test(value);
}
