import { required } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { appKey, appSecret, given } from './app-parameters.js';
import { NOTHING, SETTLE_MS } from './common-parameters.js';

export const resetAppSecret = defineAction({
  name: 'ResetAppSecret',
  summary: 'Replaces the secret of a key, and the key where a new one is given; the old ones stop working at once.',
  ram: { level: 'update', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    AppKey: required(appKey('The key.')),
    NewAppKey: appKey('Unique in the installation; the key stays when left out.'),
    NewAppSecret: appSecret('Made up when left out.'),
  },
  response: NOTHING,
  errors: ['NotFoundAppKey', 'RepeatedAppKey'],
  run: ({ callers }, { actor, projectId }, { AppKey: key, NewAppKey: newKey, NewAppSecret: newSecret }) =>
    callers.resetSecret(actor, { projectId, key, ...given({ newKey, newSecret }), waitMs: SETTLE_MS }),
  encode: () => ({}),
});
