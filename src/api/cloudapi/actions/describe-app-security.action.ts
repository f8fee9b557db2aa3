import { defineAction } from '../define-action.js';
import { presentSecurities } from '../presenters/app.presenter.js';
import { appId, SECURITY_SHAPE } from './app-parameters.js';

export const describeAppSecurity = defineAction({
  name: 'DescribeAppSecurity',
  summary: 'The first key of an app with its secret, and its first code.',
  ram: { level: 'get', resource: 'app/{AppId}' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { AppId: appId },
  response: { fields: SECURITY_SHAPE },
  errors: ['NotFoundApp'],
  run: ({ apps }, { actor, projectId }, { AppId }) => apps.credentials(actor, projectId, AppId),
  encode: (credentials) => presentSecurities(credentials)[0] ?? {},
});
