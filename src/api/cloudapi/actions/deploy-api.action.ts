import type { DeploymentReport } from '../../../model/deployment.js';
import { Problem } from '../../../shared/problem.js';
import { required, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { apiId, NOTHING, optionalGroupId, SETTLE_MS, stageName, WRITE_RATE } from './common-parameters.js';

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
    Description: required(text('Remark on this publication.', { maxLength: 'longestRemark' })),
    GroupId: optionalGroupId,
  },
  response: NOTHING,
  errors: [
    'MissingApiId',
    'MissingStageName',
    'MissingDescription',
    'NotFoundApi',
    'NotFoundStage',
    'InvalidRequestConfig',
    'InvalidServiceConfig',
    'InvalidParamMapping',
    'RepeatedRequestPath',
    'InvalidApi',
    'ConcurrencyLockTimeout',
  ],
  async run(core, caller, { ApiId, StageName, Description, GroupId }) {
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    const environment = await core.stage(caller, StageName);
    const report = await core.deployments.deploy(caller.actor, {
      projectId: caller.projectId,
      environmentId: environment.id,
      target: { kind: 'proxy', proxyId: proxy.id, groupId },
      description: Description,
      persistent: false,
      waitMs: SETTLE_MS,
    });
    requireCommitted(report);
  },
  encode: () => ({}),
});

/** `unconfirmed` is committed: the silent gateway converges, and a repetition would only make another version. */
function requireCommitted({ deployment, nodes }: DeploymentReport): void {
  if (deployment.state !== 'rejected' && deployment.state !== 'rollback_failed') return;
  const words = nodes
    .filter(({ outcome }) => outcome === 'rejected')
    .map(({ nodeId, detail }) => `${nodeId}: ${detail}`);
  throw new Problem('deployment_rejected', words.join('; ') || deployment.message);
}
