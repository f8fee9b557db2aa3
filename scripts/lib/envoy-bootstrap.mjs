/** Name of the one cluster that an Envoy knows by itself. */
const XDS_CLUSTER = 'gatewright-xds';

/**
 * What an Envoy has to know before it can ask for the rest: who it is and where the control plane is. Pure.
 * @param {{environment: string, id: string, address: string, xds: {host: string, port: number}, admin: number | null}} node
 */
export function bootstrapOf({ environment, id, address, xds, admin }) {
  return {
    node: { id, cluster: environment, metadata: { environment, address } },
    ...(admin === null ? {} : { admin: { address: socketAddress('127.0.0.1', admin) } }),
    dynamic_resources: {
      ads_config: {
        api_type: 'DELTA_GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: XDS_CLUSTER } }],
        set_node_on_first_message_only: true,
      },
      cds_config: { resource_api_version: 'V3', ads: {} },
      lds_config: { resource_api_version: 'V3', ads: {} },
    },
    static_resources: { clusters: [xdsCluster(xds)] },
    // Counters by upstream and route would grow with every API.
    stats_config: { stats_matcher: { exclusion_list: { patterns: [{ prefix: 'cluster.c-' }] } } },
    layered_runtime: {
      layers: [
        {
          name: 'gatewright',
          static_layer: { 'overload.global_downstream_max_connections': 50_000 },
        },
      ],
    },
  };
}

/** Keepalive: a control plane that vanished must not look like one that is silent. */
const xdsCluster = ({ host, port }) => ({
  name: XDS_CLUSTER,
  type: 'STRICT_DNS',
  connect_timeout: '2s',
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicit_http_config: {
        http2_protocol_options: { connection_keepalive: { interval: '10s', timeout: '5s' } },
      },
    },
  },
  load_assignment: {
    cluster_name: XDS_CLUSTER,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(host, port) } }] }],
  },
});

const socketAddress = (address, port) => ({ socket_address: { address, port_value: port } });
