import type { JsonValue } from '../../shared/canonical-json.js';
import { resolveRef } from './resolve-ref.js';
import { type JsonObject, member, objectAt, specFault, textAt } from './spec-fault.js';

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie' | 'form';

/** A parameter as both generations of descriptions mean it. Texts are `''` and numbers null where nothing is said. */
export interface OutlineParameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly description: string;
  readonly type: string;
  readonly format: string;
  readonly itemsType: string;
  readonly default: string;
  readonly example: string;
  readonly enum: readonly string[];
  readonly pattern: string;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly extensions: { readonly [name: string]: JsonValue };
}

/** What a request carries beside its parameters: nothing, fields of a form, or anything else. */
export type BodyForm = 'none' | 'form' | 'other';

/** The document, and how to read it. */
export interface ParameterReading {
  readonly root: JsonObject;
  readonly words: { readonly extensionPrefixes: readonly string[] };
}

export function extensionsOf(
  object: JsonObject,
  prefixes: readonly string[],
  except?: string,
): { readonly [name: string]: JsonValue } {
  const own = Object.entries(object).filter(
    ([name]) => name !== except && prefixes.some((prefix) => name.startsWith(prefix)),
  );
  return Object.fromEntries(own) as { [name: string]: JsonValue };
}

/** `parameters` of a path or an operation. A body of Swagger 2.0 is none; see `bodyOf`. */
export function parametersOf(reading: ParameterReading, owner: JsonObject, location: string): OutlineParameter[] {
  return listed(reading, owner, location).flatMap(({ parameter, at }) => {
    const place = textAt(parameter, 'in');
    if (place === 'body') return [];
    const name = textAt(parameter, 'name');
    if (name === '') throw specFault(at, 'must have a name');
    return [toldOf(reading, parameter, { name, in: placeOf(place, at), at })];
  });
}

function listed(reading: ParameterReading, owner: JsonObject, location: string) {
  const list = member(owner, 'parameters') ?? [];
  if (!Array.isArray(list)) throw specFault(`${location}.parameters`, 'must be a list');
  return list.map((value: unknown, index) => {
    const at = `${location}.parameters[${index}]`;
    return { at, parameter: resolveRef(reading.root, value, at) };
  });
}

function placeOf(text: string, at: string): ParameterPlace {
  if (text === 'formData') return 'form';
  if (text === 'path' || text === 'query' || text === 'header' || text === 'cookie') return text;
  throw specFault(at, "must be 'in' path, query, header, cookie, formData or body");
}

interface Named {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly at: string;
}

/** OpenAPI 3 puts into `schema` what Swagger 2.0 says beside the name. */
function toldOf(reading: ParameterReading, parameter: JsonObject, { at, ...named }: Named): OutlineParameter {
  const inner = member(parameter, 'schema');
  const schema = inner === undefined ? parameter : resolveRef(reading.root, inner, `${at}.schema`);
  const items = member(schema, 'items');
  return {
    ...named,
    required: named.in === 'path' || member(parameter, 'required') === true,
    description: textAt(parameter, 'description') || textAt(schema, 'description'),
    type: typeOf(schema),
    format: textAt(schema, 'format'),
    itemsType: items === undefined ? '' : typeOf(resolveRef(reading.root, items, `${at}.items`)),
    default: scalarText(member(schema, 'default')),
    example: scalarText(member(parameter, 'example') ?? member(schema, 'example') ?? member(parameter, 'x-example')),
    enum: enumOf(schema),
    pattern: textAt(schema, 'pattern'),
    minLength: numberAt(schema, 'minLength'),
    maxLength: numberAt(schema, 'maxLength'),
    minimum: numberAt(schema, 'minimum'),
    maximum: numberAt(schema, 'maximum'),
    extensions: {
      ...extensionsOf(schema, reading.words.extensionPrefixes),
      ...extensionsOf(parameter, reading.words.extensionPrefixes),
    },
  };
}

/** 3.1 may list several; the first that says something counts. */
function typeOf(schema: JsonObject): string {
  const type = member(schema, 'type');
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return types.find((each): each is string => typeof each === 'string' && each !== 'null') ?? '';
}

function enumOf(schema: JsonObject): string[] {
  const values = member(schema, 'enum');
  return Array.isArray(values) ? values.map(scalarText).filter((text) => text !== '') : [];
}

const scalarText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

function numberAt(object: JsonObject, key: string): number | null {
  const value = member(object, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

interface Body {
  readonly form: BodyForm;
  readonly fields: readonly OutlineParameter[];
}

/** `requestBody` of OpenAPI 3: the fields of a form, one level deep. In Swagger 2.0 they are parameters already. */
export function bodyOf(reading: ParameterReading, operation: JsonObject, location: string): Body {
  const body = member(operation, 'requestBody');
  if (body === undefined) return { form: swaggerBody(reading, operation, location), fields: [] };
  const content = objectAt(resolveRef(reading.root, body, `${location}.requestBody`), 'content', location) ?? {};
  const type = FORM_TYPES.find((each) => Object.hasOwn(content, each));
  if (type === undefined) return { form: 'other', fields: [] };
  const schema = member(resolveRef(reading.root, content[type], `${location}.requestBody`), 'schema') ?? {};
  return { form: 'form', fields: fieldsOf(reading, schema, `${location}.requestBody.${type}`) };
}

const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];

function swaggerBody(reading: ParameterReading, operation: JsonObject, location: string): BodyForm {
  const places = listed(reading, operation, location).map(({ parameter }) => textAt(parameter, 'in'));
  if (places.includes('body')) return 'other';
  return places.includes('formData') ? 'form' : 'none';
}

function fieldsOf(reading: ParameterReading, value: unknown, at: string): OutlineParameter[] {
  const schema = resolveRef(reading.root, value, at);
  const listedAsRequired = member(schema, 'required');
  const required: unknown[] = Array.isArray(listedAsRequired) ? listedAsRequired : [];
  return Object.entries(objectAt(schema, 'properties', at) ?? {}).map(([name, property]) => {
    const field = resolveRef(reading.root, property, `${at}.${name}`);
    const { required: _list, ...facts } = field;
    return toldOf(reading, { ...facts, required: required.includes(name) }, { name, in: 'form', at: `${at}.${name}` });
  });
}
