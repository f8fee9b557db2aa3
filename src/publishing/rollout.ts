import type { NodeResult } from '../model/deployment.js';
import type { NodeView } from './nodes.repository.js';

export type RolloutOutcome = 'waiting' | 'confirmed' | 'refused';

/** How far `version` has come. A node that already is beyond it took it on the way. Pure. */
export function rolloutOf(nodes: readonly NodeView[], version: number): RolloutOutcome {
  if (nodes.some((node) => node.outcome === 'rejected')) return 'refused';
  return nodes.every((node) => hasTaken(node, version)) ? 'confirmed' : 'waiting';
}

/** What the caller is told of each node. Replicas' gateways may have one name: then their addresses tell them apart. Pure. */
export function resultsOf(nodes: readonly NodeView[], version: number): NodeResult[] {
  const isShared = (name: string) => nodes.filter((node) => node.nodeId === name).length > 1;
  return nodes.map((node) => ({
    nodeId: isShared(node.nodeId) ? `${node.nodeId}@${node.address}` : node.nodeId,
    address: node.address,
    outcome: node.outcome ?? (hasTaken(node, version) ? 'accepted' : 'silent'),
    detail: node.detail,
    durationMs: node.durationMs,
  }));
}

const hasTaken = (node: NodeView, version: number): boolean =>
  node.outcome === 'accepted' || (node.version !== null && node.version >= version);
