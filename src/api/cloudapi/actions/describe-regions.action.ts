import { text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';

export const describeRegions = defineAction({
  name: 'DescribeRegions',
  summary: 'The one region that this installation is.',
  ram: { level: 'list', resource: '*' },
  permission: ['project.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { Language: text('zh-CN, en or ja: without effect, as the region has one name.') },
  response: {
    fields: {
      Regions: {
        item: 'Region',
        list: { fields: { RegionId: 'string', LocalName: 'string', RegionEndpoint: 'string' } },
      },
    },
  },
  errors: [],
  run: async ({ place, endpoint }) => ({ region: place.region, endpoint }),
  encode: ({ region, endpoint }) => ({
    Regions: { Region: [{ RegionId: region, LocalName: region, RegionEndpoint: endpoint }] },
  }),
});
