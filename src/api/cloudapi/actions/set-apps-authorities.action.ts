import { required } from '../../rpc/decode/parameters.js';
import { idList } from '../decode/id-list.js';
import { defineAction } from '../define-action.js';
import { checkedAppIds } from './app-parameters.js';
import { grantDescription, stageNamed, validUntil } from './authority-parameters.js';
import { apiId, LOCATE_ERRORS, NOTHING, optionalGroupId, SETTLE_MS, stageName } from './common-parameters.js';

export const setAppsAuthorities = defineAction({
  name: 'SetAppsAuthorities',
  summary: 'Lets apps call an API in a stage, at once. Repeated, it replaces.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    ApiId: apiId,
    AppIds: required(idList('Ids of the apps.')),
    StageName: stageName,
    GroupId: optionalGroupId,
    AuthValidTime: validUntil,
    Description: grantDescription,
  },
  response: NOTHING,
  errors: [...LOCATE_ERRORS, 'NotFoundApp', 'NotFoundStage', 'ExceedLimitApp'],
  async run(core, caller, { ApiId, AppIds, StageName, GroupId, AuthValidTime, Description = '' }) {
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    await core.callers.authorise(caller.actor, {
      projectId: caller.projectId,
      appIds: checkedAppIds(AppIds),
      proxyIds: [proxy.id],
      groupId,
      stage: await stageNamed(core, caller, StageName),
      expiresAt: AuthValidTime,
      description: Description,
      most: core.limits.appsPerApi,
      waitMs: SETTLE_MS,
    });
  },
  encode: () => ({}),
});
