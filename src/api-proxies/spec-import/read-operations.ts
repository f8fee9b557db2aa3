import { HTTP_METHODS, type HttpMethod } from '../../model/http-method.js';
import type { ParsedOperation } from './parsed-description.js';
import { resolveRef } from './resolve-ref.js';
import { type JsonObject, member, objectAt, quoted, specFault, textAt } from './spec-fault.js';

/** Well beyond the largest public descriptions; gateways take a release in one step, and traffic waits for that. */
const MAX_PATHS = 20_000;
const MAX_OPERATIONS = 50_000;
/** Of one path. The longest in public use has 380 characters. */
const MAX_PATH = 2000;
/** What is kept of a summary; the description itself is kept whole. */
const MAX_SUMMARY = 2000;
const METHODS: ReadonlyMap<string, HttpMethod> = new Map(HTTP_METHODS.map((method) => [method.toLowerCase(), method]));

/** Every operation of `paths`, in document order. Members that are no method (parameters, summary, x-...) are passed over. */
export function readOperations(root: JsonObject): ParsedOperation[] {
  const operations = pathItems(root).flatMap((place) => operationsOfItem(root, place));
  if (operations.length <= MAX_OPERATIONS) return operations;
  throw specFault('paths', `has more than ${MAX_OPERATIONS} operations; split the description`);
}

/** The objects of `paths`, each checked for what no path may be. */
export function pathItems(root: JsonObject): PathItem[] {
  const paths = objectAt(root, 'paths', 'paths') ?? {};
  const entries = Object.entries(paths).filter(([path]) => !path.startsWith('x-'));
  if (entries.length > MAX_PATHS) throw specFault('paths', `has more than ${MAX_PATHS} paths; split the description`);
  return entries.map(([path, value]) => {
    const location = `paths.${path.slice(0, 200)}`;
    if (/\0|\p{Surrogate}/u.test(path)) throw specFault(quoted(path), 'holds a character that text cannot have');
    if (!path.startsWith('/')) throw specFault(location, 'must begin with /');
    if (path.length > MAX_PATH) throw specFault(location, `is longer than ${MAX_PATH} characters; shorten it`);
    return { path, location, item: resolveRef(root, value ?? {}, location) };
  });
}

export interface PathItem {
  readonly path: string;
  readonly location: string;
  readonly item: JsonObject;
}

/** Undefined for a member of a path that is no operation. */
export function methodOf(key: string, location: string): HttpMethod | undefined {
  const method = METHODS.get(key);
  if (method === undefined && METHODS.has(key.toLowerCase())) {
    throw specFault(`${location}.${key}`, `write the method in lower case: ${quoted(key.toLowerCase())}`);
  }
  return method;
}

function operationsOfItem(root: JsonObject, { path, location, item }: PathItem): ParsedOperation[] {
  return Object.keys(item).flatMap((key) => {
    const method = methodOf(key, location);
    if (method === undefined) return [];
    const operation = resolveRef(root, member(item, key), `${location}.${key}`);
    const summary = textAt(operation, 'summary').slice(0, MAX_SUMMARY);
    const operationId = textAt(operation, 'operationId');
    return [{ path, method, operationId: operationId === '' ? null : operationId, summary }];
  });
}
