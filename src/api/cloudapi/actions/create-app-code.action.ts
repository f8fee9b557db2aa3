import { defineAction } from '../define-action.js';
import { appCode, appId, given } from './app-parameters.js';
import { NOTHING, SETTLE_MS } from './common-parameters.js';

export const createAppCode = defineAction({
  name: 'CreateAppCode',
  summary: 'Adds a code to an app; it works at once.',
  ram: { level: 'create', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: { AppId: appId, AppCode: appCode('Unique in the installation; made up when left out.') },
  response: NOTHING,
  errors: ['NotFoundApp', 'RepeatedAppCode', 'ExceedLimitAppCode'],
  run: ({ callers }, { actor, projectId }, { AppId, AppCode: code }) =>
    callers.addCode(actor, { projectId, appId: AppId, ...given({ code }), waitMs: SETTLE_MS }),
  encode: () => ({}),
});
