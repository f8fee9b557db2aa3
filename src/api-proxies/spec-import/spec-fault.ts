import { invalid, type Problem } from '../../shared/problem.js';

/** A fault of the document. `location` is a path inside it, e.g. `paths./users.get`; `''` for the whole document. */
export const specFault = (location: string, message: string): Problem =>
  invalid('spec', location === '' ? message : `${location}: ${message}`);

export type JsonObject = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own members only: a document may name a key `constructor` or `__proto__`. */
export const member = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

export function objectAt(object: JsonObject, key: string, location: string): JsonObject | null {
  const value = member(object, key);
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw specFault(location, 'must be an object');
  return value;
}

/** Absent is `''`; numbers, which YAML makes of unquoted versions, become text, and what cannot be stored is left out. */
export function textAt(object: JsonObject, key: string): string {
  const value = member(object, key);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.replace(/\0|\p{Surrogate}/gu, '') : '';
}

/** Text of the document for a message: escaped and cut to a readable length. */
export const quoted = (text: string): string => `'${JSON.stringify(text.slice(0, 120)).slice(1, -1)}'`;
