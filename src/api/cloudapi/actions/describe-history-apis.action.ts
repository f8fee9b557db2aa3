import { defineAction } from '../define-action.js';
import { presentAliasedRow } from '../presenters/history.presenter.js';
import { findVersions, VERSION_ROW, versionParameters, versionsShape } from './find-versions.js';
import { pageFields } from './paging.js';

export const describeHistoryApis = defineAction({
  name: 'DescribeHistoryApis',
  summary: 'Pages through the published versions of a group, newest first, with the stage in words.',
  ram: { level: 'list', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: versionParameters(50),
  response: versionsShape({ ...VERSION_ROW, StageAlias: 'string' }),
  errors: ['NotFoundApiGroup', 'NotFoundStage'],
  run: findVersions,
  encode: ({ page, group, stages, found }, { place }) => ({
    ApiHisItems: {
      ApiHisItem: found.items.map((version) => presentAliasedRow(version, group, place.region, stages)),
    },
    ...pageFields(page, found.total),
  }),
});
