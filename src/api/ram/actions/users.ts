import type { RamUser, RamUserChange } from '../../../auth/ram-users.service.js';
import { required } from '../../rpc/decode/parameters.js';
import { NOTHING } from '../../rpc/define-action.js';
import { ADMINISTERS, defineAction } from '../define-action.js';
import { cut, PAGING, PAGING_SHAPE, pagingFields } from '../paging.js';
import { freeText, userName } from '../parameters.js';
import { presentUser, USER_FIELDS } from '../presenters.js';

const one = { fields: { User: { fields: USER_FIELDS } } } as const;

const FACTS = {
  DisplayName: freeText('How people call the user; the name when left out.', 128),
  MobilePhone: freeText('Kept and returned.', 128),
  Email: freeText('Kept and returned.', 128),
  Comments: freeText('Kept and returned.', 128),
};

export const createUser = defineAction({
  name: 'CreateUser',
  summary: 'Makes a user of the account, who signs calls and cannot log in.',
  ram: { level: 'create', resource: 'user/*' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { UserName: required(userName('Unique in the account.')), ...FACTS },
  response: one,
  errors: ['MissingUserName', 'InvalidParameter.UserName.InvalidChars', 'EntityAlreadyExists.User'],
  run: ({ users }, { actor, projectId }, { UserName, DisplayName = UserName, MobilePhone, Email, Comments }) =>
    users.create(actor, projectId, UserName, {
      displayName: DisplayName,
      mobilePhone: MobilePhone ?? '',
      email: Email ?? '',
      comments: Comments ?? '',
    }),
  encode: (user: RamUser) => ({ User: presentUser(user) }),
});

export const getUser = defineAction({
  name: 'GetUser',
  summary: 'One user of the account.',
  ram: { level: 'get', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { UserName: required(userName('Name of the user.')) },
  response: one,
  errors: ['MissingUserName', 'EntityNotExist.User'],
  run: (core, caller, { UserName }) => core.user(caller, UserName),
  encode: (user: RamUser) => ({ User: presentUser(user) }),
});

export const updateUser = defineAction({
  name: 'UpdateUser',
  summary: 'Changes what is given of a user that RAM made.',
  ram: { level: 'update', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: {
    UserName: required(userName('Name of the user.')),
    NewUserName: userName('Another name.'),
    NewDisplayName: FACTS.DisplayName,
    NewMobilePhone: FACTS.MobilePhone,
    NewEmail: FACTS.Email,
    NewComments: FACTS.Comments,
  },
  response: one,
  errors: ['MissingUserName', 'EntityNotExist.User', 'EntityAlreadyExists.User', 'Forbidden.User'],
  run: ({ users }, { actor, projectId }, { UserName, NewUserName = '', ...given }) => {
    const change: { [name in keyof RamUserChange]: RamUserChange[name] | undefined } = {
      name: NewUserName === '' ? undefined : NewUserName,
      displayName: given.NewDisplayName,
      mobilePhone: given.NewMobilePhone,
      email: given.NewEmail,
      comments: given.NewComments,
    };
    const sent = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return users.update(actor, projectId, UserName, sent);
  },
  encode: (user: RamUser) => ({ User: presentUser(user) }),
});

export const deleteUser = defineAction({
  name: 'DeleteUser',
  summary: 'Deletes a user that RAM made and that has neither keys nor policies left.',
  ram: { level: 'delete', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { UserName: required(userName('Name of the user.')) },
  response: NOTHING,
  errors: [
    'MissingUserName',
    'EntityNotExist.User',
    'DeleteConflict.User.AccessKey',
    'DeleteConflict.User.Policy',
    'Forbidden.User',
  ],
  run: ({ users }, { actor, projectId }, { UserName }) => users.delete(actor, projectId, UserName),
  encode: () => ({}),
});

export const listUsers = defineAction({
  name: 'ListUsers',
  summary: 'The users of the account, by name.',
  ram: { level: 'list', resource: 'user/*' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: PAGING,
  response: { fields: { Users: { item: 'User', list: { fields: USER_FIELDS } }, ...PAGING_SHAPE } },
  errors: ['InvalidParameter.Marker'],
  run: async ({ users }, { actor, projectId }, { Marker, MaxItems }) =>
    cut(await users.list(actor, projectId), Marker, MaxItems),
  encode: (page) => ({ Users: { User: page.items.map(presentUser) }, ...pagingFields(page) }),
});
