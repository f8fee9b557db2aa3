import { abolishApi } from './actions/abolish-api.action.js';
import { batchAbolishApis } from './actions/batch-abolish-apis.action.js';
import { batchDeployApis } from './actions/batch-deploy-apis.action.js';
import { createApi } from './actions/create-api.action.js';
import { createApiGroup } from './actions/create-api-group.action.js';
import { createApiStageVariable } from './actions/create-api-stage-variable.action.js';
import { createApp } from './actions/create-app.action.js';
import { createAppCode } from './actions/create-app-code.action.js';
import { createAppKey } from './actions/create-app-key.action.js';
import { deleteApi } from './actions/delete-api.action.js';
import { deleteApiGroup } from './actions/delete-api-group.action.js';
import { deleteApiStageVariable } from './actions/delete-api-stage-variable.action.js';
import { deleteApp } from './actions/delete-app.action.js';
import { deleteAppCode } from './actions/delete-app-code.action.js';
import { deleteAppKey } from './actions/delete-app-key.action.js';
import { deleteDomain } from './actions/delete-domain.action.js';
import { deleteDomainCertificate } from './actions/delete-domain-certificate.action.js';
import { deployApi } from './actions/deploy-api.action.js';
import { describeAbolishApiTask } from './actions/describe-abolish-api-task.action.js';
import { describeApi } from './actions/describe-api.action.js';
import { describeApiGroup } from './actions/describe-api-group.action.js';
import { describeApiGroups } from './actions/describe-api-groups.action.js';
import { describeApiHistories } from './actions/describe-api-histories.action.js';
import { describeApiHistory } from './actions/describe-api-history.action.js';
import { describeApiStage } from './actions/describe-api-stage.action.js';
import { describeApis } from './actions/describe-apis.action.js';
import { describeApisByApp } from './actions/describe-apis-by-app.action.js';
import { describeApisByVpcAccess } from './actions/describe-apis-by-vpc-access.action.js';
import { describeApisWithStageNameIntegratedByApp } from './actions/describe-apis-with-stage-name-integrated-by-app.action.js';
import { describeApp } from './actions/describe-app.action.js';
import { describeAppAttributes } from './actions/describe-app-attributes.action.js';
import { describeAppSecurities } from './actions/describe-app-securities.action.js';
import { describeAppSecurity } from './actions/describe-app-security.action.js';
import { describeApps } from './actions/describe-apps.action.js';
import { describeAuthorizedApis } from './actions/describe-authorized-apis.action.js';
import { describeAuthorizedApps } from './actions/describe-authorized-apps.action.js';
import { describeDeployApiTask } from './actions/describe-deploy-api-task.action.js';
import { describeDeployedApi } from './actions/describe-deployed-api.action.js';
import { describeDeployedApis } from './actions/describe-deployed-apis.action.js';
import { describeDomain } from './actions/describe-domain.action.js';
import { describeHistoryApis } from './actions/describe-history-apis.action.js';
import { describeImportOasTask } from './actions/describe-import-oas-task.action.js';
import { describeInstances } from './actions/describe-instances.action.js';
import { describeRegions } from './actions/describe-regions.action.js';
import { describeUpdateVpcInfoTask } from './actions/describe-update-vpc-info-task.action.js';
import { describeVpcAccesses } from './actions/describe-vpc-accesses.action.js';
import { dryRunSwagger } from './actions/dry-run-swagger.action.js';
import { exportOas } from './actions/export-oas.action.js';
import { importOas } from './actions/import-oas.action.js';
import { importSwagger } from './actions/import-swagger.action.js';
import { listTagResources } from './actions/list-tag-resources.action.js';
import { modifyApi } from './actions/modify-api.action.js';
import { modifyApiConfiguration } from './actions/modify-api-configuration.action.js';
import { modifyApiGroup } from './actions/modify-api-group.action.js';
import { modifyApp } from './actions/modify-app.action.js';
import { modifyIntranetDomainPolicy } from './actions/modify-intranet-domain-policy.action.js';
import { modifyVpcAccessAndUpdateApis } from './actions/modify-vpc-access-and-update-apis.action.js';
import { removeApisAuthorities } from './actions/remove-apis-authorities.action.js';
import { removeAppsAuthorities } from './actions/remove-apps-authorities.action.js';
import { removeVpcAccess } from './actions/remove-vpc-access.action.js';
import { resetAppCode } from './actions/reset-app-code.action.js';
import { resetAppSecret } from './actions/reset-app-secret.action.js';
import { setApisAuthorities } from './actions/set-apis-authorities.action.js';
import { setAppsAuthorities } from './actions/set-apps-authorities.action.js';
import { setDomain } from './actions/set-domain.action.js';
import { setDomainCertificate } from './actions/set-domain-certificate.action.js';
import { setVpcAccess } from './actions/set-vpc-access.action.js';
import { switchApi } from './actions/switch-api.action.js';
import { tagResources } from './actions/tag-resources.action.js';
import { untagResources } from './actions/untag-resources.action.js';
import type { RpcAction } from './define-action.js';

