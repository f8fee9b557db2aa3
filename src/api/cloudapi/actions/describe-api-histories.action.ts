import { defineAction } from '../define-action.js';
import { presentVersionRow } from '../presenters/history.presenter.js';
import { findVersions, VERSION_ROW, versionParameters, versionsShape } from './find-versions.js';
import { pageFields } from './paging.js';

export const describeApiHistories = defineAction({
  name: 'DescribeApiHistories',
  summary: 'Pages through the published versions of a group, newest first.',
  ram: { level: 'list', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: versionParameters(100),
  response: versionsShape(VERSION_ROW),
  errors: ['NotFoundApiGroup', 'NotFoundStage'],
  run: findVersions,
  encode: ({ page, group, stages, found }, { place }) => ({
    ApiHisItems: {
      ApiHisItem: found.items.map((version) => presentVersionRow(version, group, place.region, stages)),
    },
    ...pageFields(page, found.total),
  }),
});
