import { fromBinary, toJson } from '@bufbuild/protobuf';
import type { Endpoint, Upstream } from '../../../ir/fragment.js';
import { ClusterSchema } from '../generated/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterLoadAssignmentSchema } from '../generated/envoy/config/endpoint/v3/endpoint_pb.js';
import { grpcUpstreamOf, NOWHERE } from './endpoints.js';

const upstream = (endpoints: readonly Partial<Endpoint>[], parts: Partial<Upstream> = {}): Upstream => ({
  name: 'backend',
  balancing: 'weighted',
  connectTimeoutMs: 1_000,
  endpoints: endpoints.map((endpoint) => ({
    scheme: 'http',
    host: '10.0.0.1',
    port: 7001,
    basePath: '',
    weight: 1,
    role: 'primary',
    healthCheck: false,
    ...endpoint,
  })),
  ...parts,
});

const clusterIn = (of: Upstream) => {
  const found = grpcUpstreamOf(of);
  return found && toJson(ClusterSchema, fromBinary(ClusterSchema, found.cluster.bytes));
};

/** Addresses with their weights; null: the client resolves a name. */
function weightsIn(of: Upstream): string[] | null {
  const endpoints = grpcUpstreamOf(of)?.endpoints;
  if (!endpoints) return null;
  return fromBinary(ClusterLoadAssignmentSchema, endpoints.bytes).endpoints.map((locality) => {
    const [endpoint] = locality.lbEndpoints.map(({ hostIdentifier }) => hostIdentifier.value);
    const address = typeof endpoint === 'object' ? endpoint.address?.address : undefined;
    const text =
      address?.case === 'socketAddress' ? `${address.value.address}:${address.value.portSpecifier.value}` : '';
    return `${locality.locality?.subZone} ${text} ${locality.loadBalancingWeight}`;
  });
}

describe('grpcUpstreamOf', () => {
  it('gives each address a locality with its weight', () => {
    const of = upstream([{ weight: 3 }, { host: '[::1]', port: 7002, weight: 0.5, role: 'canary' }, { weight: 0 }]);
    expect(weightsIn(of)).toEqual(['10.0.0.1:7001 10.0.0.1:7001 300', '[::1]:7002 ::1:7002 50']);
    expect(clusterIn(of)).toMatchObject({ type: 'EDS', edsClusterConfig: { edsConfig: { ads: {} } } });
  });

  it('says an address once, with all its weight', () => {
    expect(weightsIn(upstream([{ weight: 1 }, { weight: 2 }]))).toEqual(['10.0.0.1:7001 10.0.0.1:7001 300']);
  });

  it('names clusters by where they lead', () => {
    const [one, same, other] = [upstream([{}]), upstream([{}], { name: 'another' }), upstream([{ port: 7002 }])];
    expect(grpcUpstreamOf(one)?.cluster).toEqual(grpcUpstreamOf(same)?.cluster);
    expect(grpcUpstreamOf(one)?.cluster.name).not.toBe(grpcUpstreamOf(other)?.cluster.name);
  });

  it('lets the client resolve the one name that there is', () => {
    const of = upstream([{ host: 'backend.example.com' }]);
    expect([clusterIn(of), weightsIn(of)]).toMatchObject([{ type: 'LOGICAL_DNS' }, null]);
  });

  it.each<[string, readonly Partial<Endpoint>[]]>([
    ['several names', [{ host: 'a.example.com' }, { host: 'b.example.com' }]],
    ['a name among addresses', [{}, { host: 'b.example.com' }]],
    ['TLS', [{ scheme: 'https' }]],
    ['a backend for failures only', [{}, { role: 'failover', port: 7002 }]],
    ['a mirror', [{}, { role: 'mirror', port: 7002 }]],
  ])('does not take %s to a client', (_, endpoints) => {
    expect(grpcUpstreamOf(upstream(endpoints))).toBeNull();
  });

  it('has a place without endpoints', () => {
    expect(NOWHERE.endpoints && fromBinary(ClusterLoadAssignmentSchema, NOWHERE.endpoints.bytes).endpoints).toEqual([]);
  });
});
