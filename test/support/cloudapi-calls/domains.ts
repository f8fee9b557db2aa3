import { domainOf } from './words.js';
import type { Step } from './world.js';

export const DOMAINS: readonly Step[] = [
  {
    action: 'SetDomain',
    asks: (world) => ({ ...domainOf(world), BindStageName: 'RELEASE', CustomDomainType: 'INTERNET' }),
    sees: (world) => ({ ...domainOf(world), SubDomain: expect.any(String), DomainBindingStatus: 'BINDING' }),
  },
  {
    action: 'SetDomainCertificate',
    asks: (world) => ({
      ...domainOf(world),
      CertificateName: 'mine',
      CertificateBody: world.certificate.body,
      CertificatePrivateKey: world.certificate.key,
    }),
  },
  {
    action: 'DescribeDomain',
    asks: domainOf,
    sees: (world) => ({
      ...domainOf(world),
      CertificateName: 'mine',
      CertificateBody: world.certificate.body,
      CertificateValidEnd: expect.any(Number),
    }),
    keeps: (_world, { CertificateId }) => ({ certificateId: String(CertificateId) }),
  },
  { action: 'ModifyIntranetDomainPolicy', asks: ({ groupId }) => ({ GroupId: groupId, VpcIntranetEnable: true }) },
];
