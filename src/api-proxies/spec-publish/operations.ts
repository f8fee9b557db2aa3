import { HTTP_METHODS } from '../../model/http-method.js';
import { resolveRef } from '../spec-import/resolve-ref.js';
import { isObject, type JsonObject, member } from '../spec-import/spec-fault.js';
import type { Generation } from './generations.js';
import type { SpecOperation } from './published-spec.js';

/** One operation as it is told of. `method` in lower case. */
export interface ToldOperation {
  readonly path: string;
  readonly method: string;
  readonly content: JsonObject;
}

/** TRACE is none of Swagger 2.0. */
const methodsOf = ({ method }: SpecOperation, generation: Generation): string[] => {
  const methods = method === 'ANY' ? HTTP_METHODS : [method];
  return methods.filter((each) => each !== 'TRACE' || generation !== '2.0').map((each) => each.toLowerCase());
};

/** In the words of the description where it has them, else as little as must be said. */
export function toldOperations(
  root: JsonObject | null,
  operations: readonly SpecOperation[],
  generation: Generation,
): ToldOperation[] {
  return operations.flatMap((operation) =>
    methodsOf(operation, generation).map((method) => {
      const described = root === null ? null : describedOperation(root, operation.path, method);
      return { path: operation.path, method, content: described ?? bareOperation(operation, generation) };
    }),
  );
}

/** With what the path and the document say for all their operations. */
function describedOperation(root: JsonObject, path: string, method: string): JsonObject | null {
  const paths = member(root, 'paths');
  const entry = isObject(paths) ? member(paths, path) : undefined;
  if (entry === undefined) return null;
  const item = resolveRef(root, entry, `paths.${path}`);
  const operation = member(item, method);
  if (!isObject(operation)) return null;
  const { servers: _servers, schemes: _schemes, ...content } = { ...inherited(root), ...operation };
  const parameters = [...ownParameters(item, operation), ...listAt(operation, 'parameters')];
  return parameters.length === 0 ? content : { ...content, parameters };
}

const INHERITED = ['security', 'consumes', 'produces'] as const;

const inherited = (root: JsonObject): JsonObject =>
  Object.fromEntries(INHERITED.flatMap((key) => (member(root, key) === undefined ? [] : [[key, root[key]]])));

/** Parameters of the path that the operation does not say differently. */
function ownParameters(item: JsonObject, operation: JsonObject): unknown[] {
  const own = new Set(listAt(operation, 'parameters').map(keyOf));
  return listAt(item, 'parameters').filter((parameter) => !own.has(keyOf(parameter)));
}

const keyOf = (parameter: unknown): string => {
  if (!isObject(parameter)) return '';
  return JSON.stringify(member(parameter, '$ref') ?? [member(parameter, 'in'), member(parameter, 'name')]);
};

function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = member(object, key);
  return Array.isArray(value) ? value : [];
}

function bareOperation({ path, description }: SpecOperation, generation: Generation): JsonObject {
  const type = generation === '2.0' ? { type: 'string' } : { schema: { type: 'string' } };
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name);
  return {
    ...(description === '' ? {} : { summary: description }),
    ...(names.length === 0 ? {} : { parameters: names.map((name) => ({ name, in: 'path', required: true, ...type })) }),
    responses: { default: { description: 'Not described' } },
  };
}
