import { required } from '../../rpc/decode/parameters.js';
import { tags } from '../../rpc/decode/tags.js';
import { port } from '../decode/port.js';
import { defineAction } from '../define-action.js';
import { coreTags } from './app-parameters.js';
import { description } from './common-parameters.js';
import { instanceId, targetHostName, vpcId, vpcName } from './vpc-parameters.js';

export const setVpcAccess = defineAction({
  name: 'SetVpcAccess',
  summary: 'Registers a backend that APIs name in VpcConfig.',
  ram: { level: 'create', resource: 'vpcaccess/*' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    Name: required(vpcName('Unique in the account.')),
    VpcId: required(vpcId('Any text: together with InstanceId and Port it is unique in the account.')),
    InstanceId: required(instanceId('Host or service name of the backend.')),
    Port: required(port('Port of the backend.')),
    Description: description,
    VpcTargetHostName: targetHostName,
    Tag: tags('Stored with it.'),
  },
  response: { fields: { VpcAccessId: 'string' } },
  errors: ['RepeatedVpc'],
  run: ({ vpcBackends }, { actor, projectId }, given) =>
    vpcBackends.add(actor, projectId, {
      name: given.Name,
      vpcId: given.VpcId,
      instanceId: given.InstanceId,
      port: given.Port,
      description: given.Description ?? '',
      targetHostName: given.VpcTargetHostName ?? '',
      tags: coreTags(given.Tag),
    }),
  encode: ({ id }) => ({ VpcAccessId: id }),
});
