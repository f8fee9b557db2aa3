import { defineAction } from '../define-action.js';
import { presentSecurities } from '../presenters/app.presenter.js';
import { appId, SECURITY_SHAPE } from './app-parameters.js';

export const describeAppSecurities = defineAction({
  name: 'DescribeAppSecurities',
  summary: 'Every key of an app with its secret, and every code.',
  ram: { level: 'get', resource: 'app/{AppId}' },
  permission: ['group.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { AppId: appId },
  response: { fields: { AppSecuritys: { item: 'AppSecurity', list: { fields: SECURITY_SHAPE } } } },
  errors: ['NotFoundApp'],
  run: ({ apps }, { actor, projectId }, { AppId }) => apps.credentials(actor, projectId, AppId),
  encode: (credentials) => ({ AppSecuritys: { AppSecurity: presentSecurities(credentials) } }),
});
