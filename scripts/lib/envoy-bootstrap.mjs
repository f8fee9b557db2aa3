/** Name of the one cluster that an Envoy knows by itself. */
const XDS_CLUSTER = 'gatewright-xds';

/** Envoy refuses patterns beyond 100 instructions: a path template of some length has more. */
const PATTERN_SIZE = 're2.max_program_size.error_level';
const MAX_PATTERN_SIZE = 100_000;

/** Of clients, all listeners together; Envoy has no bound of its own. */
const MAX_CONNECTIONS = 50_000;

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
        grpc_services: [{ envoy_grpc: { cluster_name: XDS_CLUSTER, retry_policy: RETRIES } }],
        set_node_on_first_message_only: true,
      },
      cds_config: { resource_api_version: 'V3', ads: {} },
      lds_config: { resource_api_version: 'V3', ads: {} },
    },
    static_resources: { clusters: [xdsCluster(xds)] },
    // Counters by upstream and route would grow with every API.
    stats_config: { stats_matcher: { exclusion_list: { patterns: [{ prefix: 'cluster.c-' }] } } },
    layered_runtime: { layers: [{ name: 'gatewright', static_layer: { [PATTERN_SIZE]: MAX_PATTERN_SIZE } }] },
    overload_manager: {
      resource_monitors: [
        {
          name: 'envoy.resource_monitors.global_downstream_max_connections',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
            max_active_downstream_connections: MAX_CONNECTIONS,
          },
        },
      ],
    },
  };
}

/** Envoy itself would wait up to 30 s before it asks again. */
const RETRIES = { retry_back_off: { base_interval: '0.25s', max_interval: '5s' } };

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
