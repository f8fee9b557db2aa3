import { defineAction } from '../define-action.js';
import { apiId, LOCATE_ERRORS, NOTHING, optionalGroupId, WRITE_RATE } from './common-parameters.js';

export const deleteApi = defineAction({
  name: 'DeleteApi',
  summary: 'Deletes the draft of an API that is offline in every stage.',
  ram: { level: 'delete', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'proxy.manage', 'proxy.deploy'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: { ApiId: apiId, GroupId: optionalGroupId },
  response: NOTHING,
  errors: [...LOCATE_ERRORS, 'DependencyViolationApi'],
  async run(core, caller, { ApiId, GroupId }) {
    const { proxy } = await core.locateApi(caller, ApiId, GroupId);
    const command = { projectId: caller.projectId, proxyId: proxy.id, whenLive: 'refuse', waitMs: 0 } as const;
    await core.deployments.deleteProxy(caller.actor, command);
  },
  encode: () => ({}),
});
