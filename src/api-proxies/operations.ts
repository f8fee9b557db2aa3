import type { Operation, ProxyDefinition } from '../model/api-proxy.js';
import type { MethodOrAny } from '../model/http-method.js';

/** What is unique among the operations of one proxy. */
export interface OperationKey {
  readonly path: string;
  readonly method: MethodOrAny;
}

/** What of an operation can change; its key cannot. */
export type OperationChange = Partial<
  Pick<Operation, 'description' | 'active' | 'backendPath' | 'backendMethod' | 'cache'>
>;

const isAt =
  (key: OperationKey) =>
  ({ path, method }: Operation): boolean =>
    path === key.path && method === key.method;

export const operationAt = (definition: ProxyDefinition, key: OperationKey): Operation | undefined =>
  definition.operations.find(isAt(key));

/** The new one comes last. */
export const withOperation = (definition: ProxyDefinition, operation: Operation): ProxyDefinition => ({
  ...definition,
  operations: [...definition.operations, operation],
});

export const withoutOperation = (definition: ProxyDefinition, key: OperationKey): ProxyDefinition => ({
  ...definition,
  operations: definition.operations.filter((operation) => !isAt(key)(operation)),
});

/** Absent members of `change` stay as they are, and so does the order. */
export const withOperationChanged = (
  definition: ProxyDefinition,
  key: OperationKey,
  change: OperationChange,
): ProxyDefinition => ({
  ...definition,
  operations: definition.operations.map((operation) =>
    isAt(key)(operation) ? { ...operation, ...change } : operation,
  ),
});

/** A reverse proxy passes everything below its path: it has no operations, and none would be looked at. */
export const mayHaveOperations = ({ type, source }: ProxyDefinition): boolean =>
  type === 'REST' && source !== 'REVERSE_PROXY';
