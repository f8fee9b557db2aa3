/** A request that the mapping cannot take; it ends as a 400 that names the parameter. */
export class InvalidParameter extends Error {
  override readonly name = 'InvalidParameter';

  constructor(
    readonly fault: 'missing-parameter' | 'invalid-parameter',
    readonly parameter: string,
  ) {
    super(`${fault}: ${parameter}`);
  }
}

export interface QueryPair {
  /** Decoded. */
  readonly name: string;
  /** `name=value` as it came. */
  readonly raw: string;
}

export function splitQuery(query: string): readonly QueryPair[] {
  if (query.length < 2) return [];
  return query
    .slice(1)
    .split('&')
    .filter((raw) => raw !== '')
    .map((raw) => {
      const name = raw.includes('=') ? raw.slice(0, raw.indexOf('=')) : raw;
      return { raw, name: formDecode(name, name) };
    });
}

/** `+` is a space, as in forms. */
export function formDecode(text: string, parameter: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new InvalidParameter('invalid-parameter', parameter);
  }
}

/** One segment. A value that would move in the path (`.`, `..`, nothing, a slash) is refused: backends decode it. */
export function encodePathValue(value: string, parameter: string): string {
  if (value === '' || value === '.' || value === '..' || /[/\\\p{Cc}]/u.test(value)) {
    throw new InvalidParameter('invalid-parameter', parameter);
  }
  return encodeText(value, parameter);
}

export function encodeText(value: string, parameter: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new InvalidParameter('invalid-parameter', parameter);
  return encodeURIComponent(value);
}

/** A header's value in bytes: text beyond Latin-1 goes out as UTF-8. Control bytes could end the header: refused. */
export function headerValue(value: string, parameter: string): string {
  if (/\p{Cc}/u.test(value.replaceAll('\t', ''))) throw new InvalidParameter('invalid-parameter', parameter);
  return /[\u{100}-\u{10ffff}]/u.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
}

export const isForm = (contentType: string | undefined): boolean =>
  contentType !== undefined && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType);
