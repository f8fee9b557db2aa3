import type { JsonValue } from '../../../shared/canonical-json.js';

/** What a JSON parameter may hold. Also documents responses, which use the same objects. */
export type Shape = 'string' | 'number' | 'boolean' | ObjectShape | ListShape;

export interface ObjectShape {
  readonly fields: { readonly [name: string]: Shape };
  /** Other names a field may arrive under -> its name here. */
  readonly aliases?: { readonly [alias: string]: string };
}

export interface ListShape {
  readonly list: ObjectShape;
  /** Responses wrap lists: `{ RequestParameters: { RequestParameter: [...] } }`. */
  readonly item: string;
}

/** Fields of a response, which may also wrap lists of texts: `{ ErrorMessages: { ErrorMessage: ['...'] } }`. */
export interface ResponseShape {
  readonly fields: { readonly [name: string]: Shape | { readonly textItem: string } };
}

/** Value of a shape: every field may be absent. */
export type Shaped<S> = S extends 'string'
  ? string
  : S extends 'number'
    ? number
    : S extends 'boolean'
      ? boolean
      : S extends { readonly list: infer L }
        ? readonly Shaped<L>[]
        : S extends { readonly fields: infer F }
          ? { readonly [K in keyof F]?: Shaped<F[K]> }
          : never;

/** A value that does not have its shape. `message` names the place inside the parameter. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/**
 * The value in the spelling of `shape`: keys match with the case of their first letter ignored, unknown keys are left
 * out, numbers and booleans may be texts. Source: cloudapi-2016-07-14.md 1.6, 4.4, 7.12.
 * @throws ShapeError
 */
export function shaped<S extends Shape>(shape: S, value: unknown): Shaped<S> {
  return (conformed(shape, value, '') ?? {}) as Shaped<S>;
}

function conformed(shape: Shape, value: unknown, at: string): JsonValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof shape !== 'string') return 'list' in shape ? listOf(shape, value, at) : objectOf(shape, value, at);
  if (shape === 'string') return textOf(value, at);
  if (shape === 'number') return numberOf(value, at);
  return booleanOf(value, at);
}

function objectOf(shape: ObjectShape, value: unknown, at: string): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'an object');
  const names = spellings(shape);
  const found: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(value)) {
    const name = names.get(capitalised(key));
    const field = name === undefined ? undefined : shape.fields[name];
    if (name === undefined || field === undefined) continue;
    const result = conformed(field, member, at === '' ? name : `${at}.${name}`);
    if (result !== undefined) found[name] = result;
  }
  return found;
}

function spellings({ fields, aliases = {} }: ObjectShape): Map<string, string> {
  const own = Object.keys(fields).map((name) => [capitalised(name), name] as const);
  const others = Object.entries(aliases).map(([alias, name]) => [capitalised(alias), name] as const);
  return new Map([...others, ...own]);
}

/** A list, or the same list as responses wrap it. */
function listOf(shape: ListShape, value: unknown, at: string): JsonValue {
  const wrapped = !Array.isArray(value) && typeof value === 'object' && value !== null;
  const items = wrapped ? Object.entries(value).find(([key]) => capitalised(key) === shape.item)?.[1] : value;
  if (wrapped && items === undefined) return [];
  if (!Array.isArray(items)) throw wrong(at, 'a list');
  return items.map((item, index) => objectOf(shape.list, item, `${at}[${index}]`));
}

function textOf(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrong(at, 'a text');
}

function numberOf(value: unknown, at: string): number | undefined {
  if (value === '') return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong(at, 'a number');
  return number;
}

function booleanOf(value: unknown, at: string): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === '') return undefined;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (text !== 'true' && text !== 'false') throw wrong(at, 'true or false');
  return text === 'true';
}

/** `TRUE` in texts that say it so. */
export const isTrue = (text: string | undefined): boolean => text?.toUpperCase() === 'TRUE';

const capitalised = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

const wrong = (at: string, wanted: string): ShapeError => new ShapeError(`${at === '' ? 'it' : at} must be ${wanted}`);
