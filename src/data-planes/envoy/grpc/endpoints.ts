import { isIP } from 'node:net';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Endpoint, Upstream } from '../../../ir/fragment.js';
import {
  Cluster_DiscoveryType,
  Cluster_LbPolicy,
  ClusterSchema,
} from '../generated/envoy/config/cluster/v3/cluster_pb.js';
import { ApiVersion } from '../generated/envoy/config/core/v3/config_source_pb.js';
import type { LocalityLbEndpointsSchema } from '../generated/envoy/config/endpoint/v3/endpoint_components_pb.js';
import { ClusterLoadAssignmentSchema } from '../generated/envoy/config/endpoint/v3/endpoint_pb.js';
import type { XdsResource } from '../resources.js';
import { digestOfBytes, resourceOf } from '../translate/messages.js';

/** Endpoints of every role that take traffic, or copies of it. */
export const servingEndpoints = ({ endpoints, balancing }: Upstream): readonly Endpoint[] => {
  const serving = endpoints.filter(({ weight }) => weight > 0);
  return balancing === 'first' ? serving.slice(0, 1) : serving;
};

/** A cluster and where its endpoints are: in a resource of their own, or null for a name that the client resolves. */
export interface GrpcUpstream {
  readonly cluster: XdsResource;
  readonly endpoints: XdsResource | null;
}

type Locality = MessageInitShape<typeof LocalityLbEndpointsSchema>;

/** Takes calls that lead nowhere: it has no endpoints, so that they fail at once. */
export const NOWHERE: GrpcUpstream = byAddress('nowhere', []);

/**
 * For an upstream whose endpoints gRPC clients can call themselves; null for others: behind TLS, of roles that need a
 * gateway in between, or several of which not all are IP addresses. A change is always a new cluster beside the old one.
 */
export function grpcUpstreamOf(upstream: Upstream): GrpcUpstream | null {
  const endpoints = servingEndpoints(upstream);
  const canBeCalled = ({ scheme, role }: Endpoint) => scheme === 'http' && (role === 'primary' || role === 'canary');
  if (!endpoints.every(canBeCalled)) return null;
  const [first] = endpoints;
  if (endpoints.every(({ host }) => isIP(bare(host)) !== 0)) return byAddress(null, merged(endpoints).map(localityOf));
  return endpoints.length === 1 && first !== undefined ? byName(first) : null;
}

/** `name` null: made of the content. */
function byAddress(name: string | null, endpoints: readonly Locality[]): GrpcUpstream {
  const content = { endpoints: [...endpoints] };
  const clusterName =
    name ?? named(toBinary(ClusterLoadAssignmentSchema, create(ClusterLoadAssignmentSchema, content)));
  const edsConfig = { configSourceSpecifier: { case: 'ads', value: {} }, resourceApiVersion: ApiVersion.V3 } as const;
  return {
    cluster: resourceOf('cluster', clusterName, ClusterSchema, {
      name: clusterName,
      clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.EDS },
      edsClusterConfig: { edsConfig, serviceName: clusterName },
      lbPolicy: Cluster_LbPolicy.ROUND_ROBIN,
    }),
    endpoints: resourceOf('endpoint', clusterName, ClusterLoadAssignmentSchema, { clusterName, ...content }),
  };
}

function byName({ host, port }: Endpoint): GrpcUpstream {
  const loadAssignment = { endpoints: [{ lbEndpoints: [lbEndpointOf(host, port)] }] };
  const settings = {
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.LOGICAL_DNS },
    lbPolicy: Cluster_LbPolicy.ROUND_ROBIN,
    loadAssignment,
  } as const;
  const name = named(toBinary(ClusterSchema, create(ClusterSchema, settings)));
  return { cluster: resourceOf('cluster', name, ClusterSchema, { ...settings, name }), endpoints: null };
}

const named = (content: Uint8Array): string => `g-${digestOfBytes(content)}`;

/** Each is a locality of its own: gRPC clients weigh localities, and the endpoints of one all the same. */
function localityOf({ host, port, weight }: Endpoint): Locality {
  return {
    locality: { subZone: `${host}:${port}` },
    lbEndpoints: [lbEndpointOf(bare(host), port)],
    // Whole numbers; fractions keep two places.
    loadBalancingWeight: Math.max(1, Math.round(weight * 100)),
  };
}

const lbEndpointOf = (address: string, port: number) =>
  ({
    hostIdentifier: {
      case: 'endpoint',
      value: {
        address: {
          address: { case: 'socketAddress', value: { address, portSpecifier: { case: 'portValue', value: port } } },
        },
      },
    },
  }) as const;

/** A client refuses endpoints that hold an address twice. */
function merged(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const byAddress = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const address = `${bare(endpoint.host)} ${endpoint.port}`;
    const weight = (byAddress.get(address)?.weight ?? 0) + endpoint.weight;
    byAddress.set(address, { ...endpoint, weight });
  }
  return [...byAddress.values()];
}

const bare = (host: string): string => (host.startsWith('[') ? host.slice(1, -1) : host);
