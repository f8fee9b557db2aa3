import { defineAction } from '../define-action.js';
import { presentAbolishTask } from '../presenters/task.presenter.js';
import { operationUid } from './common-parameters.js';

export const describeAbolishApiTask = defineAction({
  name: 'DescribeAbolishApiTask',
  summary:
    'How far a BatchAbolishApis is. WAIT and RUNNING go on; OVER, FAIL and CANCEL are final, and CANCEL says that another item failed.',
  ram: { level: 'get', resource: '*' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { OperationUid: operationUid },
  response: {
    fields: {
      ApiAbolishResults: {
        item: 'ApiAbolishResult',
        list: {
          fields: {
            GroupId: 'string',
            GroupName: 'string',
            ApiUid: 'string',
            ApiName: 'string',
            StageId: 'string',
            StageName: 'string',
            AbolishStatus: 'string',
            ErrorMsg: 'string',
          },
        },
      },
    },
  },
  errors: ['NotFoundOperationUid'],
  async run(core, caller, { OperationUid }) {
    const batch = await core.batches.get(caller.actor, caller.projectId, 'undeploy', OperationUid);
    return { batch, stages: await core.stages(caller) };
  },
  encode: ({ batch, stages }) => presentAbolishTask(batch, stages),
});
