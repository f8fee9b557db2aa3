import { invalid } from '../../../shared/problem.js';
import { flag, required, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { groupId, NOTHING, SETTLE_MS } from './common-parameters.js';
import { domainName } from './domain-parameters.js';

const NOT_ASKED = 'callers are not asked for certificates here';
const NOT_STAPLED = 'answers of OCSP are not stapled here';

const REFUSED = [
  ['CaCertificateBody', NOT_ASKED],
  ['SslVerifyDepth', NOT_ASKED],
  ['ClientCertSDnPassThrough', NOT_ASKED],
  ['SslOcspEnable', NOT_STAPLED],
  ['SslOcspCacheEnable', NOT_STAPLED],
] as const;

export const setDomainCertificate = defineAction({
  name: 'SetDomainCertificate',
  summary:
    'Attaches a certificate to a bound domain, which is called over TLS with it at once, where the installation has a port for that.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    GroupId: groupId,
    DomainName: domainName,
    CertificateName: required(text('Kept and returned.', { maxLength: 128 })),
    CertificateBody: required(text('PEM: the certificate of the domain, then those that lead to its authority.')),
    CertificatePrivateKey: required(text('PEM, without a passphrase. Sealed, and never returned.')),
    CaCertificateBody: text('Certificates of callers are not asked for here, so only an empty one is taken.'),
    SslVerifyDepth: text('Of certificates of callers: only an empty one is taken.'),
    SslOcspEnable: flag('No answers of OCSP are stapled here, so only false is taken.'),
    SslOcspCacheEnable: flag('As SslOcspEnable.'),
    ClientCertSDnPassThrough: flag('Of certificates of callers: only false is taken.'),
  },
  response: NOTHING,
  errors: [
    'InvalidCertificateBody',
    'InvalidCertificatePrivateKey',
    'InvalidCaCertificateBody',
    'InvalidSslVerifyDepth',
    'InvalidSslOcspEnable',
    'InvalidSslOcspCacheEnable',
    'InvalidClientCertSDnPassThrough',
    'NotFoundApiGroup',
    'NotFoundDomain',
  ],
  async run({ domains }, { actor, projectId }, { GroupId, DomainName, ...given }) {
    for (const [name, why] of REFUSED) if ((given[name] || '') !== '') throw invalid(name, `${why}; leave it out`);
    await domains.setCertificate(actor, { projectId, groupId: GroupId, waitMs: SETTLE_MS }, DomainName, {
      name: given.CertificateName,
      body: given.CertificateBody,
      key: given.CertificatePrivateKey,
    });
  },
  encode: () => ({}),
});
