import type { VpcUse } from '../../../deployments/vpc-use.js';
import type { VpcAccess } from '../../../vpc-accesses/vpc-access.js';
import { toWirePath } from '../decode/api-path.js';
import { presentTagInfos } from './app.presenter.js';
import { stageId, wireTime } from './wire-values.js';

export const presentVpcAccess = (access: VpcAccess, region: string) => ({
  VpcAccessId: access.id,
  Name: access.name,
  Description: access.description,
  VpcId: access.vpcId,
  InstanceId: access.instanceId,
  Port: access.port,
  VpcTargetHostName: access.targetHostName,
  RegionId: region,
  CreatedTime: wireTime(access.createdAt),
  Tags: presentTagInfos(access.tags),
});

/** Empty for an environment that is no stage. */
const presentStage = ({ groupId, stage }: VpcUse) => ({
  StageId: stage === null ? '' : stageId(groupId, stage),
  StageName: stage ?? '',
});

export const presentVpcUse = (use: VpcUse, access: VpcAccess, region: string) => ({
  ApiId: use.proxyId,
  ApiName: use.apiName,
  Description: use.description,
  GroupId: use.groupId,
  GroupName: use.groupName,
  RegionId: region,
  ...presentStage(use),
  Method: use.method ?? '',
  Path: toWirePath(use.path ?? ''),
  VpcId: access.vpcId,
  VpcName: access.name,
  InstanceId: access.instanceId,
  Port: access.port,
});

/** A change goes live for all of them together, before its call is answered. */
export const presentVpcUpdate = (use: VpcUse) => ({
  ApiUid: use.proxyId,
  ApiName: use.apiName,
  GroupId: use.groupId,
  GroupName: use.groupName,
  ...presentStage(use),
  UpdateStatus: 'OVER',
  ErrorMsg: 'Success. Request Success.',
});
