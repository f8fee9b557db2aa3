import { required } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { appCode, given } from './app-parameters.js';
import { NOTHING, SETTLE_MS } from './common-parameters.js';

export const resetAppCode = defineAction({
  name: 'ResetAppCode',
  summary: 'Replaces a code; the old one stops working at once.',
  ram: { level: 'update', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    AppCode: required(appCode('The code to replace.')),
    NewAppCode: appCode('Unique in the installation; made up when left out.'),
  },
  response: NOTHING,
  errors: ['NotFoundAppCode', 'RepeatedAppCode'],
  run: ({ callers, limits }, { actor, projectId }, { AppCode: code, NewAppCode: newCode }) =>
    callers.resetCode(actor, {
      projectId,
      code,
      ...given({ newCode }),
      perMinute: limits.appCodeResetsPerMinute,
      waitMs: SETTLE_MS,
    }),
  encode: () => ({}),
});
