import type { HostCertificate } from '../../../ir/fragment.js';
import { textOfHost } from '../../../ir/precedence.js';
import type { ReleaseKey } from '../../data-plane.js';
import { TlsParameters_TlsProtocol as Version } from '../generated/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { SecretSchema } from '../generated/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import { DownstreamTlsContextSchema } from '../generated/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { isGuestKey } from '../guest-entries.js';
import type { ResourceSet, XdsResource } from '../resources.js';
import { pack, resourceOf } from './messages.js';
import type { TranslatedRelease } from './release.js';

/** By the names that they are for, then by the release that brings them: each release of a group brings those of the group. */
export type UsedCertificates = ReadonlyMap<string, ReadonlyMap<ReleaseKey, HostCertificate>>;

export const NO_CERTIFICATES: UsedCertificates = new Map();

/** `before` itself when nothing is different. */
export function usedCertificatesAfter(
  before: UsedCertificates,
  gone: readonly TranslatedRelease[],
  come: readonly TranslatedRelease[],
): UsedCertificates {
  const touched = new Map<string, Map<ReleaseKey, HostCertificate>>();
  const usersOf = ({ host }: HostCertificate): Map<ReleaseKey, HostCertificate> => {
    const name = textOfHost(host);
    const users = touched.get(name) ?? new Map(before.get(name));
    touched.set(name, users);
    return users;
  };
  for (const { owner, certificates } of gone)
    for (const certificate of certificates) usersOf(certificate).delete(owner);
  for (const { owner, certificates } of come) {
    for (const certificate of certificates) usersOf(certificate).set(owner, certificate);
  }
  if (touched.size === 0) return before;
  return new Map([...new Map([...before, ...touched])].filter(([, users]) => users.size > 0));
}

/** One for each name; `before`: the resources of `old`. */
export function secretsAfter(before: ResourceSet, old: UsedCertificates, used: UsedCertificates): ResourceSet {
  const secrets = [...used].flatMap(([host, users]) => {
    if (old.get(host) === users) return [];
    const secret = secretOf(host, chosenOf(users));
    return before.get(secret.name)?.version === secret.version ? [] : [[secret.name, secret] as const];
  });
  const removed = [...old.keys()].filter((host) => !used.has(host));
  return before.after(secrets, removed.map(secretName));
}

/** While a change goes from stage to stage, the listener's own environment has the say. */
function chosenOf(users: ReadonlyMap<ReleaseKey, HostCertificate>): HostCertificate | undefined {
  const [own] = [...users].filter(([owner]) => !isGuestKey(owner));
  return own?.[1] ?? [...users.values()][0];
}

const PREFIX = 'certificate/';

/** It stays when the certificate is renewed: the listener does not change with it. */
const secretName = (host: string): string => `${PREFIX}${host}`;

/** Names of the hosts, in an order that stays. */
export const securedHosts = (secrets: ResourceSet): string[] =>
  [...secrets.keys()].map((name) => name.slice(PREFIX.length)).sort();

const secretOf = (host: string, certificate: HostCertificate | undefined): XdsResource =>
  resourceOf('secret', secretName(host), SecretSchema, {
    name: secretName(host),
    type: {
      case: 'tlsCertificate',
      value: {
        certificateChain: { specifier: { case: 'inlineString', value: certificate?.chain ?? '' } },
        privateKey: { specifier: { case: 'inlineString', value: certificate?.key ?? '' } },
      },
    },
  });

/** What ends TLS for a host, with the certificate that ADS has for it. */
export const tlsSocket = (host: string) => ({
  name: 'envoy.transport_sockets.tls',
  configType: {
    case: 'typedConfig' as const,
    value: pack(DownstreamTlsContextSchema, {
      commonTlsContext: {
        tlsParams: { tlsMinimumProtocolVersion: Version.TLSv1_2, tlsMaximumProtocolVersion: Version.TLSv1_3 },
        alpnProtocols: ['http/1.1'],
        tlsCertificateSdsSecretConfigs: [
          {
            name: secretName(host),
            sdsConfig: { configSourceSpecifier: { case: 'ads', value: {} }, resourceApiVersion: 2 },
          },
        ],
      },
    }),
  },
});
