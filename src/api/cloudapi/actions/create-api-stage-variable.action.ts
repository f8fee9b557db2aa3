import { invalid } from '../../../shared/problem.js';
import { flag, json, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { groupId, NOTHING, SETTLE_MS } from './common-parameters.js';
import { STAGE_ROUTE_MODEL, stageId, variableName } from './stage-parameters.js';

export const createApiStageVariable = defineAction({
  name: 'CreateApiStageVariable',
  summary: 'Sets a variable of a stage. What is live there, and names it as #name#, takes the value at once.',
  ram: { level: 'create', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    GroupId: groupId,
    StageId: stageId,
    VariableName: variableName,
    VariableValue: text('What #name# stands for in definitions.', { maxLength: 2000 }),
    SupportRoute: flag('Calls are not routed by variables here, so only false is taken.'),
    StageRouteModel: json('Kept and returned.', STAGE_ROUTE_MODEL),
  },
  response: NOTHING,
  errors: [
    'InvalidVariableName',
    'InvalidServiceConfig',
    'NotFoundApiGroup',
    'NotFoundStage',
    'ExceedLimitApiStageVariable',
  ],
  async run(core, caller, { GroupId, StageId, VariableName, VariableValue = '', SupportRoute, StageRouteModel }) {
    if (SupportRoute === true) throw invalid('SupportRoute', 'calls are not routed by variables here; use false');
    const { group, stage } = await core.stageOf(caller, GroupId, StageId);
    const place = { projectId: caller.projectId, groupId: group.id, stage, waitMs: SETTLE_MS };
    await core.variables.set(caller.actor, place, {
      name: VariableName,
      value: VariableValue,
      routeModel: StageRouteModel === undefined ? null : JSON.stringify(StageRouteModel),
    });
  },
  encode: () => ({}),
});
