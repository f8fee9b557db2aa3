import { defineAction } from '../define-action.js';
import { groupId, NOTHING, SETTLE_MS } from './common-parameters.js';
import { domainName } from './domain-parameters.js';

export const deleteDomain = defineAction({
  name: 'DeleteDomain',
  summary: 'Unbinds a domain at once. One that is not bound to the group is a success.',
  ram: { level: 'delete', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: { GroupId: groupId, DomainName: domainName },
  response: NOTHING,
  errors: ['NotFoundApiGroup', 'ForbiddenApiGroup'],
  run: ({ domains }, { actor, projectId }, { GroupId, DomainName }) =>
    domains.unbind(actor, { projectId, groupId: GroupId, waitMs: SETTLE_MS }, DomainName),
  encode: () => ({}),
});
