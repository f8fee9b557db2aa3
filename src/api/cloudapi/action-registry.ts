import { abolishApi } from './actions/abolish-api.action.js';
import { batchAbolishApis } from './actions/batch-abolish-apis.action.js';
import { batchDeployApis } from './actions/batch-deploy-apis.action.js';
import { createApi } from './actions/create-api.action.js';
import { createApiGroup } from './actions/create-api-group.action.js';
import { createApiStageVariable } from './actions/create-api-stage-variable.action.js';
import { deleteApi } from './actions/delete-api.action.js';
import { deleteApiGroup } from './actions/delete-api-group.action.js';
import { deleteApiStageVariable } from './actions/delete-api-stage-variable.action.js';
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
import { describeDeployApiTask } from './actions/describe-deploy-api-task.action.js';
import { describeDeployedApi } from './actions/describe-deployed-api.action.js';
import { describeDeployedApis } from './actions/describe-deployed-apis.action.js';
import { describeDomain } from './actions/describe-domain.action.js';
import { describeHistoryApis } from './actions/describe-history-apis.action.js';
import { describeImportOasTask } from './actions/describe-import-oas-task.action.js';
import { describeInstances } from './actions/describe-instances.action.js';
import { describeRegions } from './actions/describe-regions.action.js';
import { dryRunSwagger } from './actions/dry-run-swagger.action.js';
import { exportOas } from './actions/export-oas.action.js';
import { importOas } from './actions/import-oas.action.js';
import { importSwagger } from './actions/import-swagger.action.js';
import { listTagResources } from './actions/list-tag-resources.action.js';
import { modifyApi } from './actions/modify-api.action.js';
import { modifyApiConfiguration } from './actions/modify-api-configuration.action.js';
import { modifyApiGroup } from './actions/modify-api-group.action.js';
import { modifyIntranetDomainPolicy } from './actions/modify-intranet-domain-policy.action.js';
import { setDomain } from './actions/set-domain.action.js';
import { setDomainCertificate } from './actions/set-domain-certificate.action.js';
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
} as const satisfies Record<string, RpcAction>;

export type ActionName = keyof typeof ACTIONS;

/** Names are exact, case included. */
export const findAction = (name: string): RpcAction | undefined =>
  Object.hasOwn(ACTIONS, name) ? ACTIONS[name as ActionName] : undefined;

export const VERSION = '2016-07-14';
