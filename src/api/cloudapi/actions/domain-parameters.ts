import { required, text } from '../../rpc/decode/parameters.js';
import type { ObjectShape } from '../../rpc/decode/shape.js';

export const domainName = required(text('Host name, perhaps with a leading *., without a port.', { maxLength: 253 }));

/** What answers about a domain have in common. */
export const DOMAIN_STATUS_SHAPE = {
  DomainName: 'string',
  DomainBindingStatus: 'string',
  DomainLegalStatus: 'string',
  DomainWebSocketStatus: 'string',
  DomainRemark: 'string',
} as const satisfies ObjectShape['fields'];

const CERTIFICATE_SHAPE = {
  CertificateId: 'string',
  CertificateName: 'string',
  CertificateValidStart: 'number',
  CertificateValidEnd: 'number',
} as const satisfies ObjectShape['fields'];

export const DOMAIN_ITEM_SHAPE = {
  ...DOMAIN_STATUS_SHAPE,
  DomainCNAMEStatus: 'string',
  CustomDomainType: 'string',
  BindStageName: 'string',
  IsHttpRedirectToHttps: 'boolean',
  WildcardDomainPatterns: 'string',
  ...CERTIFICATE_SHAPE,
} as const satisfies ObjectShape['fields'];

export const DOMAIN_SHAPE = {
  ...DOMAIN_STATUS_SHAPE,
  DomainCNAMEStatus: 'string',
  ...CERTIFICATE_SHAPE,
  CertificateBody: 'string',
  CertificatePrivateKey: 'string',
} as const satisfies ObjectShape['fields'];
