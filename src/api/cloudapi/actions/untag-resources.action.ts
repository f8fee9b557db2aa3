import { flag } from '../../rpc/decode/parameters.js';
import { textList } from '../../rpc/decode/text-list.js';
import { defineAction } from '../define-action.js';
import { NOTHING } from './common-parameters.js';
import { someResourceIds, writableType } from './tag-parameters.js';

export const untagResources = defineAction({
  name: 'UntagResources',
  summary: 'Takes tags off all resources, or off none. Tags that are not there are a success.',
  ram: { level: 'update', resource: '{ResourceType}/{ResourceId.N}' },
  permission: ['group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    ResourceType: writableType,
    ResourceId: someResourceIds,
    TagKey: textList('Keys of the tags.', 'tagsPerCall'),
    All: flag('True: all tags. Counts only without TagKey.'),
  },
  response: NOTHING,
  errors: ['NotFoundResourceId'],
  run({ tags }, { actor, projectId }, { ResourceType, ResourceId, TagKey, All }) {
    const keys = TagKey.length === 0 && All === true ? null : TagKey;
    return tags.untag(actor, projectId, ResourceType, ResourceId, keys);
  },
  encode: () => ({}),
});
