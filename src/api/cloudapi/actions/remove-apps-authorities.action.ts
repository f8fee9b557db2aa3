import { notFound } from '../../../shared/problem.js';
import { required } from '../../rpc/decode/parameters.js';
import { idList } from '../decode/id-list.js';
import { defineAction } from '../define-action.js';
import { checkedAppIds } from './app-parameters.js';
import { stageNamed } from './authority-parameters.js';
import { apiId, LOCATE_ERRORS, NOTHING, optionalGroupId, SETTLE_MS, stageName } from './common-parameters.js';

export const removeAppsAuthorities = defineAction({
  name: 'RemoveAppsAuthorities',
  summary: 'Apps may no longer call an API in a stage, at once.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    ApiId: apiId,
    AppIds: required(idList('Ids of the apps.')),
    StageName: stageName,
    GroupId: optionalGroupId,
  },
  response: NOTHING,
  errors: [...LOCATE_ERRORS, 'NotFoundStage', 'NotFoundAuthorization'],
  async run(core, caller, { ApiId, AppIds, StageName, GroupId }) {
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    const removed = await core.callers.revoke(caller.actor, {
      projectId: caller.projectId,
      appIds: checkedAppIds(AppIds),
      proxyIds: [proxy.id],
      groupId,
      stage: await stageNamed(core, caller, StageName),
      waitMs: SETTLE_MS,
    });
    if (removed === 0) throw notFound('authority', ApiId);
  },
  encode: () => ({}),
});
