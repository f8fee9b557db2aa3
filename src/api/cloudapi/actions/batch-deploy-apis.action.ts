import { batchItems } from '../decode/batch-items.js';
import { defineAction } from '../define-action.js';
import { beginBatch, OPERATION_SHAPE } from './begin-batch.js';
import { publishRemark, stageName } from './common-parameters.js';

export const batchDeployApis = defineAction({
  name: 'BatchDeployApis',
  summary: 'Makes the drafts of many APIs live in a stage, all or none. DescribeDeployApiTask tells how far it is.',
  ram: { level: 'update', resource: 'apigroup/{Api.N.GroupId}' },
  permission: ['group.view', 'proxy.view', 'group.deploy', 'proxy.deploy'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    StageName: stageName,
    Description: publishRemark,
    Api: batchItems('An API and its group.', ['GroupId', 'ApiUid'], ['GroupId', 'ApiUid']),
  },
  response: OPERATION_SHAPE,
  errors: ['MissingGroupId', 'MissingApiUid', 'InvalidApiUid', 'ExceedLimitApi', 'NotFoundStage'],
  async run(core, caller, { StageName, Description, Api }) {
    const { id: environmentId } = await core.stage(caller, StageName);
    const targets = Api.map(({ GroupId, ApiUid }) => ({ groupId: GroupId, proxyId: ApiUid, environmentId }));
    return beginBatch(core, caller, { kind: 'deploy', description: Description, targets });
  },
  encode: (OperationId) => ({ OperationId }),
});
