import { abolishApi } from './actions/abolish-api.action.js';
import { createApi } from './actions/create-api.action.js';
import { createApiGroup } from './actions/create-api-group.action.js';
import { deleteApi } from './actions/delete-api.action.js';
import { deleteApiGroup } from './actions/delete-api-group.action.js';
import { deployApi } from './actions/deploy-api.action.js';
import { describeApi } from './actions/describe-api.action.js';
import { describeApiGroup } from './actions/describe-api-group.action.js';
import { describeApiGroups } from './actions/describe-api-groups.action.js';
import { describeApis } from './actions/describe-apis.action.js';
import { describeDeployedApi } from './actions/describe-deployed-api.action.js';
import { describeDeployedApis } from './actions/describe-deployed-apis.action.js';
import { describeRegions } from './actions/describe-regions.action.js';
import { modifyApi } from './actions/modify-api.action.js';
import { modifyApiGroup } from './actions/modify-api-group.action.js';
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
  DescribeDeployedApi: describeDeployedApi,
  DescribeDeployedApis: describeDeployedApis,
  DescribeRegions: describeRegions,
} as const satisfies Record<string, RpcAction>;

export type ActionName = keyof typeof ACTIONS;

/** Names are exact, case included. */
export const findAction = (name: string): RpcAction | undefined =>
  Object.hasOwn(ACTIONS, name) ? ACTIONS[name as ActionName] : undefined;

export const VERSION = '2016-07-14';
