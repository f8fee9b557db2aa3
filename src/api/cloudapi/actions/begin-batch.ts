import type { BatchCommand } from '../../../deployments/commands.js';
import type { BatchTarget } from '../../../model/batch.js';
import type { Id } from '../../../shared/ids.js';
import { invalid } from '../../../shared/problem.js';
import type { Caller, CloudApiCore } from '../core.js';

export const OPERATION_SHAPE = { fields: { OperationId: 'string' } } as const;

/** @throws Problem invalid_argument for an API that is named twice */
export async function beginBatch(
  core: CloudApiCore,
  { actor, projectId }: Caller,
  batch: Omit<BatchCommand, 'projectId'>,
): Promise<Id> {
  requireEachOnce(batch.targets);
  return core.batches.begin(actor, { projectId, ...batch });
}

function requireEachOnce(targets: readonly BatchTarget[]): void {
  const seen = new Set<string>();
  for (const { groupId, proxyId, environmentId } of targets) {
    const name = `${groupId} ${proxyId} ${environmentId}`;
    if (seen.has(name)) throw invalid('ApiUid', `${proxyId} is named twice`);
    seen.add(name);
  }
}
