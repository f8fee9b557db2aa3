import { bootstrapOf, type EnvoyNode, type EnvoyTls, secretsOf } from '../../scripts/lib/envoy-bootstrap.mjs';
import { TRUSTED_BACKENDS } from '../../src/data-planes/envoy/translate/tls.js';

const PLAIN: EnvoyNode = {
  environment: 'production',
  id: 'edge-1',
  address: '10.0.0.2',
  xds: [{ host: 'control.example', port: 18000 }],
  admin: null,
  tls: null,
  trustedBackends: '/etc/trusted.pem',
};
const TLS: EnvoyTls = { ca: '/pki/ca.crt', cert: '/pki/node.crt', key: '/pki/node.key', name: null, secrets: null };
const CERTIFICATE = { certificate_chain: { filename: '/pki/node.crt' }, private_key: { filename: '/pki/node.key' } };

const xdsCluster = (node: EnvoyNode) => (bootstrapOf(node)['static_resources'] as { clusters: object[] }).clusters[0];

const withTls = (tls: Partial<EnvoyTls> = {}, parts: Partial<EnvoyNode> = {}): EnvoyNode => ({
  ...PLAIN,
  ...parts,
  tls: { ...TLS, ...tls },
});

const validating = (...names: readonly [type: string, exact: string][]) => ({
  trusted_ca: { filename: '/pki/ca.crt' },
  match_typed_subject_alt_names: names.map(([san_type, exact]) => ({ san_type, matcher: { exact } })),
});

describe(bootstrapOf, () => {
  it('says who the node is', () => {
    expect(bootstrapOf(PLAIN)).toMatchObject({
      node: { id: 'edge-1', cluster: 'production', metadata: { environment: 'production', address: '10.0.0.2' } },
    });
  });

  it('believes backends for the authorities of a file, under the name that clusters use', () => {
    expect(bootstrapOf(PLAIN)).toMatchObject({
      static_resources: {
        secrets: [{ name: TRUSTED_BACKENDS, validation_context: { trusted_ca: { filename: '/etc/trusted.pem' } } }],
      },
    });
  });

  it('opens an admin interface on loopback only, and only when asked', () => {
    expect(bootstrapOf(PLAIN)).not.toHaveProperty('admin');
    expect(bootstrapOf({ ...PLAIN, admin: 9901 })).toMatchObject({
      admin: { address: { socket_address: { address: '127.0.0.1', port_value: 9901 } } },
    });
  });

  it('knows every replica of the control plane', () => {
    const xds = [
      { host: 'one.example', port: 18000 },
      { host: '10.0.0.1', port: 18001 },
    ];
    const endpoints = [
      { endpoint: { address: { socket_address: { address: 'one.example', port_value: 18000 } } } },
      { endpoint: { address: { socket_address: { address: '10.0.0.1', port_value: 18001 } } } },
    ];
    expect(xdsCluster({ ...PLAIN, xds })).toMatchObject({
      load_assignment: { endpoints: [{ lb_endpoints: endpoints }] },
    });
  });

  it('tries every address of a name, of either family', () => {
    expect(xdsCluster(PLAIN)).toMatchObject({ type: 'STRICT_DNS', dns_lookup_family: 'ALL' });
  });

  it('speaks plain text without certificates', () => {
    expect(xdsCluster(PLAIN)).not.toHaveProperty('transport_socket');
  });

  it('shows its certificate, and takes only that of the host it looks for', () => {
    expect(xdsCluster(withTls())).toMatchObject({
      transport_socket: {
        typed_config: {
          sni: 'control.example',
          common_tls_context: {
            tls_certificates: [CERTIFICATE],
            validation_context: validating(['DNS', 'control.example']),
          },
        },
      },
    });
  });

  it.each<[string, EnvoyNode, [string, string][]]>([
    ['an address', withTls({}, { xds: [{ host: '10.0.0.1', port: 1 }] }), [['IP_ADDRESS', '10.0.0.1']]],
    [
      'several hosts, each once',
      withTls({}, { xds: ['a', '::1', 'a'].map((host, index) => ({ host, port: index + 1 })) }),
      [
        ['DNS', 'a'],
        ['IP_ADDRESS', '::1'],
      ],
    ],
    ['the name that it is told', withTls({ name: 'gatewright' }), [['DNS', 'gatewright']]],
  ])('expects of the control plane: %s', (_, node, names) => {
    expect(xdsCluster(node)).toMatchObject({
      transport_socket: { typed_config: { common_tls_context: { validation_context: validating(...names) } } },
    });
  });

  it('names no server by an address', () => {
    const node = withTls({}, { xds: [{ host: '10.0.0.1', port: 1 }] });
    expect(xdsCluster(node)).not.toHaveProperty('transport_socket.typed_config.sni');
  });

  it('has Envoy watch the certificates through files in the folder for them', () => {
    const node = withTls({ secrets: '/etc/envoy' });
    const at = (name: string) => ({ name, sds_config: { path_config_source: { path: `/etc/envoy/${name}.json` } } });
    const context = {
      tls_certificate_sds_secret_configs: [at('certificate')],
      validation_context_sds_secret_config: at('authority'),
    };
    expect(xdsCluster(node)).toMatchObject({ transport_socket: { typed_config: { common_tls_context: context } } });
    expect(JSON.stringify(bootstrapOf(node))).not.toContain('/pki/');
  });
});

describe(secretsOf, () => {
  it('names the files, and what the control plane must show', () => {
    const secrets = secretsOf({ ...PLAIN, tls: TLS });
    expect(secrets).toMatchObject([
      { name: 'certificate.json', content: { resources: [{ name: 'certificate', tls_certificate: CERTIFICATE }] } },
      {
        name: 'authority.json',
        content: { resources: [{ name: 'authority', validation_context: validating(['DNS', 'control.example']) }] },
      },
    ]);
  });
});
