import type { Endpoint, Upstream } from '../../ir/fragment.js';
import type { LoadBalanceAlgorithm, Routing, RoutingAddress } from '../../model/api-proxy.js';
import type { FaultList } from '../fault-list.js';
import { parseAddress } from './parse-address.js';

/** A release has one upstream; drivers put what makes it unique in front. */
export const UPSTREAM = 'backend';

const BALANCING: Record<LoadBalanceAlgorithm, Upstream['balancing']> = {
  ROUND_ROBIN: 'round-robin',
  LRU: 'least-request',
  WEIGHTED: 'weighted',
  RANDOM: 'random',
  PICK_FIRST: 'first',
};

const ROLES: Record<RoutingAddress['role'], Endpoint['role']> = {
  PRIMARY: 'primary',
  CANARY: 'canary',
  MIRROR: 'mirror',
  FAILOVER_ONLY: 'failover',
};

/** The backend of every forwarding operation. Call it only when something forwards. */
export function upstreamOf(routing: Routing, faults: FaultList): Upstream {
  checkNumbers(routing, faults);
  const endpoints = routing.addresses.flatMap((address, index) =>
    endpointOf(address, `routing.addresses[${index}]`, weighs(routing), faults),
  );
  checkReachable(routing, faults);
  return {
    name: UPSTREAM,
    balancing: BALANCING[routing.algorithm],
    endpoints: endpoints.filter((endpoint) => routing.mirrorEnabled || endpoint.role !== 'mirror'),
    connectTimeoutMs: routing.connectTimeoutMs,
  };
}

/** Weights count for WEIGHTED and for a canary's share, else only "some or none". Source: apiops.md 5.1, 9.5. */
const weighs = ({ algorithm, addresses }: Routing): boolean =>
  algorithm === 'WEIGHTED' || addresses.some((address) => address.role === 'CANARY');

function endpointOf(address: RoutingAddress, field: string, weighted: boolean, faults: FaultList): Endpoint[] {
  const { weight, role, healthCheckEnabled } = address;
  if (!Number.isInteger(weight) || weight < 0) {
    faults.add('invalid_routing', `${field}.weight`, 'must be a whole number, 0 or more');
  }
  const parsed = parseAddress(address.address);
  if (!parsed.ok) {
    faults.add(parsed.code, `${field}.address`, parsed.message);
    return [];
  }
  return [
    {
      ...parsed.parts,
      weight: weighted ? weight : Math.sign(weight),
      role: ROLES[role],
      healthCheck: healthCheckEnabled,
    },
  ];
}

function checkReachable({ addresses }: Routing, faults: FaultList): void {
  if (addresses.length === 0) {
    faults.add('missing_address', 'routing.addresses', 'at least one address is required');
    return;
  }
  const serving = addresses.filter(({ role }) => role === 'PRIMARY' || role === 'CANARY');
  if (serving.length === 0) {
    faults.add('missing_address', 'routing.addresses', 'at least one address must be PRIMARY');
  } else if (serving.every(({ weight }) => weight === 0)) {
    faults.add('invalid_routing', 'routing.addresses', 'all weights are 0; give at least one address a weight');
  }
}

function checkNumbers(routing: Routing, faults: FaultList): void {
  for (const name of ['connectTimeoutMs', 'readTimeoutMs'] as const) {
    if (!Number.isInteger(routing[name]) || routing[name] < 1) {
      faults.add('invalid_routing', `routing.${name}`, 'must be a whole number of milliseconds, 1 or more');
    }
  }
  for (const name of ['retryCount', 'failoverRetryCount'] as const) {
    if (!Number.isInteger(routing[name]) || routing[name] < 0) {
      faults.add('invalid_routing', `routing.${name}`, 'must be a whole number, 0 or more');
    }
  }
}
