import { HTTP_METHODS, type HttpMethod } from '../../model/http-method.js';
import type { ParsedOperation } from './parsed-description.js';
import { resolveRef } from './resolve-ref.js';
import { type JsonObject, member, objectAt, quoted, specFault, textAt } from './spec-fault.js';

/** Well beyond the largest public descriptions; gateways take a release in one step, and traffic waits for that. */
const MAX_PATHS = 20_000;
const METHODS: ReadonlyMap<string, HttpMethod> = new Map(HTTP_METHODS.map((method) => [method.toLowerCase(), method]));

/** Every operation of `paths`, in document order. Members that are no method (parameters, summary, x-...) are passed over. */
export function readOperations(root: JsonObject): ParsedOperation[] {
  const paths = objectAt(root, 'paths', 'paths') ?? {};
  const entries = Object.entries(paths).filter(([path]) => !path.startsWith('x-'));
  if (entries.length > MAX_PATHS) throw specFault('paths', `has more than ${MAX_PATHS} paths; split the description`);
  return entries.flatMap(([path, value]) => {
    const location = `paths.${path.slice(0, 200)}`;
    if (/\0|\p{Surrogate}/u.test(path)) throw specFault(quoted(path), 'holds a character that text cannot have');
    if (!path.startsWith('/')) throw specFault(location, 'must begin with /');
    const item = resolveRef(root, value ?? {}, location);
    return operationsOfItem(root, item, { path, location });
  });
}

interface PathPlace {
  readonly path: string;
  readonly location: string;
}

function operationsOfItem(root: JsonObject, item: JsonObject, { path, location }: PathPlace): ParsedOperation[] {
  return Object.keys(item).flatMap((key) => {
    const method = METHODS.get(key);
    if (method === undefined) {
      if (METHODS.has(key.toLowerCase())) {
        throw specFault(`${location}.${key}`, `write the method in lower case: ${quoted(key.toLowerCase())}`);
      }
      return [];
    }
    const operation = resolveRef(root, member(item, key), `${location}.${key}`);
    const summary = textAt(operation, 'summary');
    const operationId = textAt(operation, 'operationId');
    return [{ path, method, operationId: operationId === '' ? null : operationId, summary }];
  });
}
