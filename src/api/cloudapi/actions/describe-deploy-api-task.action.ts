import { defineAction } from '../define-action.js';
import { presentDeployTask } from '../presenters/task.presenter.js';
import { operationUid } from './common-parameters.js';

export const describeDeployApiTask = defineAction({
  name: 'DescribeDeployApiTask',
  summary:
    'How far a BatchDeployApis is. WAIT and RUNNING go on; OVER, FAIL and CANCEL are final, and CANCEL says that another item failed.',
  ram: { level: 'get', resource: '*' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { OperationUid: operationUid },
  response: {
    fields: {
      DeployedResults: {
        item: 'DeployedResult',
        list: {
          fields: {
            GroupId: 'string',
            ApiUid: 'string',
            StageName: 'string',
            DeployedStatus: 'string',
            ErrorMsg: 'string',
          },
        },
      },
    },
  },
  errors: ['NotFoundOperationUid'],
  async run(core, caller, { OperationUid }) {
    const batch = await core.batches.get(caller.actor, caller.projectId, 'deploy', OperationUid);
    return { batch, stages: await core.stages(caller) };
  },
  encode: ({ batch, stages }) => presentDeployTask(batch, stages),
});
