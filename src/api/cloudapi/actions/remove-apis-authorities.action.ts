import { notFound } from '../../../shared/problem.js';
import { required } from '../../rpc/decode/parameters.js';
import { idList } from '../decode/id-list.js';
import { defineAction } from '../define-action.js';
import { appId } from './app-parameters.js';
import { apisByGroup, stageNamed } from './authority-parameters.js';
import { LOCATE_ERRORS, NOTHING, optionalGroupId, SETTLE_MS, stageName } from './common-parameters.js';

export const removeApisAuthorities = defineAction({
  name: 'RemoveApisAuthorities',
  summary: 'An app may no longer call APIs in a stage, at once.',
  ram: { level: 'update', resource: 'apigroup/{GroupId|ApiIds}' },
  permission: ['group.view', 'proxy.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    ApiIds: required(idList('Ids of the APIs.')),
    AppId: appId,
    StageName: stageName,
    GroupId: optionalGroupId,
  },
  response: NOTHING,
  errors: [...LOCATE_ERRORS, 'NotFoundStage', 'NotFoundAuthorization'],
  async run(core, caller, { ApiIds, AppId, StageName, GroupId }) {
    const stage = await stageNamed(core, caller, StageName);
    let removed = 0;
    for (const [groupId, proxyIds] of await apisByGroup(core, caller, ApiIds, GroupId)) {
      const those = { projectId: caller.projectId, appIds: [AppId], proxyIds, groupId, stage, waitMs: SETTLE_MS };
      removed += await core.callers.revoke(caller.actor, those);
    }
    if (removed === 0) throw notFound('authority', AppId);
  },
  encode: () => ({}),
});
