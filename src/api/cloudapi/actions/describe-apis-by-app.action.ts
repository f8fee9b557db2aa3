import type { AuthorityRow } from '../../../apps/app-authorities.repository.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { defineAction } from '../define-action.js';
import { presentRelation } from '../presenters/app.presenter.js';
import { RELATION_PARAMETERS, RELATION_SHAPE, relationFilter } from './app-relations.js';
import { PAGE_SHAPE } from './common-parameters.js';
import { pageFields } from './paging.js';

export const describeApisByApp = defineAction({
  name: 'DescribeApisByApp',
  summary: 'APIs that an app may call, one row for each stage, with method and path.',
  ram: { level: 'list', resource: 'app/{AppId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: RELATION_PARAMETERS,
  response: {
    fields: {
      AppApiRelationInfos: {
        item: 'AppApiRelationInfo',
        list: { fields: { ...RELATION_SHAPE, StageName: 'string', StageAlias: 'string', AuthVaildTime: 'string' } },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: ['NotFoundApp'],
  async run({ apps }, { actor, projectId }, given) {
    const page = { number: given.PageNumber, size: given.PageSize };
    await apps.getById(actor, projectId, given.AppId);
    return { page, found: await apps.authorities(actor, projectId, relationFilter(given), page) };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<AuthorityRow> }, { place }) => ({
    AppApiRelationInfos: { AppApiRelationInfo: found.items.map((row) => presentRelation(row, place.region)) },
    ...pageFields(page, found.total),
  }),
});
