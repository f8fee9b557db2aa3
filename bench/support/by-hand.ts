import { OPERATIONS, type Operation, placeOf } from './proxies.js';

export interface ByHand {
  readonly address: string;
  readonly port: number;
  /** Proxies with the OPERATIONS, at paths of their own. */
  readonly proxies: number;
  readonly backendPort: number;
  /**
   * `same`: refuses and rewrites headers as Gatewright's Envoys do; `own`: only what Envoy says by itself about where a
   * request comes from.
   */
  readonly headers: 'same' | 'own';
}

/**
 * The bootstrap that a competent user would write by hand for these proxies, all of it static: one listener with path
 * normalisation and limits, one virtual host with the routes in order of precedence, one cluster.
 */
export const bootstrapByHand = (settings: ByHand): object => ({
  node: { id: 'by-hand', cluster: 'by-hand' },
  static_resources: { listeners: [listener(settings)], clusters: [cluster(settings.backendPort)] },
  layered_runtime: { layers: [{ name: 'static', static_layer: { 're2.max_program_size.error_level': 100_000 } }] },
});

const listener = (settings: ByHand): object => ({
  name: 'by-hand',
  address: socketAddress(settings.address, settings.port),
  filter_chains: [
    {
      filters: [typed('envoy.filters.network.http_connection_manager', HTTP_MANAGER, connectionManager(settings))],
    },
  ],
});

const connectionManager = ({ proxies, headers }: ByHand): object => ({
  stat_prefix: 'by-hand',
  codec_type: 'HTTP1',
  route_config: {
    name: 'by-hand',
    virtual_hosts: [
      { name: 'any', domains: ['*'], routes: [...(headers === 'own' ? [] : GUARDS), ...routes(proxies)] },
    ],
    ignore_port_in_host_matching: true,
  },
  http_filters: [
    ...(headers === 'same' ? [CONNECTION_NAMES] : []),
    ...(headers === 'own' ? [] : [typed('envoy.filters.http.header_mutation', HEADER_MUTATION, HEADER_RULES)]),
    typed('envoy.filters.http.router', ROUTER, { suppress_envoy_headers: true }),
  ],
  normalize_path: true,
  merge_slashes: true,
  path_with_escaped_slashes_action: 'REJECT_REQUEST',
  use_remote_address: true,
  ...(headers === 'own'
    ? {}
    : { skip_xff_append: true, generate_request_id: false, preserve_external_request_id: true }),
  strip_trailing_host_dot: true,
  max_request_headers_kb: 32,
  request_headers_timeout: '30s',
  request_timeout: '3600s',
  stream_idle_timeout: '0s',
  common_http_protocol_options: { idle_timeout: '75s', max_headers_count: 10_000 },
  http_protocol_options: { accept_http_10: true, enable_trailers: true },
  upgrade_configs: [{ upgrade_type: 'websocket' }],
  server_header_transformation: 'PASS_THROUGH',
});

/** Exact paths before templates, longer templates before shorter ones, refusals last. */
function routes(proxies: number): object[] {
  const bases = Array.from({ length: proxies }, (_, index) => placeOf('path', index).path);
  const ordered = OPERATIONS.toSorted((a, b) => rankOf(a.path) - rankOf(b.path));
  return [
    ...ordered.flatMap((operation) => bases.map((base) => operationRoute(base, operation))),
    ...bases.map(otherwise),
  ];
}

const rankOf = (path: string): number => (path.includes('{') ? -path.length : -1_000);

function operationRoute(base: string, { method, path }: Operation): object {
  const headers = [{ name: ':method', string_match: { exact: method } }];
  const isTemplate = path.includes('{');
  if (!isTemplate) return { match: { path: `${base}${path}`, headers }, route: forward({ prefix_rewrite: path }) };
  const pattern = `${base}${path.replaceAll(/\{\w+\}/g, '[^/]+')}`;
  const rewrite = { pattern: { regex: `^${base}` }, substitution: '' };
  return { match: { safe_regex: { regex: pattern }, headers }, route: forward({ regex_rewrite: rewrite }) };
}

const forward = (rewrite: object): object => ({
  cluster: 'backend',
  auto_host_rewrite: true,
  timeout: '0s',
  retry_policy: { num_retries: 0, per_try_timeout: '60s' },
  ...rewrite,
});

const otherwise = (path: string): object => ({
  match: { path_separated_prefix: path },
  direct_response: { status: 404, body: { inline_string: 'Method not found or disabled!' } },
});

/** Two Host headers, a malformed escape or a control byte. */
const GUARDS: readonly object[] = [
  {
    match: { prefix: '', headers: [{ name: ':authority', string_match: { contains: ',' } }] },
    direct_response: { status: 400 },
  },
  {
    match: {
      safe_regex: { regex: '.*%(?:[01][0-9A-Fa-f].*|7[Ff].*|[^0-9A-Fa-f].*|[0-9A-Fa-f][^0-9A-Fa-f].*|.?)' },
      headers: [{ name: ':path', string_match: { contains: '%' } }],
    },
    direct_response: { status: 400 },
  },
];

