import { defineAction } from '../define-action.js';
import { groupId, NOTHING, SETTLE_MS } from './common-parameters.js';
import { stageId, variableName } from './stage-parameters.js';

export const deleteApiStageVariable = defineAction({
  name: 'DeleteApiStageVariable',
  summary:
    'Removes a variable of a stage. Refused while something that is live there uses it; an absent one is a success.',
  ram: { level: 'delete', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: { GroupId: groupId, StageId: stageId, VariableName: variableName },
  response: NOTHING,
  errors: ['InvalidServiceConfig', 'NotFoundApiGroup', 'NotFoundStage'],
  async run(core, caller, { GroupId, StageId, VariableName }) {
    const { group, stage } = await core.stageOf(caller, GroupId, StageId);
    const place = { projectId: caller.projectId, groupId: group.id, stage, waitMs: SETTLE_MS };
    await core.variables.remove(caller.actor, place, VariableName);
  },
  encode: () => ({}),
});
