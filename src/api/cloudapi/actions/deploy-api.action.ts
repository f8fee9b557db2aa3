import { defineAction } from '../define-action.js';
import {
  apiId,
  LOCATE_ERRORS,
  NOTHING,
  optionalGroupId,
  publishRemark,
  SETTLE_MS,
  stageName,
  WRITE_RATE,
} from './common-parameters.js';

export const deployApi = defineAction({
  name: 'DeployApi',
  summary: 'Makes the draft live in a stage. Every gateway has taken it when this returns.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'group.deploy', 'proxy.deploy'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: {
    ApiId: apiId,
    StageName: stageName,
    Description: publishRemark,
    GroupId: optionalGroupId,
  },
  response: NOTHING,
  errors: [
    ...LOCATE_ERRORS,
    'NotFoundStage',
    'InvalidRequestConfig',
    'InvalidServiceConfig',
    'InvalidParamMapping',
    'NotFoundVpc',
    'RepeatedRequestPath',
    'InvalidApi',
    'ConcurrencyLockTimeout',
  ],
  async run(core, caller, { ApiId, StageName, Description, GroupId }) {
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    const environment = await core.stage(caller, StageName);
    // `unconfirmed` is committed: the silent gateway converges, and a repetition would only make another version.
    await core.deployments.deploy(caller.actor, {
      projectId: caller.projectId,
      environmentId: environment.id,
      target: { kind: 'proxy', proxyId: proxy.id, groupId },
      description: Description,
      persistent: false,
      waitMs: SETTLE_MS,
    });
  },
  encode: () => ({}),
});
