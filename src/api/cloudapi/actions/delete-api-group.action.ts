import { Problem } from '../../../shared/problem.js';
import { unlessAbsent } from '../../rpc/define-action.js';
import { defineAction } from '../define-action.js';
import { groupId, NOTHING, SETTLE_MS, WRITE_RATE } from './common-parameters.js';

export const deleteApiGroup = defineAction({
  name: 'DeleteApiGroup',
  summary: 'Deletes an empty group. One that does not exist is a success.',
  ram: { level: 'delete', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage', 'group.deploy', 'proxy.view'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: { GroupId: groupId },
  response: NOTHING,
  errors: ['DependencyViolationApiGroup'],
  run: (core, caller, { GroupId }) =>
    unlessAbsent(async () => {
      const group = await core.group(caller, GroupId);
      if (group.members.length > 0) {
        throw new Problem('in_use', 'delete its APIs first', { resource: 'group', name: GroupId });
      }
      await core.deployments.deleteGroup(caller.actor, {
        projectId: caller.projectId,
        groupId: GroupId,
        waitMs: SETTLE_MS,
      });
    }),
  encode: () => ({}),
});
