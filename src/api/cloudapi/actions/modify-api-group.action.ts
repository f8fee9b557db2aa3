import { jsonText, text, type ValuesOf } from '../../rpc/decode/parameters.js';
import { groupExtension, groupFactsOf } from '../decode/api-facts.js';
import { appCodePlaceOf } from '../decode/callers.js';
import { defineAction } from '../define-action.js';
import { presentGroupHead } from '../presenters/group.presenter.js';
import { description, groupId, name, SETTLE_MS, WRITE_RATE } from './common-parameters.js';

const FACTS = {
  UserLogConfig: jsonText('What the access log keeps; returned as the same text.'),
  CustomTraceConfig: jsonText('Kept and returned.'),
  CustomAppCodeConfig: jsonText(
    'Where APIs with AppCodeAuthType DEFAULT look for the code: {"location":"HEADER","name":"..."}.',
  ),
  CustomerConfigs: text('Kept and returned.'),
  CompatibleFlags: text('Kept and returned.'),
  PassthroughHeaders: text('Kept and returned.'),
  DefaultDomain: text('Kept and returned.'),
  RpcPattern: text('Kept.'),
  FilterAppCodeForBackend: text('Kept.'),
  SupportSSE: text('Kept.'),
  RpsLimitForServerless: text('Kept.'),
};

export const modifyApiGroup = defineAction({
  name: 'ModifyApiGroup',
  summary: 'Changes the attributes that are given.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: {
    GroupId: groupId,
    GroupName: name('Unique in the account.'),
    Description: description,
    BasePath: text('Prefix of every path in the group; live at once in every stage.'),
    ...FACTS,
  },
  response: {
    fields: { GroupId: 'string', GroupName: 'string', SubDomain: 'string', Description: 'string', BasePath: 'string' },
  },
  errors: ['NotFoundApiGroup', 'RepeatedGroupName', 'InvalidBasePath', 'InvalidCustomAppCodeConfig'],
  async run(core, caller, { GroupId, GroupName = '', Description, BasePath = '', ...given }) {
    const { settings } = await core.group(caller, GroupId);
    const facts = { ...groupFactsOf(settings), ...sent(given) };
    const { appCodes: _before, ...kept } = settings;
    const appCodes = appCodePlaceOf(facts.CustomAppCodeConfig ?? '');
    const [first = '/', ...others] = settings.clientRoute.paths;
    const place = { projectId: caller.projectId, groupId: GroupId, waitMs: SETTLE_MS };
    return core.groupRoutes.change(caller.actor, place, {
      ...(GroupName === '' ? {} : { name: GroupName }),
      ...(Description === undefined ? {} : { description: Description }),
      settings: {
        ...kept,
        ...(appCodes === null ? {} : { appCodes }),
        clientRoute: { ...settings.clientRoute, paths: [BasePath === '' ? first : BasePath, ...others] },
        extensions: { ...settings.extensions, ...groupExtension(facts) },
      },
    });
  },
  encode: (group, { place }) => presentGroupHead(group, place),
});

const sent = (given: ValuesOf<typeof FACTS>): Partial<ValuesOf<typeof FACTS>> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
