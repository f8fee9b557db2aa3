import { flag, required } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { groupId, NOTHING, SETTLE_MS } from './common-parameters.js';

export const modifyIntranetDomainPolicy = defineAction({
  name: 'ModifyIntranetDomainPolicy',
  summary: 'Gives a group a second sub-domain (VpcDomain), on which its APIs are called too, or takes it away.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: { GroupId: groupId, VpcIntranetEnable: required(flag('Whether the group has it.')) },
  response: NOTHING,
  errors: ['NotFoundApiGroup', 'ForbiddenApiGroup'],
  run: ({ domains }, { actor, projectId }, { GroupId, VpcIntranetEnable }) =>
    domains.switchVpcDomain(actor, { projectId, groupId: GroupId, waitMs: SETTLE_MS }, VpcIntranetEnable),
  encode: () => ({}),
});
