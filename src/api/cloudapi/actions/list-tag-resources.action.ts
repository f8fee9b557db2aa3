import type { ResourceTag } from '../../../model/resource-tag.js';
import { invalid, missing } from '../../../shared/problem.js';
import { text } from '../../rpc/decode/parameters.js';
import { tags, toStored } from '../../rpc/decode/tags.js';
import { defineAction } from '../define-action.js';
import { readableType, resourceIds } from './tag-parameters.js';

/** Tags of one answer. */
const PAGE = 1_000;

export const listTagResources = defineAction({
  name: 'ListTagResources',
  summary: 'Tags of resources, or resources that have tags. An API has those of its groups beside its own.',
  ram: { level: 'list', resource: '{ResourceType}/*' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    ResourceType: readableType,
    ResourceId: resourceIds,
    Tag: tags('Only resources that have all of these.'),
    NextToken: text('Where the answer before this one ended.'),
  },
  response: {
    fields: {
      NextToken: 'string',
      TagResources: {
        item: 'TagResource',
        list: { fields: { ResourceId: 'string', ResourceType: 'string', TagKey: 'string', TagValue: 'string' } },
      },
    },
  },
  errors: ['MissingResourceId', 'InvalidNextToken'],
  async run({ tags: stored }, { actor, projectId }, { ResourceType, ResourceId, Tag, NextToken = '' }) {
    if (ResourceId.length === 0 && Tag.length === 0) throw missing('ResourceId');
    const found = await stored.list(actor, projectId, ResourceType, {
      ...(ResourceId.length === 0 ? {} : { resourceIds: ResourceId }),
      having: toStored(Tag),
      ...(NextToken === '' ? {} : { after: placeIn(NextToken) }),
      limit: PAGE + 1,
    });
    return { type: ResourceType, items: found.slice(0, PAGE), isWhole: found.length <= PAGE };
  },
  encode: ({ type, items, isWhole }) => ({
    NextToken: isWhole ? '' : tokenAfter(items),
    TagResources: {
      TagResource: items.map(({ resourceId, key, value }) => ({
        ResourceId: resourceId,
        ResourceType: type,
        TagKey: key,
        TagValue: value,
      })),
    },
  }),
});

function tokenAfter(items: readonly ResourceTag[]): string {
  const last = items.at(-1);
  return last === undefined ? '' : Buffer.from(`${last.resourceId} ${last.key}`).toString('base64url');
}

function placeIn(token: string): Pick<ResourceTag, 'resourceId' | 'key'> {
  const [, resourceId, key] = /^(\S+) (.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (resourceId === undefined || key === undefined) throw invalid('NextToken', 'use the one of the answer before');
  return { resourceId, key };
}
