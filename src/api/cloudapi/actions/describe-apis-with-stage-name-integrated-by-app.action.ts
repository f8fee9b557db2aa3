import type { AuthorityFilter, AuthorityRow } from '../../../apps/app-authorities.repository.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import type { Caller, CloudApiCore } from '../core.js';
import { defineAction } from '../define-action.js';
import { presentFoldedRelation } from '../presenters/app.presenter.js';
import { RELATION_PARAMETERS, RELATION_SHAPE, relationFilter } from './app-relations.js';
import { PAGE_SHAPE } from './common-parameters.js';
import { pageFields, slice } from './paging.js';

type ApiRows = readonly [AuthorityRow, ...AuthorityRow[]];

export const describeApisWithStageNameIntegratedByApp = defineAction({
  name: 'DescribeApisWithStageNameIntegratedByApp',
  summary: 'APIs that an app may call, one row for each API with its stages.',
  ram: { level: 'list', resource: 'app/{AppId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: RELATION_PARAMETERS,
  response: {
    fields: {
      AppApiRelationInfos: {
        item: 'AppApiRelationInfo',
        list: {
          fields: {
            ...RELATION_SHAPE,
            StageNameAndAuth: { fields: { RELEASE: 'string', PRE: 'string', TEST: 'string' } },
          },
        },
      },
      ...PAGE_SHAPE,
    },
  },
  errors: ['NotFoundApp'],
  async run(core, caller, given) {
    const page = { number: given.PageNumber, size: given.PageSize };
    await core.apps.getById(caller.actor, caller.projectId, given.AppId);
    return { page, found: slice(await folded(core, caller, relationFilter(given)), page) };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<ApiRows> }, { place }) => ({
    AppApiRelationInfos: { AppApiRelationInfo: found.items.map((rows) => presentFoldedRelation(rows, place.region)) },
    ...pageFields(page, found.total),
  }),
});

const CHUNK = 500;

async function folded(core: CloudApiCore, { actor, projectId }: Caller, filter: AuthorityFilter): Promise<ApiRows[]> {
  const byApi = new Map<string, [AuthorityRow, ...AuthorityRow[]]>();
  for (let number = 1; ; number++) {
    const { items, total } = await core.apps.authorities(actor, projectId, filter, { number, size: CHUNK });
    for (const row of items) {
      const key = `${row.proxyId} ${row.groupId}`;
      const rows = byApi.get(key);
      if (rows === undefined) byApi.set(key, [row]);
      else rows.push(row);
    }
    if (number * CHUNK >= total) return [...byApi.values()];
  }
}
