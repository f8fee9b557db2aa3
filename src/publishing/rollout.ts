import type { NodeResult } from '../model/deployment.js';
import type { NodeView } from './nodes.repository.js';

export type RolloutOutcome = 'waiting' | 'confirmed' | 'refused';

/** How far `version` has come. A node that already is beyond it took it on the way. Pure. */
export function rolloutOf(nodes: readonly NodeView[], version: number): RolloutOutcome {
  if (nodes.some((node) => node.outcome === 'rejected')) return 'refused';
  return nodes.every((node) => hasTaken(node, version)) ? 'confirmed' : 'waiting';
}

/** What the caller is told of each node. Pure. */
export function resultsOf(nodes: readonly NodeView[], version: number): NodeResult[] {
  return nodes.map((node) => ({
    nodeId: node.nodeId,
    address: node.address,
    outcome: node.outcome ?? (hasTaken(node, version) ? 'accepted' : 'silent'),
    detail: node.detail,
    durationMs: node.durationMs,
  }));
}

const hasTaken = (node: NodeView, version: number): boolean =>
  node.outcome === 'accepted' || (node.version !== null && node.version >= version);
