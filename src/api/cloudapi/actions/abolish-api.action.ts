import { defineAction } from '../define-action.js';
import { apiId, LOCATE_ERRORS, NOTHING, optionalGroupId, SETTLE_MS, stageName } from './common-parameters.js';

export const abolishApi = defineAction({
  name: 'AbolishApi',
  summary: 'Takes an API offline in a stage. One that is not live there is a success.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'group.deploy', 'proxy.deploy'],
  mutates: true,
  callsPerSecond: null,
  parameters: { ApiId: apiId, StageName: stageName, GroupId: optionalGroupId },
  response: NOTHING,
  errors: [...LOCATE_ERRORS, 'NotFoundStage', 'ConcurrencyLockTimeout'],
  async run(core, caller, { ApiId, StageName, GroupId }) {
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    const environment = await core.stage(caller, StageName);
    await core.deployments.undeploy(caller.actor, {
      projectId: caller.projectId,
      environmentId: environment.id,
      target: { kind: 'proxy', proxyId: proxy.id, groupId },
      description: '',
      persistent: false,
      waitMs: SETTLE_MS,
    });
  },
  encode: () => ({}),
});
