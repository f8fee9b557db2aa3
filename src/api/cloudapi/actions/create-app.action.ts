import { required, text } from '../../rpc/decode/parameters.js';
import { tags } from '../../rpc/decode/tags.js';
import { defineAction } from '../define-action.js';
import { appCode, appKey, appName, appSecret, coreTags, given } from './app-parameters.js';
import { description, WRITE_RATE } from './common-parameters.js';

export const createApp = defineAction({
  name: 'CreateApp',
  summary: 'Creates a caller of APIs, with a key and a code.',
  ram: { level: 'create', resource: 'app/*' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: {
    AppName: required(appName('What people call it.')),
    Description: description,
    Extend: text("The owner's own note.", { maxLength: 1_000 }),
    AppKey: appKey('Unique in the installation; made up when left out.'),
    AppSecret: appSecret('Made up when left out.'),
    AppCode: appCode('Unique in the installation; made up when left out.'),
    Tag: tags('Stored with the app.'),
  },
  response: { fields: { AppId: 'number', TagStatus: 'boolean' } },
  errors: ['RepeatedAppKey', 'RepeatedAppCode', 'ExceedLimitApp'],
  async run({ apps, limits }, { actor, projectId }, { AppName, Description = '', Extend = '', Tag, ...credentials }) {
    const { AppKey: key, AppSecret: secret, AppCode: code } = credentials;
    const input = {
      name: AppName,
      description: Description,
      extend: Extend,
      tags: coreTags(Tag),
      ...given({ key, secret, code }),
    };
    const { id } = await apps.create(actor, projectId, input, limits.appsPerAccount);
    return { id, tagged: Tag.length > 0 };
  },
  encode: ({ id, tagged }) => ({ AppId: Number(id), TagStatus: tagged }),
});
