import { invalid } from '../../../shared/problem.js';
import { flag, required, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { groupId, NOTHING } from './common-parameters.js';
import { domainName } from './domain-parameters.js';

export const setDomainCertificate = defineAction({
  name: 'SetDomainCertificate',
  summary:
    'Attaches a certificate to a bound domain. It is checked and kept; the listeners here do not end TLS themselves.',
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
    SslVerifyDepth: text('Without effect.'),
    SslOcspEnable: flag('Without effect.'),
    SslOcspCacheEnable: flag('Without effect.'),
    ClientCertSDnPassThrough: flag('Without effect.'),
  },
  response: NOTHING,
  errors: [
    'InvalidCertificateBody',
    'InvalidCertificatePrivateKey',
    'InvalidCaCertificateBody',
    'NotFoundApiGroup',
    'NotFoundDomain',
  ],
  async run({ domains }, { actor, projectId }, { GroupId, DomainName, ...given }) {
    if ((given.CaCertificateBody ?? '') !== '') {
      throw invalid('CaCertificateBody', 'callers are not asked for certificates here; leave it out');
    }
    await domains.setCertificate(actor, { projectId, groupId: GroupId }, DomainName, {
      name: given.CertificateName,
      body: given.CertificateBody,
      key: given.CertificatePrivateKey,
    });
  },
  encode: () => ({}),
});
