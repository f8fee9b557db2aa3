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

/** A gRPC client: it serves nobody and binds to nothing, it wants to know whom to call. */
export interface GrpcClientIdentity extends Omit<NodeIdentity, 'address' | 'isProbed'> {
  readonly address: null;
}

export type ClientIdentity = NodeIdentity | GrpcClientIdentity;

/** Says so by itself, whatever its bootstrap says. */
const ENVOY = 'envoy';

/** An address makes a node of the fleet, and an Envoy has to have one. Throws with what the bootstrap lacks. */
export function identityOf(node: Node | undefined): ClientIdentity {
  if (node === undefined || node.id === '') throw new Error('the first request names no node.id');
  const isGrpcClient = node.metadata?.['address'] === undefined && node.userAgentName !== ENVOY;
  const environmentName = textOf(node, 'environment');
  const { id: nodeId } = node;
  if (isGrpcClient) return { nodeId, environmentName, address: null };
  const isProbed = node.metadata?.['probe'] !== 'off';
  return { nodeId, environmentName, address: textOf(node, 'address'), isProbed };
}

function textOf({ id, metadata }: Node, name: string): string {
  const value = metadata?.[name];
  if (typeof value !== 'string' || value === '') throw new Error(`node ${id} has no metadata '${name}'`);
  return value;
}