/** Every operation we speak. An operation that is not here does not exist. */
export const ACTIONS = {
  CreateApiGroup: createApiGroup,
  ModifyApiGroup: modifyApiGroup,
  DescribeApiGroup: describeApiGroup,
  DescribeApiGroups: describeApiGroups,
  DeleteApiGroup: deleteApiGroup,
  CreateApi: createApi,
  ModifyApi: modifyApi,
  DescribeApi: describeApi,
  DescribeApis: describeApis,
  DeleteApi: deleteApi,
  DeployApi: deployApi,
  AbolishApi: abolishApi,
  SwitchApi: switchApi,
  BatchDeployApis: batchDeployApis,
  BatchAbolishApis: batchAbolishApis,
  DescribeDeployApiTask: describeDeployApiTask,
  DescribeAbolishApiTask: describeAbolishApiTask,
  DescribeDeployedApi: describeDeployedApi,
  DescribeDeployedApis: describeDeployedApis,
  DescribeApiHistories: describeApiHistories,
  DescribeApiHistory: describeApiHistory,
  DescribeHistoryApis: describeHistoryApis,
  ImportSwagger: importSwagger,
  DryRunSwagger: dryRunSwagger,
  ImportOAS: importOas,
  DescribeImportOASTask: describeImportOasTask,
  ExportOAS: exportOas,
  DescribeRegions: describeRegions,
  DescribeApiStage: describeApiStage,
  CreateApiStageVariable: createApiStageVariable,
  DeleteApiStageVariable: deleteApiStageVariable,
  SetDomain: setDomain,
  DeleteDomain: deleteDomain,
  DescribeDomain: describeDomain,
  SetDomainCertificate: setDomainCertificate,
  DeleteDomainCertificate: deleteDomainCertificate,
  ModifyIntranetDomainPolicy: modifyIntranetDomainPolicy,
  TagResources: tagResources,
  UntagResources: untagResources,
  ListTagResources: listTagResources,
  DescribeInstances: describeInstances,
  ModifyApiConfiguration: modifyApiConfiguration,
  CreateApp: createApp,
  ModifyApp: modifyApp,
  DeleteApp: deleteApp,
  DescribeApp: describeApp,
  DescribeApps: describeApps,
  DescribeAppAttributes: describeAppAttributes,
  DescribeAppSecurity: describeAppSecurity,
  DescribeAppSecurities: describeAppSecurities,
  CreateAppKey: createAppKey,
  DeleteAppKey: deleteAppKey,
  CreateAppCode: createAppCode,
  DeleteAppCode: deleteAppCode,
  ResetAppCode: resetAppCode,
  ResetAppSecret: resetAppSecret,
  SetAppsAuthorities: setAppsAuthorities,
  SetApisAuthorities: setApisAuthorities,
  RemoveAppsAuthorities: removeAppsAuthorities,
  RemoveApisAuthorities: removeApisAuthorities,
  DescribeAuthorizedApps: describeAuthorizedApps,
  DescribeAuthorizedApis: describeAuthorizedApis,
  DescribeApisByApp: describeApisByApp,
  DescribeApisWithStageNameIntegratedByApp: describeApisWithStageNameIntegratedByApp,
  SetVpcAccess: setVpcAccess,
  RemoveVpcAccess: removeVpcAccess,
  ModifyVpcAccessAndUpdateApis: modifyVpcAccessAndUpdateApis,
  DescribeVpcAccesses: describeVpcAccesses,
  DescribeApisByVpcAccess: describeApisByVpcAccess,
  DescribeUpdateVpcInfoTask: describeUpdateVpcInfoTask,
} as const satisfies Record<string, RpcAction>;

export type ActionName = keyof typeof ACTIONS;

/** Names are exact, case included. */
export const findAction = (name: string): RpcAction | undefined =>
  Object.hasOwn(ACTIONS, name) ? ACTIONS[name as ActionName] : undefined;

export const VERSION = '2016-07-14';
