import { actionDefiner } from '../rpc/define-action.js';
import { ownName } from './core.js';

export const STS_VERSION = '2015-04-01';

/** Needs no policy: whoever signs learns who they are. */
export const getCallerIdentity = actionDefiner<null, null>()({
  name: 'GetCallerIdentity',
  summary: 'Who signed the call.',
  ram: null,
  permission: [],
  mutates: false,
  callsPerSecond: null,
  parameters: {},
  response: {
    fields: {
      IdentityType: 'string',
      AccountId: 'string',
      PrincipalId: 'string',
      UserId: 'string',
      Arn: 'string',
    },
  },
  errors: [],
  run: async (_core, { signed }) => signed,
  encode: ({ root, accountId, userId, ...names }) => ({
    // Owners of the project are the account itself.
    IdentityType: root ? 'Account' : 'RAMUser',
    AccountId: accountId,
    PrincipalId: root ? accountId : userId,
    UserId: root ? accountId : userId,
    Arn: `acs:ram::${accountId}:${root ? 'root' : `user/${ownName(names)}`}`,
  }),
});
