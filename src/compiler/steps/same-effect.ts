import { canonicalJson } from '../../shared/canonical-json.js';
import type { OperationPlan } from './operation-plans.js';
import { paramsOf } from './parse-path.js';

/**
 * Do two operations that match the same requests also do the same? Then it does not matter which one is taken.
 * Descriptions in the wild name one path twice with different parameter names (GitHub: attestations).
 */
export const sameEffect = (one: OperationPlan, other: OperationPlan): boolean => effectOf(one) === effectOf(other);

function effectOf({ action, path, operation: { protocols } }: OperationPlan): string {
  const names = paramsOf(path.segments);
  if (action.kind !== 'forward') return canonicalJson({ action, protocols });
  if (action.mapping !== null || action.rewrite.kind !== 'template') return canonicalJson({ action, names, protocols });
  const segments = action.rewrite.segments.map((segment) =>
    'param' in segment ? { position: names.indexOf(segment.param) } : segment,
  );
  return canonicalJson({ ...action, protocols, rewrite: { segments, tail: action.rewrite.tail } });
}
