import { required } from '../../rpc/decode/parameters.js';
import { NOTHING } from '../../rpc/define-action.js';
import { RefusedCall } from '../../rpc/errors/refusal.js';
import { ADMINISTERS, defineAction } from '../define-action.js';
import { userName } from '../parameters.js';

/** What Terraform asks for before it deletes a user by force: groups, console passwords and MFA devices, of which none exist. */
const UserName = required(userName('Name of the user.'));

export const listGroupsForUser = defineAction({
  name: 'ListGroupsForUser',
  summary: 'No groups: there are none here.',
  ram: { level: 'list', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { UserName },
  response: {
    fields: {
      Groups: { item: 'Group', list: { fields: { GroupName: 'string', Comments: 'string', JoinDate: 'string' } } },
    },
  },
  errors: ['MissingUserName', 'EntityNotExist.User'],
  run: (core, caller, given) => core.user(caller, given.UserName),
  encode: () => ({ Groups: { Group: [] } }),
});

const withoutOne = (name: string, summary: string, code: string, message: string) =>
  defineAction({
    name,
    summary,
    ram: { level: 'delete', resource: 'user/{UserName}' },
    permission: ADMINISTERS,
    mutates: true,
    callsPerSecond: null,
    parameters: { UserName },
    response: NOTHING,
    errors: ['MissingUserName', 'EntityNotExist.User', code],
    async run(core, caller, given) {
      await core.user(caller, given.UserName);
      throw new RefusedCall({ code, http: 404, message });
    },
    encode: () => ({}),
  });

export const deleteLoginProfile = withoutOne(
  'DeleteLoginProfile',
  'Refused: users that RAM makes cannot log in, so there is nothing to delete.',
  'EntityNotExist.User.LoginProfile',
  'The login policy does not exist.',
);

export const unbindMfaDevice = withoutOne(
  'UnbindMFADevice',
  'Refused: there are no MFA devices here.',
  'EntityNotExist.User.MFADevice',
  'The MFA device does not exist.',
);
