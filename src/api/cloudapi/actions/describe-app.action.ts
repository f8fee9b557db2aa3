import { defineAction } from '../define-action.js';
import { presentApp } from '../presenters/app.presenter.js';
import { APP_SHAPE, appId } from './app-parameters.js';

export const describeApp = defineAction({
  name: 'DescribeApp',
  summary: 'One app.',
  ram: { level: 'get', resource: 'app/{AppId}' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { AppId: appId },
  response: { fields: APP_SHAPE },
  errors: ['NotFoundApp'],
  run: ({ apps }, { actor, projectId }, { AppId }) => apps.getById(actor, projectId, AppId),
  encode: presentApp,
});
