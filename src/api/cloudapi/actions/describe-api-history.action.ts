import { defineAction } from '../define-action.js';
import { presentVersion } from '../presenters/api.presenter.js';
import { apiId, historyVersion, LOCATE_ERRORS, optionalGroupId, stageName } from './common-parameters.js';
import { DEFINITION_SHAPE, PUBLISHED_SHAPE } from './definition-shape.js';
import { versionKey } from './version-key.js';

export const describeApiHistory = defineAction({
  name: 'DescribeApiHistory',
  summary: 'The definition that a published version froze.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { ApiId: apiId, StageName: stageName, HistoryVersion: historyVersion, GroupId: optionalGroupId },
  response: {
    fields: { ...DEFINITION_SHAPE, ...PUBLISHED_SHAPE, HistoryVersion: 'string', Status: 'string' },
  },
  errors: [...LOCATE_ERRORS, 'NotFoundStage', 'NotFoundHistoryVersion', 'ForbiddenApi'],
  async run(core, caller, asked) {
    const { key, stage } = await versionKey(core, caller, asked);
    const content = await core.versions.get(caller.actor, caller.projectId, key);
    return { content, stage, group: await core.group(caller, key.groupId) };
  },
  encode: ({ content, stage, group }, { place }) => presentVersion(content, group, place.region, stage),
});
