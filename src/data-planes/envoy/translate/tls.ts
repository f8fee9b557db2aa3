import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Endpoint } from '../../../ir/fragment.js';
import type { Cluster_TransportSocketMatchSchema } from '../generated/envoy/config/cluster/v3/cluster_pb.js';
import {
  SubjectAltNameMatcher_SanType as SanType,
  TlsParameters_TlsProtocol as Version,
} from '../generated/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { UpstreamTlsContextSchema } from '../generated/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { addressOf, type EndpointFacts, isNamed } from './endpoints.js';
import { pack } from './messages.js';

/**
 * Name of the certificate authorities that backends are believed for. They are a matter of the machine that Envoy runs
 * on, so its bootstrap has them, once; clusters only name them.
 */
export const TRUSTED_BACKENDS = 'gatewright-trusted-backends';

/** Envoy looks here for what chooses an endpoint's transport socket; without a match it speaks in plain text. */
const SOCKET_MATCH = 'envoy.transport_socket_match';

export const tlsFacts = ({ scheme, host }: Endpoint): EndpointFacts =>
  scheme === 'https' ? { [SOCKET_MATCH]: { tls: host } } : {};

/** One for each name that certificates must be for. */
export function transportSocketMatches(
  endpoints: readonly Endpoint[],
): MessageInitShape<typeof Cluster_TransportSocketMatchSchema>[] {
  const secure = new Map(endpoints.filter(({ scheme }) => scheme === 'https').map((each) => [each.host, each]));
  return [...secure.values()].map((endpoint) => ({
    name: endpoint.host,
    match: { tls: endpoint.host },
    transportSocket: {
      name: 'envoy.transport_sockets.tls',
      configType: { case: 'typedConfig', value: pack(UpstreamTlsContextSchema, contextOf(endpoint)) },
    },
  }));
}

/** As Node's `tls.connect` has it: the name is asked for by SNI and must be in the certificate; an address only the latter. */
function contextOf(endpoint: Endpoint): MessageInitShape<typeof UpstreamTlsContextSchema> {
  const name = addressOf(endpoint).replace(/\.$/, '');
  const hasName = isNamed(endpoint);
  return {
    ...(hasName ? { sni: name } : {}),
    commonTlsContext: {
      tlsParams: { tlsMinimumProtocolVersion: Version.TLSv1_2, tlsMaximumProtocolVersion: Version.TLSv1_3 },
      alpnProtocols: ['http/1.1'],
      validationContextType: {
        case: 'combinedValidationContext',
        value: {
          defaultValidationContext: {
            matchTypedSubjectAltNames: [
              {
                sanType: hasName ? SanType.DNS : SanType.IP_ADDRESS,
                matcher: { matchPattern: { case: 'exact', value: name } },
              },
            ],
          },
          validationContextSdsSecretConfig: { name: TRUSTED_BACKENDS },
        },
      },
    },
  };
}
