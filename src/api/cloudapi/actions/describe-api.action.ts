import { defineAction } from '../define-action.js';
import { presentApi } from '../presenters/api.presenter.js';
import { apiId, LOCATE_ERRORS, optionalGroupId } from './common-parameters.js';
import { DEFINITION_SHAPE, DEPLOYED_INFOS_SHAPE, TAG_LIST_SHAPE } from './definition-shape.js';

export const describeApi = defineAction({
  name: 'DescribeApi',
  summary: 'The draft, as it was written.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { ApiId: apiId, GroupId: optionalGroupId },
  response: {
    fields: {
      ...DEFINITION_SHAPE,
      CreatedTime: 'string',
      ModifiedTime: 'string',
      Mock: 'string',
      MockResult: 'string',
      DeployedInfos: DEPLOYED_INFOS_SHAPE,
      TagList: TAG_LIST_SHAPE,
    },
  },
  errors: [...LOCATE_ERRORS, 'ForbiddenApi'],
  async run(core, caller, { ApiId, GroupId }) {
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    const [group, live, tags] = await Promise.all([
      core.group(caller, groupId),
      core.live(caller, { proxyId: proxy.id, groupId }),
      core.tagsOf(caller, 'api', [proxy.id]),
    ]);
    return { api: { proxy, group, tags: tags.get(proxy.id) ?? [] }, live };
  },
  encode: ({ api, live }, { place }) => presentApi(api, place.region, live),
});
