import { Problem } from '../../../shared/problem.js';
import { GENERAL } from '../http/messages.js';

/**
 * Reads the known members of a JSON object and no others. Absent and null are one. A member of the wrong type is refused
 * with its path, e.g. `routingInfo.routingAddressList[0].weight must be a whole number`.
 */
export class Fields {
  private constructor(
    private readonly source: Readonly<Record<string, unknown>>,
    private readonly path: string,
  ) {}

  /** Of a request body; an absent body counts as `{}`. */
  static ofBody(body: unknown): Fields {
    return Fields.root(body ?? {}, 'Request body');
  }

  /** Of a whole document: its members are named without a prefix. */
  static root(value: unknown, label: string): Fields {
    if (!isObject(value)) throw refused(`${label} must be a JSON object`);
    return new Fields(value, '');
  }

  static #of(value: unknown, path: string): Fields {
    if (!isObject(value)) throw wrong(path, 'must be a JSON object');
    return new Fields(value, `${path}.`);
  }

  has(name: string): boolean {
    return this.#raw(name) !== undefined;
  }

  text(...names: readonly string[]): string | undefined {
    const { field, value } = this.#first(names);
    if (value === undefined || typeof value === 'string') return value;
    throw wrong(field, 'must be a string');
  }

  /** Refuses an absent, empty or blank member with the contract's sentence. */
  requiredText(...names: readonly string[]): string {
    const value = this.text(...names);
    if (value === undefined || value.trim() === '') throw empty(`${this.path}${names[0]}`);
    return value;
  }

  flag(...names: readonly string[]): boolean | undefined {
    const { field, value } = this.#first(names);
    if (value === undefined || typeof value === 'boolean') return value;
    throw wrong(field, 'must be true or false');
  }

  wholeNumber(name: string): number | undefined {
    const value = this.#number(name);
    if (value !== undefined && (!Number.isInteger(value) || value < 0 || value > MAX_WHOLE)) {
      throw wrong(`${this.path}${name}`, `must be a whole number from 0 to ${MAX_WHOLE}`);
    }
    return value;
  }

  /** Seconds on the wire, milliseconds in the core. */
  seconds(name: string): number | undefined {
    const value = this.#number(name);
    if (value === undefined) return undefined;
    if (!(value > 0 && value <= MAX_SECONDS)) {
      throw wrong(`${this.path}${name}`, `must be more than 0 and at most ${MAX_SECONDS} seconds`);
    }
    return Math.max(1, Math.round(value * 1000));
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : member(value, allowed, `${this.path}${name}`);
  }

  object(name: string): Fields | undefined {
    const value = this.#raw(name);
    return value === undefined ? undefined : Fields.#of(value, `${this.path}${name}`);
  }

  objects(...names: readonly string[]): readonly Fields[] | undefined {
    const { field, value } = this.#first(names);
    return listOf(value, field)?.map((item, index) => Fields.#of(item, `${field}[${index}]`));
  }

  texts(...names: readonly string[]): readonly string[] | undefined {
    const { field, value } = this.#first(names);
    return listOf(value, field)?.map((item, index) => {
      if (typeof item !== 'string') throw wrong(`${field}[${index}]`, 'must be a string');
      return item;
    });
  }

  membersOf<T extends string>(name: string, allowed: readonly T[]): readonly T[] | undefined {
    return this.texts(name)?.map((item, index) => member(item, allowed, `${this.path}${name}[${index}]`));
  }

  #number(name: string): number | undefined {
    const value = this.#raw(name);
    if (value === undefined || typeof value === 'number') return value;
    throw wrong(`${this.path}${name}`, 'must be a number');
  }

  /** The first alias that is present. */
  #first(names: readonly string[]): { field: string; value: unknown } {
    const name = names.find((candidate) => this.has(candidate)) ?? names[0] ?? '';
    return { field: `${this.path}${name}`, value: this.#raw(name) };
  }

  #raw(name: string): unknown {
    return Object.hasOwn(this.source, name) ? (this.source[name] ?? undefined) : undefined;
  }
}

const MAX_WHOLE = 1_000_000;
const MAX_SECONDS = 86_400;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listOf(value: unknown, field: string): readonly unknown[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrong(field, 'must be a list');
  return value;
}

function member<T extends string>(value: string, allowed: readonly T[], field: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(field, `must be one of ${allowed.join(', ')}`);
  return found;
}

const wrong = (field: string, message: string): Problem =>
  new Problem('invalid_argument', `${field} ${message}`, { field });

/** `{field} value can not be empty!` */
export const empty = (field: string): Problem => new Problem('missing_argument', GENERAL.empty(field));

/** A refusal whose sentence is the contract's own. */
export const refused = (text: string): Problem => new Problem('invalid_argument', text);
