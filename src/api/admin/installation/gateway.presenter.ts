import { ApiProperty } from '@nestjs/swagger';
import type { Environment } from '../../../model/environment.js';
import type { KnownNode } from '../../../publishing/nodes.repository.js';

export class GatewayBody {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ description: 'Name of the environment that it serves' })
  readonly environment!: string;

  @ApiProperty({ example: 'embedded' })
  readonly plane!: string;

  @ApiProperty()
  readonly address!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Version it serves; null: none yet' })
  readonly version!: number | null;

  @ApiProperty({ description: 'Whether it serves what the environment wants now' })
  readonly current!: boolean;

  @ApiProperty()
  readonly connected!: boolean;

  @ApiProperty({ format: 'date-time' })
  readonly connectedAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly seenAt!: string;

  @ApiProperty({ type: String, nullable: true, enum: ['accepted', 'rejected', 'stale', null] })
  readonly lastOutcome!: string | null;

  @ApiProperty({ type: String, nullable: true, description: "The gateway's own words" })
  readonly lastDetail!: string | null;
}

/** Pure. `environments` by id; a node of one that is gone is left to be forgotten. */
export function gatewayBodies(
  nodes: readonly KnownNode[],
  environments: ReadonlyMap<string, Environment>,
): GatewayBody[] {
  return nodes.flatMap((node) => {
    const environment = environments.get(node.environmentId);
    return environment === undefined ? [] : [gatewayBody(node, environment)];
  });
}

const gatewayBody = (node: KnownNode, environment: Environment): GatewayBody => ({
  id: node.nodeId,
  environment: environment.name,
  plane: node.plane,
  address: node.address,
  version: node.version,
  // A gateway of an environment that never had anything to serve has no version.
  current: node.connected && (node.version ?? 0) === environment.version,
  connected: node.connected,
  connectedAt: node.connectedAt.toISOString(),
  seenAt: node.seenAt.toISOString(),
  lastOutcome: node.lastOutcome,
  lastDetail: node.lastDetail,
});
