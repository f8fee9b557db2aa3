import { required } from '../../rpc/decode/parameters.js';
import { idList } from '../decode/id-list.js';
import { defineAction } from '../define-action.js';
import { appId } from './app-parameters.js';
import { apisByGroup, grantDescription, stageNamed, validUntil } from './authority-parameters.js';
import { LOCATE_ERRORS, NOTHING, optionalGroupId, SETTLE_MS, stageName } from './common-parameters.js';

export const setApisAuthorities = defineAction({
  name: 'SetApisAuthorities',
  summary: 'Lets an app call APIs in a stage, at once. Repeated, it replaces.',
  ram: { level: 'update', resource: 'apigroup/{GroupId|ApiIds}' },
  permission: ['group.view', 'proxy.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    ApiIds: required(idList('Ids of the APIs.')),
    AppId: appId,
    StageName: stageName,
    GroupId: optionalGroupId,
    AuthValidTime: validUntil,
    Description: grantDescription,
  },
  response: NOTHING,
  errors: [...LOCATE_ERRORS, 'NotFoundApp', 'NotFoundStage', 'ExceedLimitApp'],
  async run(core, caller, { ApiIds, AppId, StageName, GroupId, AuthValidTime, Description = '' }) {
    const stage = await stageNamed(core, caller, StageName);
    for (const [groupId, proxyIds] of await apisByGroup(core, caller, ApiIds, GroupId)) {
      await core.callers.authorise(caller.actor, {
        projectId: caller.projectId,
        appIds: [AppId],
        proxyIds,
        groupId,
        stage,
        expiresAt: AuthValidTime,
        description: Description,
        most: core.limits.appsPerApi,
        waitMs: SETTLE_MS,
      });
    }
  },
  encode: () => ({}),
});
