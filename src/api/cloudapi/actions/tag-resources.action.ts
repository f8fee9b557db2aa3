import { tags, toStored } from '../../rpc/decode/tags.js';
import { atLeastOne } from '../../rpc/decode/text-list.js';
import { defineAction } from '../define-action.js';
import { NOTHING } from './common-parameters.js';
import { someResourceIds, writableType } from './tag-parameters.js';

export const tagResources = defineAction({
  name: 'TagResources',
  summary: 'Puts all tags on all resources, or none. A tag with the same key is replaced.',
  ram: { level: 'update', resource: '{ResourceType}/{ResourceId.N}' },
  permission: ['group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    ResourceType: writableType,
    ResourceId: someResourceIds,
    Tag: atLeastOne(tags('Tags to put on.')),
  },
  response: NOTHING,
  errors: ['InvalidParameter.TagKey', 'NotFoundResourceId'],
  run: ({ tags: stored }, { actor, projectId }, { ResourceType, ResourceId, Tag }) =>
    stored.tag(actor, projectId, ResourceType, ResourceId, toStored(Tag)),
  encode: () => ({}),
});
