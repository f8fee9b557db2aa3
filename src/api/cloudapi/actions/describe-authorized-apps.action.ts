import type { AuthorityRow } from '../../../apps/app-authorities.repository.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { presentAuthorizedApp } from '../presenters/app.presenter.js';
import { optionalAppId, TAG_INFOS_SHAPE } from './app-parameters.js';
import { stageNamed } from './authority-parameters.js';
import { apiId, LOCATE_ERRORS, optionalGroupId, PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields } from './paging.js';

export const describeAuthorizedApps = defineAction({
  name: 'DescribeAuthorizedApps',
  summary: 'Apps that may call an API.',
  ram: { level: 'list', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    ApiId: apiId,
    GroupId: optionalGroupId,
    StageName: text('Only in this stage.'),
    AppId: optionalAppId('Only this app.'),
    AppName: text('Part of the name of the app, case ignored.'),
    AppOwnerId: text('Account number of the owner of the app.'),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      AuthorizedApps: {
        item: 'AuthorizedApp',
        list: {
          fields: {
            AppId: 'number',
            AppName: 'string',
            AppDescription: 'string',
            StageName: 'string',
            StageAlias: 'string',
            Description: 'string',
            AuthorizedTime: 'string',
            AuthVaildTime: 'string',
            Operator: 'string',
            AuthorizationSource: 'string',
            Tag: TAG_INFOS_SHAPE,
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: [...LOCATE_ERRORS, 'NotFoundStage'],
  async run(core, caller, { ApiId, GroupId, StageName = '', PageNumber, PageSize, ...given }) {
    const page = { number: PageNumber, size: PageSize };
    const { proxy, groupId } = await core.locateApi(caller, ApiId, GroupId);
    const filter = {
      proxyId: proxy.id,
      groupId,
      ...(StageName === '' ? {} : { stage: await stageNamed(core, caller, StageName) }),
      ...(given.AppId ? { appId: given.AppId } : {}),
      ...(given.AppName ? { appNameContains: given.AppName } : {}),
      ...(given.AppOwnerId ? { ownerAccountId: given.AppOwnerId } : {}),
    };
    return { page, found: await core.apps.authorities(caller.actor, caller.projectId, filter, page) };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<AuthorityRow> }) => ({
    AuthorizedApps: { AuthorizedApp: found.items.map(presentAuthorizedApp) },
    ...pageFields(page, found.total),
  }),
});
