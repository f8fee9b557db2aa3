import type { JsonValue } from '../shared/canonical-json.js';
import { packageFault } from './package-fault.js';

/** One JSON object of a package. Every member that is there must be asked for: `done` refuses the others by name. */
export class StrictObject {
  readonly #asked = new Set<string>();

  private constructor(
    private readonly source: Readonly<Record<string, unknown>>,
    private readonly file: string,
    private readonly path: string,
  ) {}

  static of(value: unknown, file: string, path = ''): StrictObject {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw packageFault(file, `${path === '' ? 'it' : path} must be a JSON object`);
    }
    return new StrictObject(value as Readonly<Record<string, unknown>>, file, path);
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  text(name: string, maxLength: number): string {
    const value = this.#take(name);
    if (typeof value !== 'string' || value.length > maxLength) {
      throw this.wrong(name, `must be a text of at most ${maxLength} characters`);
    }
    if (/[\0\p{Surrogate}]/u.test(value)) throw this.wrong(name, 'holds a NUL character or half a surrogate pair');
    return value;
  }

  flag(name: string): boolean {
    const value = this.#take(name);
    if (typeof value !== 'boolean') throw this.wrong(name, 'must be true or false');
    return value;
  }

  whole(name: string, max: number): number {
    const value = this.#take(name);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) {
      throw this.wrong(name, `must be a whole number from 0 to ${max}`);
    }
    return value;
  }

  number(name: string): number {
    const value = this.#take(name);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.wrong(name, 'must be a number');
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.#take(name);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw this.wrong(name, `must be one of ${allowed.join(', ')}`);
    return found;
  }

  list<T>(name: string, maxLength: number, read: (item: unknown, path: string) => T): readonly T[] {
    const value = this.#take(name);
    if (!Array.isArray(value) || value.length > maxLength) {
      throw this.wrong(name, `must be a list of at most ${maxLength}`);
    }
    return value.map((item, index) => read(item, `${this.#full(name)}[${index}]`));
  }

  objects<T>(name: string, maxLength: number, read: (item: StrictObject) => T): readonly T[] {
    return this.list(name, maxLength, (item, path) => {
      const object = StrictObject.of(item, this.file, path);
      const result = read(object);
      object.done();
      return result;
    });
  }

  texts(name: string, maxLength: number, maxTextLength: number): readonly string[] {
    return this.list(name, maxLength, (item, path) => {
      if (typeof item === 'string' && item.length <= maxTextLength && !/[\0\p{Surrogate}]/u.test(item)) return item;
      throw packageFault(this.file, `${path} must be a text of at most ${maxTextLength} characters`);
    });
  }

  membersOf<T extends string>(name: string, allowed: readonly T[]): readonly T[] {
    return this.list(name, allowed.length, (item, path) => {
      const found = allowed.find((candidate) => candidate === item);
      if (found === undefined) throw packageFault(this.file, `${path} must be one of ${allowed.join(', ')}`);
      return found;
    });
  }

  object<T>(name: string, read: (object: StrictObject) => T): T {
    const object = StrictObject.of(this.#take(name), this.file, this.#full(name));
    const result = read(object);
    object.done();
    return result;
  }

  nullable<T>(name: string, read: (name: string) => T): T | null {
    if (this.#value(name) !== null) return read(name);
    this.#asked.add(name);
    return null;
  }

  /** Plain JSON that nobody here looks into: bounded in depth, and without texts that the database cannot hold. */
  json(name: string): JsonValue {
    const value = this.#take(name);
    if (value === undefined) throw this.wrong(name, 'is missing');
    if (!isPlain(value, 0)) throw this.wrong(name, 'nests too deep, or holds a text or a name that cannot be kept');
    return value as JsonValue;
  }

  /** @throws Problem `invalid_argument` naming a member that has no meaning here, such as an owner or an id */
  done(): void {
    const other = Object.keys(this.source).find((name) => !this.#asked.has(name));
    if (other !== undefined) throw this.wrong(other, 'is not a member of this format');
  }

  wrong(name: string, message: string) {
    return packageFault(this.file, `${this.#full(name)} ${message}`);
  }

  #take(name: string): unknown {
    this.#asked.add(name);
    return this.#value(name);
  }

  #value(name: string): unknown {
    return Object.hasOwn(this.source, name) ? this.source[name] : undefined;
  }

  #full(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

const MAX_DEPTH = 32;

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !/[\0\p{Surrogate}]/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === MAX_DEPTH) return false;
  return Object.entries(value).every(
    ([name, member]) => name !== '__proto__' && isPlain(name, depth) && isPlain(member, depth + 1),
  );
}
