import type { App } from '../../../apps/app.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { text } from '../../rpc/decode/parameters.js';
import { RefusedCall } from '../../rpc/errors/refusal.js';
import { defineAction } from '../define-action.js';
import { presentAppItem } from '../presenters/app.presenter.js';
import { optionalAppId } from './app-parameters.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields } from './paging.js';

export const describeApps = defineAction({
  name: 'DescribeApps',
  summary: 'Apps by id or by the account that owns them.',
  ram: { level: 'list', resource: 'app/*' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    AppId: optionalAppId('Only this app.'),
    AppOwner: text('Account number of the owner.'),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      Apps: { item: 'AppItem', list: { fields: { AppId: 'number', AppName: 'string', Description: 'string' } } },
      ...PAGE_SHAPE,
    },
  },
  errors: ['MissingAppIdOrAppOwner'],
  async run({ apps }, { actor, projectId }, { AppId = '', AppOwner = '', PageNumber, PageSize }) {
    if (AppId === '' && AppOwner === '') throw new RefusedCall(NEITHER);
    const page = { number: PageNumber, size: PageSize };
    const filter = {
      order: 'modified-desc' as const,
      ...(AppId === '' ? {} : { id: AppId }),
      ...(AppOwner === '' ? {} : { ownerAccountId: AppOwner }),
    };
    return { page, found: await apps.search(actor, projectId, filter, page) };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<App> }) => ({
    Apps: { AppItem: found.items.map(presentAppItem) },
    ...pageFields(page, found.total),
  }),
});

const NEITHER = {
  code: 'MissingAppIdOrAppOwner',
  http: 400,
  message: 'AppId or AppOwner must have a valid value.',
};
