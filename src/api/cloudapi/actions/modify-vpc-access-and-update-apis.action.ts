import { flag, required, text } from '../../rpc/decode/parameters.js';
import { port } from '../decode/port.js';
import { defineAction } from '../define-action.js';
import { SETTLE_MS } from './common-parameters.js';
import { instanceId, targetHostName, vpcId, vpcName } from './vpc-parameters.js';

export const modifyVpcAccessAndUpdateApis = defineAction({
  name: 'ModifyVpcAccessAndUpdateApis',
  summary: 'Changes where a VPC access leads to, at once for every live API that names it.',
  ram: { level: 'update', resource: 'vpcaccess/{VpcAccessId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    Name: required(vpcName('Name of the VPC access.')),
    VpcId: vpcId('Stays when left out.'),
    InstanceId: instanceId('Stays when left out.'),
    Port: port('Stays when left out.'),
    VpcTargetHostName: targetHostName,
    NeedBatchWork: flag('Ignored: the APIs always follow.'),
    Refresh: flag('Ignored: the APIs always follow.'),
    Token: text('Ignored: the call can be repeated.'),
  },
  response: { fields: { OperationId: 'string' } },
  errors: ['NotFoundVpc', 'RepeatedVpc'],
  run({ vpcBackends }, { actor, projectId }, { Name, VpcId, InstanceId, Port, VpcTargetHostName }) {
    const change = {
      ...(VpcId ? { vpcId: VpcId } : {}),
      ...(InstanceId ? { instanceId: InstanceId } : {}),
      ...(Port === undefined ? {} : { port: Port }),
      ...(VpcTargetHostName === undefined ? {} : { targetHostName: VpcTargetHostName }),
    };
    return vpcBackends.change(actor, { projectId, name: Name, change, waitMs: SETTLE_MS });
  },
  encode: (id) => ({ OperationId: id }),
});
