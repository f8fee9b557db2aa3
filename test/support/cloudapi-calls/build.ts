import { APIS } from './apis.js';
import { APPS } from './apps.js';
import { DESCRIPTIONS } from './descriptions.js';
import { DOMAINS } from './domains.js';
import { GROUPS } from './groups.js';
import { PUBLISHED } from './published.js';
import { domainOf, inRelease } from './words.js';
import type { Step } from './world.js';

/** Makes one of everything, and reads it. */
export const BUILD: readonly Step[] = [...GROUPS, ...APIS, ...PUBLISHED, ...DOMAINS, ...DESCRIPTIONS, ...APPS];

/** Takes away what `BUILD` made. */
export const TAKE_DOWN: readonly Step[] = [
  { action: 'RemoveAppsAuthorities', asks: (world) => ({ ...inRelease(world), AppIds: String(world.appId) }) },
  {
    action: 'RemoveApisAuthorities',
    asks: ({ groupId, apiId, appId }) => ({ GroupId: groupId, ApiIds: apiId, AppId: appId, StageName: 'PRE' }),
  },
  { action: 'DeleteAppKey', asks: ({ appId, name }) => ({ AppId: appId, AppKey: `${name}_key3` }) },
  { action: 'DeleteAppCode', asks: ({ appId, name }) => ({ AppId: appId, AppCode: `${name}_code3` }) },
  { action: 'DeleteApp', asks: ({ appId }) => ({ AppId: appId }) },
  {
    action: 'DeleteDomainCertificate',
    asks: (world) => ({ ...domainOf(world), CertificateId: world.certificateId }),
  },
  { action: 'DeleteDomain', asks: domainOf },
  { action: 'UntagResources', asks: ({ groupId }) => ({ ResourceType: 'apiGroup', ResourceId: [groupId], All: true }) },
  { action: 'AbolishApi', asks: inRelease },
  { action: 'AbolishApi', asks: (world) => ({ ...inRelease(world), ApiId: world.vpcApiId }) },
  {
    action: 'DeleteApiStageVariable',
    asks: ({ groupId, stageIds }) => ({ GroupId: groupId, StageId: stageIds['RELEASE'], VariableName: 'host' }),
  },
  { action: 'RemoveVpcAccess', asks: ({ name }) => ({ VpcId: name, InstanceId: 'localhost', Port: 8081 }) },
  { action: 'DeleteApi', asks: ({ groupId, apiId }) => ({ GroupId: groupId, ApiId: apiId }) },
  { action: 'DeleteApi', asks: ({ vpcApiId }) => ({ ApiId: vpcApiId }) },
  { action: 'DeleteApi', asks: ({ importedIds }) => ({ ApiId: importedIds[0] }) },
  { action: 'DeleteApi', asks: ({ importedIds }) => ({ ApiId: importedIds[1] }) },
  { action: 'DeleteApiGroup', asks: ({ groupId }) => ({ GroupId: groupId }) },
];
