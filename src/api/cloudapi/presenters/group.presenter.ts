import { STAGES } from '../../../model/environment.js';
import type { GroupDomain } from '../../../model/group-domain.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { Tag } from '../../rpc/decode/tags.js';
import { groupFactsOf } from '../decode/api-facts.js';
import { presentDomainItem } from './domain.presenter.js';
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
export const presentGroupRow = (group: ProxyGroup, place: Place, tags: readonly Tag[]) => ({
  ...presentGroupBody(group, place),
  Tags: { TagInfo: tags },
});

export const presentGroup = (group: ProxyGroup, place: Place, domains: readonly GroupDomain[]) => ({
  ...presentGroupBody(group, place),
  Status: 'NORMAL',
  DisableInnerDomain: false,
  VpcDomain: domains.find(({ type }) => type === 'VPC')?.name ?? '',
  UserLogConfig: '',
  ...groupFactsOf(group.settings),
  CustomDomains: { DomainItem: domains.filter(({ type }) => type !== 'VPC').map(presentDomainItem) },
  StageItems: {
    StageInfo: STAGES.map((stage) => ({ StageId: stageId(group.id, stage), StageName: stage, Description: '' })),
  },
});
