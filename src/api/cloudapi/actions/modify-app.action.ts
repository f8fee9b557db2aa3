import { flag, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { appId, appName } from './app-parameters.js';
import { description, NOTHING, SETTLE_MS, WRITE_RATE } from './common-parameters.js';

export const modifyApp = defineAction({
  name: 'ModifyApp',
  summary: 'Changes what is given. Disabled is live at once.',
  ram: { level: 'update', resource: 'app/{AppId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: {
    AppId: appId,
    AppName: appName('What people call it.'),
    Description: description,
    Disabled: flag('True: it may call nothing, whatever it is authorised for.'),
    Extend: text("The owner's own note.", { maxLength: 1_000 }),
  },
  response: NOTHING,
  errors: ['NotFoundApp'],
  run({ callers }, { actor, projectId }, { AppId, AppName = '', Description, Disabled, Extend }) {
    const change = {
      ...(AppName === '' ? {} : { name: AppName }),
      ...(Description === undefined ? {} : { description: Description }),
      ...(Extend === undefined ? {} : { extend: Extend }),
      ...(Disabled === undefined ? {} : { disabled: Disabled }),
    };
    return callers.modifyApp(actor, { projectId, appId: AppId, change, waitMs: SETTLE_MS });
  },
  encode: () => ({}),
});
