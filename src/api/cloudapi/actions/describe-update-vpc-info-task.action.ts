import { required, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { presentVpcUpdate } from '../presenters/vpc-access.presenter.js';

export const describeUpdateVpcInfoTask = defineAction({
  name: 'DescribeUpdateVpcInfoTask',
  summary: 'For which APIs a ModifyVpcAccessAndUpdateApis went live. It is over when that call is answered.',
  ram: { level: 'get', resource: '*' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { OperationUid: required(text('OperationId of the change; known for 7 days.')) },
  response: {
    fields: {
      ApiUpdateVpcInfoResults: {
        item: 'ApiUpdateVpcInfoResult',
        list: {
          fields: {
            ApiUid: 'string',
            ApiName: 'string',
            GroupId: 'string',
            GroupName: 'string',
            StageId: 'string',
            StageName: 'string',
            UpdateStatus: 'string',
            ErrorMsg: 'string',
          },
        },
      },
    },
  },
  errors: ['NotFoundOperationUid'],
  run: ({ vpcBackends }, { actor, projectId }, { OperationUid }) => vpcBackends.updated(actor, projectId, OperationUid),
  encode: (uses) => ({ ApiUpdateVpcInfoResults: { ApiUpdateVpcInfoResult: uses.map(presentVpcUpdate) } }),
});
