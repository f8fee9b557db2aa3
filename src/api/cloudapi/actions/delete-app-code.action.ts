import { required } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { appCode, appId } from './app-parameters.js';
import { NOTHING, SETTLE_MS } from './common-parameters.js';

export const deleteAppCode = defineAction({
  name: 'DeleteAppCode',
  summary: 'Deletes a code of an app; it stops working at once.',
  ram: { level: 'delete', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: { AppId: appId, AppCode: required(appCode('The code.')) },
  response: NOTHING,
  errors: ['NotFoundApp', 'NotFoundAppCode'],
  run: ({ callers }, { actor, projectId }, { AppId, AppCode: code }) =>
    callers.deleteCode(actor, { projectId, appId: AppId, code, waitMs: SETTLE_MS }),
  encode: () => ({}),
});
