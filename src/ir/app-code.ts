import type { AppCodeSource } from './fragment.js';

/**
 * The AppCode in a value, null when there is none: with a scheme the value reads `APPCODE 0a1b...`, the word in any case,
 * and anything else is no AppCode.
 */
export function appCodeIn(value: string, { scheme }: AppCodeSource): string | null {
  const text = value.trim();
  if (scheme === null) return text === '' ? null : text;
  const [word = '', ...rest] = text.split(/ +/);
  const [code] = rest;
  return rest.length === 1 && code !== undefined && word.toLowerCase() === scheme.toLowerCase() ? code : null;
}
