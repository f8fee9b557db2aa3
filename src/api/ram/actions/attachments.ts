import { alreadyExists } from '../../../shared/problem.js';
import { required } from '../../rpc/decode/parameters.js';
import { NOTHING } from '../../rpc/define-action.js';
import { wireTime } from '../../rpc/wire-time.js';
import { ADMINISTERS, defineAction } from '../define-action.js';
import { userName } from '../parameters.js';
import { PolicyName, PolicyType } from './policies.js';

const UserName = required(userName('Name of the user.'));
const NAMED = ['MissingPolicyName', 'MissingPolicyType', 'EntityNotExist.Policy'];

export const attachPolicyToUser = defineAction({
  name: 'AttachPolicyToUser',
  summary: 'Lets the keys of a user do what a policy says, from the next call on.',
  ram: { level: 'update', resource: 'policy/{PolicyName} user/{UserName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { PolicyType, PolicyName, UserName },
  response: NOTHING,
  errors: [...NAMED, 'MissingUserName', 'EntityNotExist.User', 'EntityAlreadyExists.User.Policy'],
  async run(core, caller, given) {
    const { actor, projectId } = caller;
    const { id: userId } = await core.user(caller, given.UserName);
    const isNew =
      given.PolicyType === 'System'
        ? await core.policies.attachSystem(actor, projectId, given.PolicyName, userId)
        : await core.policies.attach(actor, (await core.policy(caller, given.PolicyName)).id, userId);
    if (!isNew) throw alreadyExists('attachment', given.PolicyName);
  },
  encode: () => ({}),
});

export const detachPolicyFromUser = defineAction({
  name: 'DetachPolicyFromUser',
  summary: 'Takes a policy away from a user.',
  ram: { level: 'update', resource: 'policy/{PolicyName} user/{UserName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { PolicyType, PolicyName, UserName },
  response: NOTHING,
  errors: [...NAMED, 'MissingUserName', 'EntityNotExist.User', 'EntityNotExist.User.Policy'],
  async run(core, caller, given) {
    const { actor, projectId } = caller;
    const { id: userId } = await core.user(caller, given.UserName);
    if (given.PolicyType === 'System') {
      return core.policies.detachSystem(actor, projectId, given.PolicyName, userId);
    }
    return core.policies.detach(actor, (await core.policy(caller, given.PolicyName)).id, userId);
  },
  encode: () => ({}),
});

export const listPoliciesForUser = defineAction({
  name: 'ListPoliciesForUser',
  summary: 'What is attached to a user.',
  ram: { level: 'list', resource: 'user/{UserName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { UserName },
  response: {
    fields: {
      Policies: {
        item: 'Policy',
        list: {
          fields: {
            PolicyName: 'string',
            PolicyType: 'string',
            Description: 'string',
            DefaultVersion: 'string',
            AttachDate: 'string',
          },
        },
      },
    },
  },
  errors: ['MissingUserName', 'EntityNotExist.User'],
  async run(core, caller, given) {
    const { id } = await core.user(caller, given.UserName);
    const mine = (await core.attachments(caller)).filter(({ userId }) => userId === id);
    return Promise.all(
      mine.map(async ({ type, policyName, attachedAt }) => ({
        ...(await core.anyPolicy(caller, type, policyName)).facts,
        AttachDate: wireTime(attachedAt),
      })),
    );
  },
  encode: (policies) => ({
    Policies: {
      Policy: policies.map(({ CreateDate: _created, UpdateDate: _updated, ...shown }) => shown),
    },
  }),
});

const GROUP = { GroupName: 'string', Comments: 'string', AttachDate: 'string' } as const;
const ROLE = {
  RoleId: 'string',
  RoleName: 'string',
  Arn: 'string',
  Description: 'string',
  AttachDate: 'string',
} as const;

export const listEntitiesForPolicy = defineAction({
  name: 'ListEntitiesForPolicy',
  summary: 'Whom a policy is attached to. There are neither groups nor roles here.',
  ram: { level: 'list', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { PolicyType, PolicyName },
  response: {
    fields: {
      Users: {
        item: 'User',
        list: { fields: { UserId: 'string', UserName: 'string', DisplayName: 'string', AttachDate: 'string' } },
      },
      Groups: { item: 'Group', list: { fields: GROUP } },
      Roles: { item: 'Role', list: { fields: ROLE } },
    },
  },
  errors: NAMED,
  async run(core, caller, given) {
    const { facts } = await core.anyPolicy(caller, given.PolicyType, given.PolicyName);
    const attached = (await core.attachments(caller)).filter(
      ({ type, policyName }) => type === facts.PolicyType && policyName === facts.PolicyName,
    );
    const users = new Map((await core.users.list(caller.actor, caller.projectId)).map((user) => [user.id, user]));
    return attached.map((attachment) => ({ attachment, user: users.get(attachment.userId) }));
  },
  encode: (entities) => ({
    Users: {
      User: entities.map(({ attachment, user }) => ({
        UserId: attachment.userId,
        UserName: user?.name ?? attachment.username,
        DisplayName: user?.displayName ?? attachment.username,
        AttachDate: wireTime(attachment.attachedAt),
      })),
    },
    Groups: { Group: [] },
    Roles: { Role: [] },
  }),
});
