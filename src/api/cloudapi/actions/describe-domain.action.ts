import { defineAction } from '../define-action.js';
import { presentDomain } from '../presenters/domain.presenter.js';
import { subDomain } from '../presenters/wire-values.js';
import { groupId } from './common-parameters.js';
import { DOMAIN_SHAPE, domainName } from './domain-parameters.js';

export const describeDomain = defineAction({
  name: 'DescribeDomain',
  summary: 'A bound domain with its certificate. The private key is not returned.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { GroupId: groupId, DomainName: domainName },
  response: { fields: { GroupId: 'string', SubDomain: 'string', ...DOMAIN_SHAPE } },
  errors: ['NotFoundApiGroup', 'NotFoundDomain'],
  run: ({ domains }, { actor, projectId }, { GroupId, DomainName }) =>
    domains.get(actor, projectId, GroupId, DomainName),
  encode: (domain, { place }) => ({
    GroupId: domain.groupId,
    SubDomain: subDomain(domain.groupId, place),
    ...presentDomain(domain),
  }),
});
