import { required, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { groupId, NOTHING, SETTLE_MS } from './common-parameters.js';
import { domainName } from './domain-parameters.js';

export const deleteDomainCertificate = defineAction({
  name: 'DeleteDomainCertificate',
  summary:
    'Removes the certificate of a domain: it is not called over TLS any more. One that is not there is a success.',
  ram: { level: 'delete', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    GroupId: groupId,
    DomainName: domainName,
    CertificateId: required(text('As DescribeDomain tells it.')),
  },
  response: NOTHING,
  errors: ['NotFoundApiGroup'],
  run: ({ domains }, { actor, projectId }, { GroupId, DomainName, CertificateId }) =>
    domains.removeCertificate(actor, { projectId, groupId: GroupId, waitMs: SETTLE_MS }, DomainName, CertificateId),
  encode: () => ({}),
});
