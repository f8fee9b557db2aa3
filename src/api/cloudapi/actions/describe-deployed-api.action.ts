import { notFound } from '../../../shared/problem.js';
import { defineAction } from '../define-action.js';
import { presentDeployedApi } from '../presenters/api.presenter.js';
import { apiId, LOCATE_ERRORS, optionalGroupId, stageName } from './common-parameters.js';
import { DEFINITION_SHAPE, PUBLISHED_SHAPE } from './definition-shape.js';

export const describeDeployedApi = defineAction({
  name: 'DescribeDeployedApi',
  summary: 'The definition that is live in a stage.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { ApiId: apiId, StageName: stageName, GroupId: optionalGroupId },
  response: { fields: { ...DEFINITION_SHAPE, ...PUBLISHED_SHAPE } },
  errors: [...LOCATE_ERRORS, 'NotFoundStage', 'ForbiddenApi'],
  async run(core, caller, { ApiId, StageName, GroupId }) {
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    const environment = await core.stage(caller, StageName);
    const [live] = await core.live(caller, { proxyId: proxy.id, groupId, environmentId: environment.id });
    if (live === undefined) throw notFound('release', StageName);
    return { live, group: await core.group(caller, groupId) };
  },
  encode: ({ live, group }, { place }) => presentDeployedApi(live, group, place.region),
});
