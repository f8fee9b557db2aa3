import { defineAction } from '../define-action.js';
import { appId, appKey, appSecret, given } from './app-parameters.js';
import { NOTHING, SETTLE_MS } from './common-parameters.js';

export const createAppKey = defineAction({
  name: 'CreateAppKey',
  summary: 'Adds a key to an app; it works at once.',
  ram: { level: 'create', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    AppId: appId,
    AppKey: appKey('Unique in the installation; made up when left out.'),
    AppSecret: appSecret('Made up when left out.'),
  },
  response: NOTHING,
  errors: ['NotFoundApp', 'RepeatedAppKey', 'ExceedLimitAppKey'],
  run: ({ callers }, { actor, projectId }, { AppId, AppKey: key, AppSecret: secret }) =>
    callers.addKey(actor, { projectId, appId: AppId, ...given({ key, secret }), waitMs: SETTLE_MS }),
  encode: () => ({}),
});
