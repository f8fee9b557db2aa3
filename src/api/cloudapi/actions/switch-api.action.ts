import { defineAction } from '../define-action.js';
import {
  apiId,
  historyVersion,
  LOCATE_ERRORS,
  NOTHING,
  optionalGroupId,
  publishRemark,
  SETTLE_MS,
  stageName,
} from './common-parameters.js';
import { versionKey } from './version-key.js';

export const switchApi = defineAction({
  name: 'SwitchApi',
  summary: 'Makes a published version live again, in one step. The draft stays as it is, and no version is added.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'group.deploy', 'proxy.deploy'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    ApiId: apiId,
    StageName: stageName,
    HistoryVersion: historyVersion,
    Description: publishRemark,
    GroupId: optionalGroupId,
  },
  response: NOTHING,
  errors: [
    ...LOCATE_ERRORS,
    'NotFoundStage',
    'NotFoundHistoryVersion',
    'InvalidServiceConfig',
    'NotFoundVpc',
    'RepeatedRequestPath',
    'InvalidApi',
    'ConcurrencyLockTimeout',
  ],
  async run(core, caller, { Description, ...asked }) {
    const { key } = await versionKey(core, caller, asked);
    const { actor, projectId } = caller;
    await core.versions.switchTo(actor, { projectId, version: key, description: Description, waitMs: SETTLE_MS });
  },
  encode: () => ({}),
});
