import type { RouteAction } from '../../ir/fragment.js';
import type { Operation, ProxyDefinition } from '../../model/api-proxy.js';
import { describedPath } from '../../model/described-path.js';
import type { FaultList } from '../fault-list.js';
import { operationAction } from './operation-action.js';
import { type ParsedPath, parsePath } from './parse-path.js';

/** An operation understood, not yet put under a client path. */
export interface OperationPlan {
  readonly operation: Operation;
  /** Place in the definition; `order` and fault fields come from it. */
  readonly index: number;
  readonly path: ParsedPath;
  readonly action: RouteAction;
}

/** Of the active operations. */
export function operationPlans(definition: ProxyDefinition, faults: FaultList): OperationPlan[] {
  return definition.operations.flatMap((operation, index) => {
    if (!operation.active) return [];
    const field = `operations[${index}]`;
    const parsed = parsePath(matchedPath(definition, operation));
    if (!parsed.ok) {
      faults.add(parsed.code, `${field}.path`, parsed.message);
      return [];
    }
    const action = operationAction({ operation, path: parsed.path, routing: definition.routing, field }, faults);
    return action === null ? [] : [{ operation, index, path: parsed.path, action }];
  });
}

const matchedPath = ({ source }: ProxyDefinition, { path }: Operation): string =>
  source === 'OPEN_API' || source === 'SWAGGER' ? describedPath(path) : path;

const SWITCHED_OFF: RouteAction = { kind: 'reject', code: 'ERR-006' };

/**
 * Of the inactive ones: refused, so that no wider operation takes their requests (apiops.md 4.6). Nothing of them is
 * served, so nothing of them is checked: what has no readable path is left to the refusal of everything else.
 */
export function inactivePlans(definition: ProxyDefinition): OperationPlan[] {
  return definition.operations.flatMap((operation, index) => {
    if (operation.active) return [];
    const parsed = parsePath(matchedPath(definition, operation));
    return parsed.ok ? [{ operation, index, path: parsed.path, action: SWITCHED_OFF }] : [];
  });
}
