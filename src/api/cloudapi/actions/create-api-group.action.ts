import type { GroupSettings } from '../../../model/proxy-group.js';
import { Problem } from '../../../shared/problem.js';
import { required, text, withDefault } from '../../rpc/decode/parameters.js';
import { tags, toStored } from '../../rpc/decode/tags.js';
import { groupExtension } from '../decode/api-facts.js';
import { defineAction } from '../define-action.js';
import { presentGroupHead } from '../presenters/group.presenter.js';
import { INSTANCE } from '../presenters/wire-values.js';
import { description, name, WRITE_RATE } from './common-parameters.js';

export const createApiGroup = defineAction({
  name: 'CreateApiGroup',
  summary: 'Creates a group of APIs with a sub-domain of its own.',
  ram: { level: 'create', resource: 'apigroup/*' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: {
    GroupName: required(name('Unique in the account.')),
    Description: description,
    BasePath: withDefault(text('Prefix of every path in the group.'), '/'),
    InstanceId: text(`Only ${INSTANCE.InstanceId} exists.`),
    Tag: tags('Stored with the group.'),
  },
  response: {
    fields: {
      GroupId: 'string',
      GroupName: 'string',
      SubDomain: 'string',
      Description: 'string',
      BasePath: 'string',
      InstanceId: 'string',
      InstanceType: 'string',
      TagStatus: 'boolean',
    },
  },
  errors: ['RepeatedGroupName', 'InvalidBasePath', 'NotFoundInstance', 'ExceedLimitApiGroup'],
  async run(
    { groups, tags: stored, limits },
    { actor, projectId },
    { GroupName, Description = '', BasePath, InstanceId = '', Tag },
  ) {
    if (InstanceId !== '' && InstanceId !== INSTANCE.InstanceId) {
      throw new Problem('not_found', `there is one instance: ${INSTANCE.InstanceId}`, { field: 'InstanceId' });
    }
    const settings: GroupSettings = {
      clientRoute: {
        paths: [BasePath],
        hosts: [],
        methods: [],
        headers: [],
        bufferRequest: true,
        bufferResponse: true,
      },
      ownHost: true,
      extensions: groupExtension({}),
    };
    return {
      group: await groups.create(
        actor,
        projectId,
        { name: GroupName, description: Description, settings },
        limits.groupsPerAccount,
        (tx, { id }) => stored.tagNew(tx, projectId, 'apiGroup', id, toStored(Tag)),
      ),
      tagged: Tag.length > 0,
    };
  },
  encode: ({ group, tagged }, { place }) => ({ ...presentGroupHead(group, place), ...INSTANCE, TagStatus: tagged }),
});
