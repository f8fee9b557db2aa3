/**
 * A path as Envoy writes it before it looks for a route (`normalize_path`, then `merge_slashes`), character by character,
 * so that both data planes route and forward the same. Equal but for the case of escapes' digits, which is upper here.
 */

/** Null: it has an escaped NUL, which no path may have. `raw`: a path without its query, one character per byte. */
export function canonicalPath(raw: string): string | null {
  const written = new Writer(withoutDotParameters(raw)).write();
  return written === null ? null : mergeSlashes(written);
}

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;
/** Stand in no URI; clients that do not know send them all the same. */
const ESCAPED = new Set('"<>^`{|}');
const NONE = Number.NEGATIVE_INFINITY;

/** `..;v=1` is `..` for backends that take parameters off segments, so it is read as `..` (CVE-2026-73551). */
const withoutDotParameters = (raw: string): string => raw.replace(/\/(\.\.?);[^/]*/g, '/$1');

/** Slashes in a row are one. Of nothing but slashes Envoy leaves two. */
function mergeSlashes(path: string): string {
  if (!path.includes('//')) return path;
  const segments = path.split('/').filter((segment) => segment !== '');
  return `/${segments.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

/** Resolves dot segments, reads a backslash as a slash, decodes unreserved characters, escapes what must be. */
class Writer {
  readonly #out: string[] = [];
  #at = 0;
  /** Where in the output the last percent sign stands that escapes nothing. */
  #looseSign = NONE;

  constructor(private readonly raw: string) {}

  write(): string | null {
    while (this.#at < this.raw.length) {
      const dot = this.#dotAt(this.#at);
      if (dot > 0) this.#writeDot(dot);
      else if (this.raw[this.#at] !== '%') this.#writeCharacter();
      else if (!this.#writeEscape()) return null;
    }
    return this.#out.join('');
  }

  /** Length of the dot there, plain or escaped; 0: none. */
  #dotAt(index: number): number {
    if (this.raw[index] === '.') return 1;
    return /^%2e$/i.test(this.raw.slice(index, index + 3)) ? 3 : 0;
  }

  #isSlash(index: number): boolean {
    return this.raw[index] === '/' || this.raw[index] === '\\';
  }

  #isEndOfSegment(index: number): boolean {
    return index >= this.raw.length || this.#isSlash(index);
  }

  /** One or two dots that are a whole segment go away, with the slash behind them. */
  #writeDot(length: number): void {
    const next = this.#at + length;
    const second = next + this.#dotAt(next);
    if (this.#out.at(-1) === '/' && this.#isEndOfSegment(next)) {
      this.#at = next + 1;
    } else if (this.#out.at(-1) === '/' && second > next && this.#isEndOfSegment(second)) {
      this.#leaveSegment();
      this.#at = second + 1;
    } else {
      this.#out.push('.');
      this.#at = next;
    }
  }

  /** Back to the slash before the last one; nothing is above the root. */
  #leaveSegment(): void {
    const last = this.#out.length - 1;
    if (last > 0) this.#out.length = this.#out.lastIndexOf('/', last - 1) + 1;
  }

  #writeCharacter(): void {
    const character = this.raw[this.#at] ?? '';
    if (character === '\\') this.#out.push('/');
    else if (ESCAPED.has(character) || character.charCodeAt(0) > 127)
      this.#out.push(...escaped(character.charCodeAt(0)));
    else this.#out.push(character);
    this.#at += 1;
  }

  /** False: of a NUL. */
  #writeEscape(): boolean {
    const digits = this.raw.slice(this.#at + 1, this.#at + 3);
    if (!/^[0-9A-Fa-f]{2}$/.test(digits)) {
      this.#looseSign = this.#out.length;
      this.#out.push('%');
      this.#at += 1;
      return true;
    }
    const byte = Number.parseInt(digits, 16);
    const character = String.fromCharCode(byte);
    this.#at += 3;
    if (UNRESERVED.test(character)) this.#writeDecoded(character);
    else this.#out.push(...escaped(byte));
    return byte !== 0;
  }

  /** What was decoded must not make an escape together with a loose percent sign before it: that one is escaped then. */
  #writeDecoded(character: string): void {
    this.#out.push(character);
    const behind = this.#out.length - this.#looseSign;
    if (behind > 3) return;
    const last = behind === 2 ? (this.raw[this.#at] ?? '') : '';
    const made = [...this.#out.slice(this.#looseSign + 1), last].join('');
    if (/^[0-9A-Fa-f]{2}$/.test(made)) this.#out.splice(this.#looseSign + 1, 0, '2', '5');
  }
}

const escaped = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
