import type { Problem, ProblemCode } from '../../shared/problem.js';
import { bodyRefusal, internalError, throttled, unavailable } from '../rpc/errors/gateway-errors.js';
import type { Refusal } from '../rpc/errors/refusal.js';

type Render = (problem: Problem) => Refusal;

/** Kind -> noun of RAM's codes and the documented sentences about it. Source: RAM 2015-05-01, error codes. */
const ENTITIES: Readonly<Record<string, { noun: string; absent: string; present: string }>> = {
  user: { noun: 'User', absent: 'The user does not exist.', present: 'The user does already EXIST.' },
  policy: { noun: 'Policy', absent: 'The policy does not exist.', present: 'The policy does already EXIST.' },
  'policy-version': {
    noun: 'Policy.Version',
    absent: 'The policy version does not exist.',
    present: 'The policy version does already EXIST.',
  },
  'access-key': {
    noun: 'User.AccessKey',
    absent: 'The access key does not exist.',
    present: 'The access key does already EXIST.',
  },
  attachment: {
    noun: 'User.Policy',
    absent: 'The policy has not been attached to the user.',
    present: 'The policy has already been attached to the user.',
  },
};

const OTHER = { noun: 'Entity', absent: 'The entity does not exist.', present: 'The entity does already EXIST.' };

const entityOf = ({ facts }: Problem) => ENTITIES[facts.resource ?? ''] ?? OTHER;

const CONFLICTS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  'user accessKey': ['User.AccessKey', 'The user CAN NOT has any access key while deleting the user.'],
  'user policy': ['User.Policy', 'The user CAN NOT has any attached policy while deleting the user.'],
  'policy user': ['Policy.User', 'The policy CAN NOT been attached to any user while deleting the policy.'],
  'policy version': ['Policy.Version', 'The policy CAN NOT has any version except the default version.'],
  'policy-version': ['Policy.Version.Default', 'The default version CAN NOT been deleted.'],
};

function conflict({ facts, message }: Problem): Refusal {
  const key = [facts.resource, facts.field].filter((part) => part !== undefined).join(' ');
  const [code, words] = CONFLICTS[key] ?? [entityOfFacts(facts.resource), message];
  return { code: `DeleteConflict.${code}`, http: 409, message: words };
}

const entityOfFacts = (resource: string | undefined): string => (ENTITIES[resource ?? ''] ?? OTHER).noun;

/** Fields of the core -> parameters. */
const FIELDS: Readonly<Record<string, string>> = {
  name: 'UserName',
  displayName: 'DisplayName',
  mobilePhone: 'MobilePhone',
  email: 'Email',
  comments: 'Comments',
  userId: 'UserName',
  description: 'Description',
};

const parameterOf = ({ facts }: Problem): string => FIELDS[facts.field ?? ''] ?? facts.field ?? 'Parameter';

const invalid: Render = (problem) => {
  const name = parameterOf(problem);
  return {
    code: `InvalidParameter.${name}`,
    http: 400,
    message: `The parameter - "${name}" is not valid. ${problem.message}`,
  };
};

const absent: Render = (problem) => ({
  code: `EntityNotExist.${entityOf(problem).noun}`,
  http: 404,
  message: entityOf(problem).absent,
});

const denied: Render = () => ({
  code: 'NoPermission',
  http: 403,
  message: 'You are not authorized to do this action. You should be authorized by RAM.',
});

const TABLE: Record<ProblemCode, Render> = {
  missing_argument: (problem) => {
    const name = parameterOf(problem);
    return { code: `Missing${name}`, http: 400, message: `${name} is mandatory for this action.` };
  },
  invalid_argument: invalid,
  malformed_body: invalid,
  payload_too_large: bodyRefusal,
  unauthenticated: denied,
  token_invalid: denied,
  token_expired: denied,
  bad_credentials: denied,
  permission_denied: denied,
  not_found: absent,
  already_exists: (problem) => ({
    code: `EntityAlreadyExists.${entityOf(problem).noun}`,
    http: 409,
    message: entityOf(problem).present,
  }),
  in_use: conflict,
  route_conflict: invalid,
  not_compilable: invalid,
  not_deployed: absent,
  deployment_rejected: invalid,
  not_representable: ({ facts, message }) => ({
    code: `Forbidden.${entityOfFacts(facts.resource)}`,
    http: 403,
    message,
  }),
  unsupported: invalid,
  fetch_refused: invalid,
  not_resolved: invalid,
  rate_limited: throttled,
  limit_exceeded: (problem) => ({
    code: `LimitExceeded.${entityOf(problem).noun}`,
    http: 409,
    message: `The count of ${entityOf(problem).noun} beyond the current limits. ${problem.message}`,
  }),
  busy: ({ message }) => ({ code: 'ConcurrencyLockTimeout', http: 400, message }),
  unavailable: () => unavailable,
  internal: () => internalError,
};

export const problemRefusal: Render = (problem) => TABLE[problem.code](problem);
