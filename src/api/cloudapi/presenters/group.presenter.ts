import { STAGES } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { groupFactsOf } from '../decode/api-facts.js';
import { INSTANCE, type Place, stageId, subDomain, wireTime } from './wire-values.js';

/** What every answer about a group begins with. */
export const presentGroupHead = (group: ProxyGroup, place: Place) => ({
  GroupId: group.id,
  GroupName: group.name,
  SubDomain: subDomain(group.id, place),
  Description: group.description,
  BasePath: group.settings.clientRoute.paths[0] ?? '/',
});

const presentGroupBody = (group: ProxyGroup, place: Place) => ({
  ...presentGroupHead(group, place),
  RegionId: place.region,
  ...INSTANCE,
  BillingStatus: 'NORMAL',
  IllegalStatus: 'NORMAL',
  TrafficLimit: 500,
  HttpsPolicy: 'HTTPS2_TLS1_0',
  CreatedTime: wireTime(group.createdAt),
  ModifiedTime: wireTime(group.modifiedAt),
});

/** One row of DescribeApiGroups. */
export const presentGroupRow = (group: ProxyGroup, place: Place) => ({
  ...presentGroupBody(group, place),
  Tags: {
    TagInfo: (groupFactsOf(group.settings).Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
  },
});

export function presentGroup(group: ProxyGroup, place: Place) {
  const { Tags: _tags, ...facts } = groupFactsOf(group.settings);
  return {
    ...presentGroupBody(group, place),
    Status: 'NORMAL',
    DisableInnerDomain: false,
    VpcDomain: '',
    UserLogConfig: '',
    ...facts,
    CustomDomains: { DomainItem: [] },
    StageItems: {
      StageInfo: STAGES.map((stage) => ({ StageId: stageId(group.id, stage), StageName: stage, Description: '' })),
    },
  };
}
