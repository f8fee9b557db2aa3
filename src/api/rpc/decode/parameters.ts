import type { LimitName, Limits } from '../../../config/limits.js';
import { invalid, missing, Problem } from '../../../shared/problem.js';
import { type ListShape, type ObjectShape, type Shaped, ShapeError, shaped } from './shape.js';

/** Decoded query and form parameters of one call. */
export type Source = ReadonlyMap<string, string>;

/** One row of an action's parameter table: decodes, validates and documents. */
export interface Parameter<T> {
  readonly wire: 'string' | 'integer' | 'boolean' | 'json' | 'objects' | 'list';
  readonly required: boolean;
  readonly about: string;
  readonly values?: readonly string[];
  readonly maxLength?: Bound;
  readonly shape?: ObjectShape | ListShape;
  /** Why `read` may refuse a value under this name: what it says, or how it is written. */
  readonly refuses: readonly ('invalid_argument' | 'malformed_body')[];
  /** Of `objects`: what may stand after `{name}.N.`. */
  readonly parts?: readonly string[];
  /** @throws Problem missing_argument, invalid_argument or malformed_body; `facts.field` is the wire's name */
  read(name: string, source: Source, limits: Limits): T;
}

export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>;

export type ValuesOf<P extends ParameterTable> = {
  readonly [N in keyof P]: P[N] extends Parameter<infer T> ? T : never;
};

export function readParameters<P extends ParameterTable>(table: P, source: Source, limits: Limits): ValuesOf<P> {
  const entries = Object.entries(table).map(([name, parameter]) => [name, parameter.read(name, source, limits)]);
  return Object.fromEntries(entries) as ValuesOf<P>;
}

/** A number, or the limit that has this name. */
export type Bound = number | LimitName;

export const boundOf = (bound: Bound, limits: Limits): number => (typeof bound === 'number' ? bound : limits[bound]);

export interface TextRules {
  /** In characters, like `maxLength`. */
  readonly minLength?: Bound;
  readonly maxLength?: Bound;
  readonly values?: readonly string[];
  readonly pattern?: { readonly test: RegExp; readonly say: string };
}

/** Empty texts are values: they set a field to empty. */
export const text = (about: string, rules: TextRules = {}): Parameter<string | undefined> => ({
  wire: 'string',
  required: false,
  about,
  refuses: Object.keys(rules).length === 0 ? [] : ['invalid_argument'],
  ...(rules.values === undefined ? {} : { values: rules.values }),
  ...(rules.maxLength === undefined ? {} : { maxLength: rules.maxLength }),
  read(name, source, limits) {
    const value = source.get(name);
    if (value !== undefined && value !== '') checkText(name, value, rules, limits);
    return value;
  },
});

function checkText(
  name: string,
  value: string,
  { minLength = 0, maxLength, values, pattern }: TextRules,
  limits: Limits,
) {
  const length = [...value].length;
  const [least, most] = [boundOf(minLength, limits), boundOf(maxLength ?? length, limits)];
  if (length < least) throw invalid(name, `use at least ${least} characters`);
  if (length > most) throw invalid(name, `use at most ${most} characters`);
  if (values !== undefined && !values.includes(value)) throw invalid(name, `use one of ${values.join(', ')}`);
  if (pattern !== undefined && !pattern.test.test(value)) throw invalid(name, pattern.say);
}

/** One of some words. An empty text is none. */
export const oneOf = <T extends string>(about: string, values: readonly T[]): Parameter<T | undefined> => ({
  wire: 'string',
  required: false,
  about,
  values,
  refuses: ['invalid_argument'],
  read(name, source) {
    const given = source.get(name) ?? '';
    const found = values.find((value) => value === given);
    if (given !== '' && found === undefined) throw invalid(name, `use one of ${values.join(', ')}`);
    return found;
  },
});

