import type { BatchItem, BatchKind, BatchTarget } from '../model/batch.js';
import type { Deployment } from '../model/deployment.js';
import type { Id } from '../shared/ids.js';
import { isProblem, type Problem } from '../shared/problem.js';
import type { ItemVerdict } from './batches.repository.js';

/** Some items of a batch cannot be done, so that none is. By position: why. */
export class BatchRefused extends Error {
  override readonly name = 'BatchRefused';

  constructor(readonly reasons: ReadonlyMap<number, string>) {
    super('items of a batch were refused');
  }
}

/** What is committed runs; what was not live anyway is done. Pure. */
export function begun(
  items: readonly BatchItem[],
  deployments: readonly (Pick<Deployment, 'id' | 'objectId'> & { readonly groupId: Id | null })[],
): ItemVerdict[] {
  const ids = new Map(deployments.map(({ id, objectId, groupId }) => [`${objectId}:${groupId}`, id]));
  return items.map(({ position, proxyId, groupId }) => {
    const deploymentId = ids.get(`${proxyId}:${groupId}`) ?? null;
    return { position, state: deploymentId === null ? 'done' : 'running', message: '', deploymentId };
  });
}

/** Every item hears: those that are to blame why, the others that nothing is wrong with them. Pure. */
export function refused(kind: BatchKind, items: readonly BatchItem[], error: unknown): ItemVerdict[] {
  const reasons = reasonsOf(items, error);
  const [blamed] = items.filter(({ position }) => reasons.has(position));
  const nothing = kind === 'deploy' ? 'nothing was deployed' : 'nothing was taken offline';
  return items.map(({ position }) => {
    const reason = reasons.get(position);
    return reason === undefined
      ? verdict(
          position,
          'cancelled',
          `${nothing}: ${wordsOf(blamed)} of this batch was refused, and it is all or none`,
        )
      : verdict(position, 'failed', reason);
  });
}

const verdict = (position: number, state: ItemVerdict['state'], message: string): ItemVerdict => ({
  position,
  state,
  message,
  deploymentId: null,
});

const wordsOf = (target: BatchTarget | undefined): string => `API ${target?.proxyId ?? ''}`;

function reasonsOf(items: readonly BatchItem[], error: unknown): ReadonlyMap<number, string> {
  if (error instanceof BatchRefused) return error.reasons;
  if (!isProblem(error)) return new Map(items.map(({ position }) => [position, 'an unexpected error occurred']));
  const blamed = items.flatMap(({ position, proxyId }): [number, string][] => {
    const words = wordsAbout(proxyId, error);
    return words === '' ? [] : [[position, words]];
  });
  return new Map(blamed.length > 0 ? blamed : items.map(({ position }) => [position, error.message]));
}

function wordsAbout(proxyId: Id, { message, facts }: Problem): string {
  if (facts.proxyId === proxyId) return message;
  const faults = (facts.faults ?? []).filter((fault) => fault.proxyId === proxyId);
  return faults.map((fault) => `${fault.field}: ${fault.message}`).join('; ');
}
