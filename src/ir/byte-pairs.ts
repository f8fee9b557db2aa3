/** A parameter of a query or a form, as a byte string: one character per byte. */
export interface BytePair {
  readonly name: string;
  readonly value: string;
  /** As it came. */
  readonly raw: string;
}

/** `text` without a `?`. Nothing is malformed: what is no escape stays as it is. */
export function bytePairs(text: string): readonly BytePair[] {
  return text
    .split('&')
    .filter((raw) => raw !== '')
    .map((raw) => {
      const at = raw.indexOf('=');
      const name = decodeBytes(at < 0 ? raw : raw.slice(0, at));
      return { raw, name, value: at < 0 ? '' : decodeBytes(raw.slice(at + 1)) };
    });
}

const decodeBytes = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
