import { required } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { appId, appKey } from './app-parameters.js';
import { NOTHING, SETTLE_MS } from './common-parameters.js';

export const deleteAppKey = defineAction({
  name: 'DeleteAppKey',
  summary: 'Deletes a key of an app; it stops working at once.',
  ram: { level: 'delete', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: { AppId: appId, AppKey: required(appKey('The key.')) },
  response: NOTHING,
  errors: ['NotFoundApp', 'NotFoundAppKey'],
  run: ({ callers }, { actor, projectId }, { AppId, AppKey: key }) =>
    callers.deleteKey(actor, { projectId, appId: AppId, key, waitMs: SETTLE_MS }),
  encode: () => ({}),
});
