import { defineAction } from '../define-action.js';
import { presentStage } from '../presenters/stage.presenter.js';
import { groupId } from './common-parameters.js';
import { STAGE_ROUTE_MODEL, stageId } from './stage-parameters.js';

export const describeApiStage = defineAction({
  name: 'DescribeApiStage',
  summary: 'A stage of a group with its variables.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { GroupId: groupId, StageId: stageId },
  response: {
    fields: {
      GroupId: 'string',
      StageId: 'string',
      StageName: 'string',
      Description: 'string',
      CreatedTime: 'string',
      ModifiedTime: 'string',
      Variables: {
        item: 'VariableItem',
        list: {
          fields: {
            VariableName: 'string',
            VariableValue: 'string',
            SupportRoute: 'boolean',
            StageRouteModel: STAGE_ROUTE_MODEL,
          },
        },
      },
    },
  },
  errors: ['NotFoundApiGroup', 'NotFoundStage'],
  async run(core, caller, { GroupId, StageId }) {
    const { group, stage } = await core.stageOf(caller, GroupId, StageId);
    return { group, stage, variables: await core.variables.ofStage(caller.actor, caller.projectId, group.id, stage) };
  },
  encode: ({ group, stage, variables }) => presentStage(group, stage, variables),
});
