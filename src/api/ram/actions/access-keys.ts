import { notFound } from '../../../shared/problem.js';
import { required, text } from '../../rpc/decode/parameters.js';
import { NOTHING, type SignedCaller } from '../../rpc/define-action.js';
import type { RamCore } from '../core.js';
import { ADMINISTERS, defineAction } from '../define-action.js';
import { userName } from '../parameters.js';
import { KEY_FIELDS, presentKey } from '../presenters.js';

const UserName = userName('Whose key; the caller when left out.');
const UserAccessKeyId = required(text('Id of the key.'));

export const createAccessKey = defineAction({
  name: 'CreateAccessKey',
  summary: 'Makes an access key; its secret is shown this once.',
  ram: { level: 'create', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { UserName },
  response: { fields: { AccessKey: { fields: { ...KEY_FIELDS, AccessKeySecret: 'string' } } } },
  errors: ['EntityNotExist.User', 'LimitExceeded.User.AccessKey'],
  async run(core, caller, given) {
    const userId = await core.holder(caller, given.UserName);
    return core.keys.create(caller.actor, { projectId: caller.projectId, userId }, core.limits.accessKeysPerUser);
  },
  encode: (key) => ({ AccessKey: { ...presentKey(key), AccessKeySecret: key.secret } }),
});

export const listAccessKeys = defineAction({
  name: 'ListAccessKeys',
  summary: 'The access keys of a user, oldest first, without their secrets.',
  ram: { level: 'list', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { UserName },
  response: { fields: { AccessKeys: { item: 'AccessKey', list: { fields: KEY_FIELDS } } } },
  errors: ['EntityNotExist.User'],
  run: async (core, caller, given) =>
    core.keys.ofUser(caller.actor, caller.projectId, await core.holder(caller, given.UserName)),
  encode: (keys) => ({ AccessKeys: { AccessKey: keys.map(presentKey) } }),
});

export const updateAccessKey = defineAction({
  name: 'UpdateAccessKey',
  summary: 'Switches an access key on or off, from the next call on.',
  ram: { level: 'update', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: {
    UserName,
    UserAccessKeyId,
    Status: required(text('Active or Inactive.', { values: ['Active', 'Inactive'] })),
  },
  response: NOTHING,
  errors: [
    'MissingUserAccessKeyId',
    'MissingStatus',
    'InvalidParameter.Status',
    'EntityNotExist.User',
    'EntityNotExist.User.AccessKey',
  ],
  async run(core, caller, { Status, ...given }) {
    await requireHeld(core, caller, given);
    const id = given.UserAccessKeyId;
    await (Status === 'Active' ? core.keys.activate(caller.actor, id) : core.keys.deactivate(caller.actor, id));
  },
  encode: () => ({}),
});

export const deleteAccessKey = defineAction({
  name: 'DeleteAccessKey',
  summary: 'Deletes an access key.',
  ram: { level: 'delete', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { UserName, UserAccessKeyId },
  response: NOTHING,
  errors: ['MissingUserAccessKeyId', 'EntityNotExist.User', 'EntityNotExist.User.AccessKey'],
  async run(core, caller, given) {
    await requireHeld(core, caller, given);
    await core.keys.delete(caller.actor, given.UserAccessKeyId);
  },
  encode: () => ({}),
});

/** A policy allows one user's keys, so the key must be that user's. */
async function requireHeld(
  core: RamCore,
  caller: SignedCaller,
  given: { readonly UserName: string | undefined; readonly UserAccessKeyId: string },
): Promise<void> {
  const keys = await core.keys.ofUser(caller.actor, caller.projectId, await core.holder(caller, given.UserName));
  if (!keys.some(({ id }) => id === given.UserAccessKeyId)) throw notFound('access-key', given.UserAccessKeyId);
}
