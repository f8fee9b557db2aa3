import type { AuthorityRow } from '../../../apps/app-authorities.repository.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { defineAction } from '../define-action.js';
import { presentAuthorizedApi } from '../presenters/app.presenter.js';
import { appId } from './app-parameters.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields } from './paging.js';

export const describeAuthorizedApis = defineAction({
  name: 'DescribeAuthorizedApis',
  summary: 'APIs that an app may call, one row for each stage.',
  ram: { level: 'list', resource: 'app/{AppId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { AppId: appId, PageNumber: pageNumber, PageSize: pageSize(100) },
  response: {
    fields: {
      AuthorizedApis: {
        item: 'AuthorizedApi',
        list: {
          fields: {
            ApiId: 'string',
            ApiName: 'string',
            GroupId: 'string',
            GroupName: 'string',
            RegionId: 'string',
            StageName: 'string',
            Description: 'string',
            AuthorizedTime: 'string',
            AuthVaildTime: 'string',
            Operator: 'string',
            AuthorizationSource: 'string',
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: ['NotFoundApp'],
  async run({ apps }, { actor, projectId }, { AppId, PageNumber, PageSize }) {
    const page = { number: PageNumber, size: PageSize };
    const { id } = await apps.getById(actor, projectId, AppId);
    return { page, found: await apps.authorities(actor, projectId, { appId: id }, page) };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<AuthorityRow> }, { place }) => ({
    AuthorizedApis: { AuthorizedApi: found.items.map((row) => presentAuthorizedApi(row, place.region)) },
    ...pageFields(page, found.total),
  }),
});
