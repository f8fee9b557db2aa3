import type { AuthorityFilter } from '../../../apps/app-authorities.repository.js';
import { text, type ValuesOf } from '../../rpc/decode/parameters.js';
import { looseCorePath } from '../decode/api-path.js';
import { appId } from './app-parameters.js';
import { pageNumber, pageSize } from './common-parameters.js';

/** What both operations that list the APIs of an app take. */
export const RELATION_PARAMETERS = {
  AppId: appId,
  ApiName: text('Part of the name of the API, case ignored.'),
  ApiUid: text('Only this API.'),
  Description: text('Part of the description of the API, case ignored.'),
  Method: text('Exact method.'),
  Path: text('Exact path.'),
  PageNumber: pageNumber,
  PageSize: pageSize(100),
};

export const relationFilter = (given: ValuesOf<typeof RELATION_PARAMETERS>): AuthorityFilter => ({
  appId: given.AppId,
  ...(given.ApiUid ? { proxyId: given.ApiUid } : {}),
  ...(given.ApiName ? { apiNameContains: given.ApiName } : {}),
  ...(given.Description ? { apiDescriptionContains: given.Description } : {}),
  ...(given.Method ? { operationMethod: given.Method.toUpperCase() } : {}),
  ...(given.Path ? { operationPath: looseCorePath(given.Path) } : {}),
});

export const RELATION_SHAPE = {
  ApiId: 'string',
  ApiName: 'string',
  GroupId: 'string',
  GroupName: 'string',
  RegionId: 'string',
  Path: 'string',
  Method: 'string',
  Description: 'string',
  CreatedTime: 'string',
  Operator: 'string',
  AuthorizationSource: 'string',
} as const;
