import type { DomainCertificate, GroupDomain } from '../../../model/group-domain.js';

/** Constants of the protocol: BINDING means bound (7.7); a domain is taken only when it is, so none is unresolved here. */
const BOUND = {
  DomainBindingStatus: 'BINDING',
  DomainLegalStatus: 'NORMAL',
  DomainWebSocketStatus: 'OPEN',
  DomainRemark: '',
} as const;

/** What SetDomain answers about the domain. */
export const presentBoundDomain = ({ name }: GroupDomain) => ({ DomainName: name, ...BOUND });

/** One domain of DescribeApiGroup. */
export const presentDomainItem = (domain: GroupDomain) => ({
  ...presentBoundDomain(domain),
  DomainCNAMEStatus: 'RESOLVED',
  CustomDomainType: domain.type,
  BindStageName: domain.stage ?? '',
  IsHttpRedirectToHttps: domain.redirectsToHttps,
  WildcardDomainPatterns: '',
  ...presentCertificate(domain.certificate),
});

/** DescribeDomain. The private key is returned to nobody. */
export const presentDomain = (domain: GroupDomain) => ({
  ...presentBoundDomain(domain),
  DomainCNAMEStatus: 'RESOLVED',
  ...presentCertificate(domain.certificate),
  CertificateBody: domain.certificate?.body ?? '',
  CertificatePrivateKey: '',
});

const presentCertificate = (certificate: DomainCertificate | null) => ({
  CertificateId: certificate?.id ?? '',
  CertificateName: certificate?.name ?? '',
  ...(certificate === null
    ? {}
    : {
        CertificateValidStart: certificate.validFrom.getTime(),
        CertificateValidEnd: certificate.validTo.getTime(),
      }),
});
