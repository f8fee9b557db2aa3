import { defineAction } from '../define-action.js';
import { appId } from './app-parameters.js';
import { NOTHING, SETTLE_MS, WRITE_RATE } from './common-parameters.js';

export const deleteApp = defineAction({
  name: 'DeleteApp',
  summary: 'Deletes an app with its keys, its codes and its authorisations, at once.',
  ram: { level: 'delete', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: { AppId: appId },
  response: NOTHING,
  errors: ['NotFoundApp'],
  run: ({ callers }, { actor, projectId }, { AppId }) =>
    callers.deleteApp(actor, { projectId, appId: AppId, waitMs: SETTLE_MS }),
  encode: () => ({}),
});