const remove = (name: string) => ({ remove: name });
const removeMatching = (regex: string) => ({ remove_on_match: { key_matcher: { safe_regex: { regex } } } });
const set = (key: string, value: string) => ({
  append: { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
});
const append = (key: string, value: string) => ({
  append: { header: { key, value }, append_action: 'APPEND_IF_EXISTS_OR_ADD' },
});

/** A header of the connection or of a proxy's says nothing to the backend unless this gateway says it. */
const HEADER_RULES = {
  mutations: {
    request_mutations: [
      set('kept-forwarded-for', '%REQ(x-forwarded-for)%'),
      removeMatching('(?:proxy|x[-_]forwarded)[-_].*|forwarded|te|trailer|x-envoy-.*'),
      removeMatching('keep[-_]alive|http2[-_]settings|content_length|transfer_encoding'),
      removeMatching('apinizer[-_]correlation[-_]id|x[-_]ca[-_]request[-_]id'),
      set('x-forwarded-for', '%REQ(kept-forwarded-for)%'),
      remove('kept-forwarded-for'),
      append('x-forwarded-for', '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%'),
      set('x-forwarded-proto', 'http'),
      set('x-forwarded-host', '%REQ(:authority)%'),
      set('apinizer-correlation-id', '%UNIQUE_ID%'),
    ],
    response_mutations: [remove('keep-alive'), remove('te'), remove('trailer'), removeMatching('proxy-.*')],
  },
};

const NO_LIMIT = 1_000_000;

const cluster = (port: number): object => ({
  name: 'backend',
  type: 'STATIC',
  connect_timeout: '30s',
  circuit_breakers: {
    thresholds: [
      { max_connections: NO_LIMIT, max_pending_requests: NO_LIMIT, max_requests: NO_LIMIT, max_retries: NO_LIMIT },
    ],
  },
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      common_http_protocol_options: { idle_timeout: '4s' },
      explicit_http_config: { http_protocol_options: { enable_trailers: true } },
    },
  },
  load_assignment: {
    cluster_name: 'backend',
    endpoints: [
      { lb_endpoints: [{ endpoint: { address: socketAddress('127.0.0.1', port), hostname: `127.0.0.1:${port}` } }] },
    ],
  },
});

const socketAddress = (address: string, port: number) => ({ socket_address: { address, port_value: port } });

const EXTENSIONS = 'type.googleapis.com/envoy.extensions.filters';
const HTTP_MANAGER = `${EXTENSIONS}.network.http_connection_manager.v3.HttpConnectionManager`;
const HEADER_MUTATION = `${EXTENSIONS}.http.header_mutation.v3.HeaderMutation`;
const ROUTER = `${EXTENSIONS}.http.router.v3.Router`;

const typed = (name: string, type: string, config: object): object => ({
  name,
  typed_config: { '@type': type, ...config },
});

const NAMES_SCRIPT = `function envoy_on_response(handle)
  local headers = handle:headers()
  for name in (headers:get("connection") or ""):lower():gmatch("[^,%s]+") do
    if name ~= "content-length" and name ~= "transfer-encoding" and name ~= "upgrade" and name:sub(1, 1) ~= ":" then
      headers:remove(name)
    end
  end
end`;

const connection = (value_match: object): object => ({
  single_predicate: {
    input: {
      name: 'connection',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.type.matcher.v3.HttpResponseHeaderMatchInput',
        header_name: 'connection',
      },
    },
    value_match,
  },
});

/** The shortest that does it without a script for each answer: what a backend names in `Connection` goes no further. */
const CONNECTION_NAMES = typed(
  'connection-names',
  'type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher',
  {
    extension_config: { name: 'composite', typed_config: { '@type': `${EXTENSIONS}.http.composite.v3.Composite` } },
    xds_matcher: {
      matcher_list: {
        matchers: [
          {
            predicate: {
              and_matcher: {
                predicate: [
                  connection({ safe_regex: { google_re2: {}, regex: '.+' } }),
                  {
                    not_matcher: {
                      or_matcher: {
                        predicate: ['keep-alive', 'close', 'upgrade'].map((exact) =>
                          connection({ exact, ignore_case: true }),
                        ),
                      },
                    },
                  },
                ],
              },
            },
            on_match: {
              action: {
                name: 'run',
                typed_config: {
                  '@type': `${EXTENSIONS}.http.composite.v3.ExecuteFilterAction`,
                  typed_config: {
                    name: 'lua',
                    typed_config: {
                      '@type': `${EXTENSIONS}.http.lua.v3.Lua`,
                      default_source_code: { inline_string: NAMES_SCRIPT },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    },
  },
);
