import type { TaggedApp } from '../../../apps/app.js';
import { codeDigest } from '../../../apps/app-secrets.js';
import type { Page, PageRequest } from '../../../shared/page.js';
import { text, withDefault } from '../../rpc/decode/parameters.js';
import { tags } from '../../rpc/decode/tags.js';
import { defineAction } from '../define-action.js';
import { presentAppAttribute } from '../presenters/app.presenter.js';
import { APP_SHAPE, coreTags, optionalAppId, TAG_INFOS_SHAPE } from './app-parameters.js';
import { PAGE_SHAPE, pageNumber, pageSize } from './common-parameters.js';
import { pageFields } from './paging.js';

export const describeAppAttributes = defineAction({
  name: 'DescribeAppAttributes',
  summary: 'Pages through the apps of the account.',
  ram: { level: 'list', resource: 'app/*' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: {
    AppId: optionalAppId('Only this app.'),
    AppName: text('Part of the name, case ignored.'),
    AppKey: text('Only the app that has this key.'),
    AppCode: text('Only the app that has this code.'),
    Extend: text('Exact note.'),
    Tag: tags('Only apps with all of these.'),
    Sort: withDefault(text('By ModifiedTime.', { values: ['asc', 'desc'] }), 'desc'),
    PageNumber: pageNumber,
    PageSize: pageSize(100),
  },
  response: {
    fields: {
      Apps: { item: 'AppAttribute', list: { fields: { ...APP_SHAPE, Tags: TAG_INFOS_SHAPE } } },
      ...PAGE_SHAPE,
    },
  },
  errors: [],
  async run({ apps }, { actor, projectId }, { PageNumber, PageSize, Tag, Sort, ...given }) {
    const page = { number: PageNumber, size: PageSize };
    const filter = {
      order: Sort === 'asc' ? ('modified-asc' as const) : ('modified-desc' as const),
      tags: coreTags(Tag),
      ...(given.AppId ? { id: given.AppId } : {}),
      ...(given.AppName ? { nameContains: given.AppName } : {}),
      ...(given.AppKey ? { key: given.AppKey } : {}),
      ...(given.AppCode ? { codeDigest: codeDigest(given.AppCode) } : {}),
      ...(given.Extend ? { extend: given.Extend } : {}),
    };
    return { page, found: await apps.search(actor, projectId, filter, page) };
  },
  encode: ({ page, found }: { page: PageRequest; found: Page<TaggedApp> }) => ({
    Apps: { AppAttribute: found.items.map(presentAppAttribute) },
    ...pageFields(page, found.total),
  }),
});
