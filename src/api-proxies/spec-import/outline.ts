import type { MethodOrAny } from '../../model/http-method.js';
import type { JsonValue } from '../../shared/canonical-json.js';
import { type BodyForm, bodyOf, extensionsOf, type OutlineParameter, parametersOf } from './outline-parameters.js';
import { requireKind } from './parse-description.js';
import type { DescriptionKind } from './parsed-description.js';
import { readDocument } from './read-document.js';
import { methodOf, type PathItem, pathItems } from './read-operations.js';
import { openApiServers, swaggerServers } from './read-servers.js';
import { resolveRef } from './resolve-ref.js';
import { type JsonObject, member, objectAt, specFault, textAt } from './spec-fault.js';

export type OutlineKind = Exclude<DescriptionKind, 'WSDL'>;

/** A vendor's own words in a description. */
export interface OutlineWords {
  /** Members whose names begin so are carried along as they are. */
  readonly extensionPrefixes: readonly string[];
  /** Member of a path that is an operation for every method. */
  readonly anyMethod: string;
}

/** What a description says of each of its operations, references followed. Plain data: it crosses a thread as JSON. */
export interface Outline {
  /** Of `definitions` or `components.schemas`. */
  readonly schemas: readonly string[];
  /** Of the document. */
  readonly extensions: Extensions;
  readonly operations: readonly OutlineOperation[];
}

export type Extensions = { readonly [name: string]: JsonValue };

export interface OutlineOperation {
  readonly path: string;
  readonly method: MethodOrAny;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** The closest ones: the operation's, the path's or the document's. */
  readonly servers: readonly string[];
  /** Swagger 2.0 only. */
  readonly schemes: readonly string[];
  /** Those of the path that the operation does not say differently, then its own. Fields of a form are among them. */
  readonly parameters: readonly OutlineParameter[];
  readonly body: BodyForm;
  /** Those of the path that the operation does not say differently, and its own. */
  readonly extensions: Extensions;
}

/** References may unfold a small document into a large outline. */
const MAX_OUTLINE_CHARS = 16 * 1024 * 1024;

/** Bounded JSON of the outline. Meant to run in a worker, like `parseDescription`, and refuses like it. */
export function outlineText(bytes: Uint8Array, kind: OutlineKind | null, words: OutlineWords): string {
  const root = readDocument(bytes);
  const itsKind = kind ?? (textAt(root, 'swagger') === '' ? 'OPEN_API' : 'SWAGGER');
  requireKind(root, itsKind);
  const text = jsonOf(readOutline(root, itsKind, words));
  if (text.length > MAX_OUTLINE_CHARS) throw tooLarge();
  return text;
}

function jsonOf(outline: Outline): string {
  try {
    return JSON.stringify(outline, (_key, value) => (typeof value === 'string' ? storable(value) : value));
  } catch (error) {
    // An extension with a YAML alias that leads back to what it is in, or one that unfolds beyond what text can hold.
    if (error instanceof TypeError) throw specFault('', 'contains itself');
    if (error instanceof RangeError) throw tooLarge();
    throw error;
  }
}

/** Without what no database takes. */
const storable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '');

const tooLarge = () => specFault('', `unfolds to more than ${MAX_OUTLINE_CHARS} characters; split it`);

/** Pure. */
export function readOutline(root: JsonObject, kind: OutlineKind, words: OutlineWords): Outline {
  return {
    schemas: Object.keys(schemasOf(root, kind)),
    extensions: extensionsOf(root, words.extensionPrefixes),
    operations: pathItems(root).flatMap((place) => operationsOf({ root, kind, words }, place)),
  };
}

function schemasOf(root: JsonObject, kind: OutlineKind): JsonObject {
  if (kind === 'SWAGGER') return objectAt(root, 'definitions', 'definitions') ?? {};
  return objectAt(objectAt(root, 'components', 'components') ?? {}, 'schemas', 'components.schemas') ?? {};
}

interface Reading {
  readonly root: JsonObject;
  readonly kind: OutlineKind;
  readonly words: OutlineWords;
}

function operationsOf(reading: Reading, place: PathItem): OutlineOperation[] {
  const { words, root } = reading;
  return Object.keys(place.item).flatMap((key) => {
    const method = key === words.anyMethod ? 'ANY' : methodOf(key, place.location);
    if (method === undefined) return [];
    const location = `${place.location}.${key}`;
    const operation = resolveRef(root, member(place.item, key), location);
    return [outlineOf(reading, place, { operation, method, location })];
  });
}

interface Found {
  readonly operation: JsonObject;
  readonly method: MethodOrAny;
  readonly location: string;
}

function outlineOf(reading: Reading, { path, item, location: at }: PathItem, found: Found): OutlineOperation {
  const { root, kind, words } = reading;
  const { operation, method, location } = found;
  const body = bodyOf(reading, operation, location);
  const shared = parametersOf(reading, item, at);
  const own = parametersOf(reading, operation, location);
  const isOwn = new Set(own.map(({ in: place, name }) => `${place} ${name}`));
  return {
    path,
    method,
    operationId: textAt(operation, 'operationId'),
    summary: textAt(operation, 'summary'),
    description: textAt(operation, 'description'),
    servers: kind === 'SWAGGER' ? swaggerServers(root) : openApiServers(closest('servers', operation, item, root)),
    schemes: textsAt(closest('schemes', operation, root), 'schemes'),
    parameters: [...shared.filter(({ in: place, name }) => !isOwn.has(`${place} ${name}`)), ...own, ...body.fields],
    body: body.form,
    extensions: {
      ...extensionsOf(item, words.extensionPrefixes, words.anyMethod),
      ...extensionsOf(operation, words.extensionPrefixes),
    },
  };
}

const closest = (key: string, ...objects: readonly JsonObject[]): JsonObject =>
  objects.find((object) => member(object, key) !== undefined) ?? {};

function textsAt(object: JsonObject, key: string): string[] {
  const value = member(object, key);
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
