import type { Node } from '../generated/envoy/config/core/v3/base_pb.js';

/** Who is at the other end, in the words of its bootstrap. */
export interface NodeIdentity {
  readonly nodeId: string;
  readonly environmentName: string;
  /** That its listeners bind to. */
  readonly address: string;
  /** Whether its listener may be asked what it serves; metadata `probe: off` says that nobody can. */
  readonly isProbed: boolean;
}

/** Throws with what the bootstrap lacks. */
export function identityOf(node: Node | undefined): NodeIdentity {
  if (node === undefined || node.id === '') throw new Error('the first request names no node.id');
  return {
    nodeId: node.id,
    environmentName: textOf(node, 'environment'),
    address: textOf(node, 'address'),
    isProbed: node.metadata?.['probe'] !== 'off',
  };
}

function textOf({ id, metadata }: Node, name: string): string {
  const value = metadata?.[name];
  if (typeof value !== 'string' || value === '') throw new Error(`node ${id} has no metadata '${name}'`);
  return value;
}
