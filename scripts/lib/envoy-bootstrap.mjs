import { isIP } from 'node:net';

/** Name of the one cluster that an Envoy knows by itself. */
const XDS_CLUSTER = 'gatewright-xds';

/** Envoy refuses patterns beyond 100 instructions: a path template of some length has more. */
const PATTERN_SIZE = 're2.max_program_size.error_level';
const MAX_PATTERN_SIZE = 100_000;

/** Of clients, all listeners together; Envoy has no bound of its own. */
const MAX_CONNECTIONS = 50_000;

/**
 * What an Envoy has to know before it can ask for the rest: who it is and where the control plane is. Pure. For the shapes
 * see envoy-bootstrap.d.mts.
 */
export function bootstrapOf({ environment, id, address, xds, admin, tls, trustedBackends }) {
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
    static_resources: { clusters: [xdsCluster(xds, tls)], secrets: [trust(trustedBackends)] },
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
const xdsCluster = (xds, tls) => ({
  name: XDS_CLUSTER,
  type: 'STRICT_DNS',
  // Otherwise only the IPv6 addresses of a name that has both, and the control plane may not listen there.
  dns_lookup_family: 'ALL',
  connect_timeout: '2s',
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicit_http_config: {
        http2_protocol_options: { connection_keepalive: { interval: '10s', timeout: '5s' } },
      },
    },
  },
  ...(tls === null ? {} : { transport_socket: transportSocket(xds, tls) }),
  load_assignment: {
    cluster_name: XDS_CLUSTER,
    endpoints: [{ lb_endpoints: xds.map(({ host, port }) => ({ endpoint: { address: socketAddress(host, port) } })) }],
  },
});

/** By this name clusters ask for it (src/data-planes/envoy/translate/tls.ts). */
const trust = (filename) => ({
  name: 'gatewright-trusted-backends',
  validation_context: { trusted_ca: { filename } },
});

const socketAddress = (address, port) => ({ socket_address: { address, port_value: port } });

const TLS = 'envoy.extensions.transport_sockets.tls.v3';

function transportSocket(xds, tls) {
  const names = namesOf(xds, tls);
  const sni = names.find((name) => !isAddress(name));
  const common = tls.secrets === null ? readOnce(names, tls) : watched(tls.secrets);
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': `type.googleapis.com/${TLS}.UpstreamTlsContext`,
      ...(sni === undefined ? {} : { sni }),
      common_tls_context: { tls_params: { tls_maximum_protocol_version: 'TLSv1_3' }, ...common },
    },
  };
}

const readOnce = (names, tls) => ({
  tls_certificates: [certificate(tls)],
  validation_context: validation(names, tls),
});

const watched = (folder) => ({
  tls_certificate_sds_secret_configs: [secretAt(CERTIFICATE, folder)],
  validation_context_sds_secret_config: secretAt(AUTHORITY, folder),
});

const CERTIFICATE = 'certificate';
const AUTHORITY = 'authority';

const secretAt = (name, folder) => ({
  name,
  sds_config: { resource_api_version: 'V3', path_config_source: { path: `${folder}/${name}.json` } },
});

/**
 * Files, by name, that belong into the folder `tls.secrets`: through them Envoy watches certificate files. In the bootstrap
 * itself it would read them once. Pure.
 */
export function secretsOf({ xds, tls }) {
  const secrets = {
    [CERTIFICATE]: { tls_certificate: certificate(tls) },
    [AUTHORITY]: { validation_context: validation(namesOf(xds, tls), tls) },
  };
  return Object.entries(secrets).map(([name, content]) => {
    const resource = { '@type': `type.googleapis.com/${TLS}.Secret`, name, ...content };
    return { name: `${name}.json`, content: { resources: [resource] } };
  });
}

const certificate = ({ cert, key }) => ({ certificate_chain: { filename: cert }, private_key: { filename: key } });

/** A certificate of the authority is not enough: every Envoy has one. */
const validation = (names, { ca }) => ({
  trusted_ca: { filename: ca },
  match_typed_subject_alt_names: names.map((exact) => ({
    san_type: isAddress(exact) ? 'IP_ADDRESS' : 'DNS',
    matcher: { exact },
  })),
});

const namesOf = (xds, { name }) => (name === null ? [...new Set(xds.map(({ host }) => host))] : [name]);

const isAddress = (host) => isIP(host) !== 0;