export const flag = (about: string): Parameter<boolean | undefined> => ({
  wire: 'boolean',
  required: false,
  about,
  refuses: ['invalid_argument'],
  read(name, source) {
    const value = source.get(name)?.toLowerCase() ?? '';
    if (value === '') return undefined;
    if (value !== 'true' && value !== 'false') throw invalid(name, 'use true or false');
    return value === 'true';
  },
});

/** From 1, and given or not. */
export const number = (about: string): Parameter<number | undefined> => ({
  wire: 'integer',
  required: false,
  about,
  refuses: ['invalid_argument'],
  read(name, source) {
    const value = source.get(name) ?? '';
    if (value === '') return undefined;
    if (!/^\d{1,9}$/.test(value) || Number(value) < 1) throw invalid(name, 'use a whole number from 1');
    return Number(value);
  },
});

/** From 1. Too large values are clamped, as clients ask for more than is allowed (7.18). */
export const count = (about: string, fallback: number, max: number): Parameter<number> => ({
  wire: 'integer',
  required: false,
  about: `${about} Default ${fallback}.`,
  refuses: ['invalid_argument'],
  read(name, source, limits) {
    return Math.min(number('').read(name, source, limits) ?? fallback, max);
  },
});

/** JSON text; an empty one counts as absent. */
export const json = <S extends ObjectShape | ListShape>(about: string, shape: S): Parameter<Shaped<S> | undefined> => ({
  wire: 'json',
  required: false,
  about,
  shape,
  refuses: ['malformed_body'],
  read(name, source) {
    const value = source.get(name) ?? '';
    return value === '' ? undefined : conform(name, shape, parseJson(name, value));
  },
});

/** JSON text that is kept as it came. */
export const jsonText = (about: string): Parameter<string | undefined> => ({
  wire: 'json',
  required: false,
  about,
  refuses: ['malformed_body'],
  read(name, source) {
    const value = source.get(name);
    if (value !== undefined && value !== '') parseJson(name, value);
    return value;
  },
});

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    throw malformed(name, 'it is not JSON', error);
  }
}

function conform<S extends ObjectShape | ListShape>(name: string, shape: S, value: unknown): Shaped<S> {
  try {
    return shaped(shape, value);
  } catch (error) {
    if (error instanceof ShapeError) throw malformed(name, error.message, error);
    throw error;
  }
}

const malformed = (field: string, why: string, cause: unknown): Problem =>
  new Problem('malformed_body', `${field}: ${why}`, { field }, { cause });

/** Texts as one JSON text, or as `{name}.1`, `{name}.2`, ... */
export const textList = (about: string): Parameter<readonly string[]> => ({
  wire: 'json',
  required: false,
  about,
  refuses: ['malformed_body'],
  read(name, source) {
    const value = source.get(name) ?? '';
    const items = value === '' ? numbered(name, source) : parseJson(name, value);
    if (!Array.isArray(items)) throw malformed(name, 'it is not a list', undefined);
    return items.map(String);
  },
});

const numbered = (name: string, source: Source): string[] =>
  [...source].filter(([key]) => key.startsWith(`${name}.`)).map(([, value]) => value);

/** An empty value is no value. */
export const required = <T>(parameter: Parameter<T>): Parameter<Exclude<T, undefined>> => ({
  ...parameter,
  required: true,
  read(name, source, limits) {
    const value = (source.get(name) ?? '') === '' ? undefined : parameter.read(name, source, limits);
    if (value === undefined) throw missing(name);
    return value as Exclude<T, undefined>;
  },
});

export const withDefault = <T>(
  parameter: Parameter<T>,
  fallback: Exclude<T, undefined>,
): Parameter<Exclude<T, undefined>> => ({
  ...parameter,
  about: `${parameter.about} Default ${String(fallback)}.`,
  read(name, source, limits) {
    const value = parameter.read(name, source, limits);
    return value === undefined || value === '' ? fallback : (value as Exclude<T, undefined>);
  },
});
