import type { Routing } from '../../model/api-proxy.js';
import type { Surroundings } from '../../model/surroundings.js';
import type { FaultList } from '../fault-list.js';

/** The routing with the address that its VPC access leads to; null when there is none. */
export function withVpcAccess(routing: Routing, surroundings: Surroundings | null, faults: FaultList): Routing | null {
  const { vpcAccess: reference, ...others } = routing;
  if (reference === undefined) return routing;
  const [access] = surroundings?.vpcAccesses ?? [];
  if (access === undefined) {
    faults.add('missing_vpc_access', 'routing.vpcAccess', `there is no VPC access ${titleOf(reference)}`);
    return null;
  }
  const host = access.instanceId.includes(':') ? `[${access.instanceId}]` : access.instanceId;
  const address = {
    address: `${reference.scheme}://${host}:${access.port}`,
    weight: 1,
    healthCheckEnabled: false,
    role: 'PRIMARY',
    soapType: 'HTTP',
  } as const;
  return { ...others, addresses: [address] };
}

const titleOf = (reference: NonNullable<Routing['vpcAccess']>): string =>
  'name' in reference ? `'${reference.name}'` : `to ${reference.instanceId}:${reference.port} in ${reference.vpcId}`;
