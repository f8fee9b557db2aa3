import { flag, required } from '../../rpc/decode/parameters.js';
import { port } from '../decode/port.js';
import { defineAction } from '../define-action.js';
import { instanceId, vpcId } from './vpc-parameters.js';

export const removeVpcAccess = defineAction({
  name: 'RemoveVpcAccess',
  summary: 'Removes the registration of a backend that nothing live uses.',
  ram: { level: 'delete', resource: 'vpcaccess/{VpcAccessId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    VpcId: required(vpcId('As it was registered.')),
    InstanceId: required(instanceId('As it was registered.')),
    Port: required(port('As it was registered.')),
    NeedBatchWork: flag('Ignored: there is nothing to do behind the call.'),
  },
  response: {
    fields: { Apis: { item: 'Api', list: { fields: { ApiId: 'string', GroupId: 'string', StageId: 'string' } } } },
  },
  errors: ['NotFoundVpc', 'DependencyViolationVpc'],
  run: ({ vpcBackends }, { actor, projectId }, { VpcId, InstanceId, Port }) =>
    vpcBackends.remove(actor, projectId, { vpcId: VpcId, instanceId: InstanceId, port: Port }),
  encode: () => ({ Apis: { Api: [] } }),
});
