import type { Problem, ProblemCode, ResourceKind } from '../../../shared/problem.js';
import { bodyRefusal, internalError, throttled, unavailable } from '../../rpc/errors/gateway-errors.js';
import type { Refusal } from '../../rpc/errors/refusal.js';
import { fieldNoun } from './field-noun.js';

/** `action`: the operation that was called, where names depend on it. */
type Render = (problem: Problem, action: string) => Refusal;

const RESOURCE_NOUNS: Record<ResourceKind, string> = {
  project: 'Account',
  environment: 'Stage',
  proxy: 'Api',
  operation: 'Api',
  group: 'ApiGroup',
  user: 'User',
  member: 'User',
  token: 'Token',
  'access-key': 'AccessKey',
  policy: 'Policy',
  'policy-version': 'PolicyVersion',
  attachment: 'Authorization',
  release: 'Stage',
  deployment: 'Deployment',
  batch: 'OperationUid',
  revision: 'HistoryVersion',
  route: 'RequestPath',
  'stage-variable': 'ApiStageVariable',
  domain: 'Domain',
  tagged: 'ResourceId',
  app: 'App',
  'app-key': 'AppKey',
  'app-code': 'AppCode',
  authority: 'Authorization',
  'vpc-access': 'Vpc',
  'vpc-update': 'OperationUid',
};

const nounOf = (problem: Problem): string => RESOURCE_NOUNS[problem.facts.resource ?? 'proxy'];

/** The documented sentence, then what would help. */
const why = (sentence: string, detail: string): string => (detail === '' ? sentence : `${sentence} ${detail}`);

const detailOf = ({ message, facts }: Problem): string =>
  facts.field !== undefined && message.startsWith(`${facts.field}: `) ? message.slice(facts.field.length + 2) : message;

const invalidNoun = (noun: string, detail: string): Refusal => ({
  code: noun === 'TagKey' ? 'InvalidParameter.TagKey' : `Invalid${noun}`,
  http: 400,
  message: why(`The specified parameter ${noun} value is not valid.`, detail),
});

const invalid: Render = (problem, action) => invalidNoun(fieldNoun(problem.facts.field, action), detailOf(problem));

const badCredentials: Render = () => ({
  code: 'InvalidAccessKeyId.NotFound',
  http: 404,
  message: 'Specified access key is not found.',
});

const notFound: Render = (problem) => {
  const noun = problem.facts.field?.replace(/Id$/, '') ?? nounOf(problem);
  return notFoundNoun(noun, '');
};

const notFoundNoun = (noun: string, detail: string): Refusal => ({
  code: `NotFound${noun}`,
  http: 404,
  message: why(`Cannot find resource according to your specified ${noun}.`, detail),
});

const REPEATED_NOUNS: Partial<Record<ResourceKind, string>> = {
  group: 'GroupName',
  domain: 'DomainName',
  'app-key': 'AppKey',
  'app-code': 'AppCode',
  'vpc-access': 'Vpc',
};

const alreadyExists: Render = ({ facts }) => {
  const noun = REPEATED_NOUNS[facts.resource ?? 'proxy'] ?? 'ApiName';
  return { code: `Repeated${noun}`, http: 400, message: `The specified ${noun} is repeated.` };
};

const inUse: Render = (problem) => {
  const noun = nounOf(problem);
  const users = noun === 'ApiGroup' ? 'Api' : 'DeployedApi';
  return {
    code: `DependencyViolation${noun}`,
    http: 400,
    message: why(`The specified ${noun} has ${users} definitions.`, problem.message),
  };
};

/** Every fault in one message; the code names where the first one is. */
const notCompilable: Render = (problem, action) => {
  const faults = problem.facts.faults ?? [];
  if (faults[0]?.code === 'missing_vpc_access') return notFoundNoun(RESOURCE_NOUNS['vpc-access'], faults[0].message);
  const noun = fieldNoun(faults[0]?.field ?? problem.facts.field, action);
  const words = faults.map(({ field, message }) => `${field} ${message}`).join('; ');
  return invalidNoun(noun, words === '' ? detailOf(problem) : words);
};

/** Codes and statuses of cloudapi-2016-07-14.md 1.8, 1.9 and 7.3. Deterministic refusals are never 5xx: clients repeat those. */
const TABLE: Record<ProblemCode, Render> = {
  missing_argument: ({ facts }, action) => {
    const noun = fieldNoun(facts.field, action);
    return { code: `Missing${noun}`, http: 400, message: `The ${noun} is mandatory for this action.` };
  },
  invalid_argument: invalid,
  malformed_body: (problem, action) => {
    const noun = fieldNoun(problem.facts.field, action);
    const sentence = `The specified parameter ${noun} value is not well formatted.`;
    return { code: `InvalidFormat${noun}`, http: 400, message: why(sentence, detailOf(problem)) };
  },
  payload_too_large: bodyRefusal,
  unauthenticated: badCredentials,
  token_invalid: badCredentials,
  token_expired: badCredentials,
  bad_credentials: badCredentials,
  permission_denied: () => ({
    code: 'NoPermission',
    http: 403,
    message: 'User is not authorized to operate on the specified resource.',
  }),
  not_found: notFound,
  already_exists: alreadyExists,
  in_use: inUse,
  route_conflict: ({ message }) => ({
    code: 'RepeatedRequestPath',
    http: 400,
    message: why('The specified RequestPath is repeated.', message),
  }),
  not_compilable: notCompilable,
  not_deployed: notFound,
  deployment_rejected: ({ message }) => invalidNoun('Api', message),
  not_representable: (problem) => ({
    code: `Forbidden${nounOf(problem)}`,
    http: 403,
    message: why(`Not allowed to operate on the specified ${nounOf(problem)}.`, problem.message),
  }),
  unsupported: invalid,
  fetch_refused: invalid,
  not_resolved: ({ message }) => ({
    code: 'DomainNotResolved',
    http: 400,
    message: why('The specified domain is not resolved.', message),
  }),
  rate_limited: throttled,
  limit_exceeded: (problem) => ({
    code: `ExceedLimit${nounOf(problem)}`,
    http: 400,
    message: why(`The specified ${nounOf(problem)} count exceeds the limit.`, problem.message),
  }),
  busy: ({ message }) => ({ code: 'ConcurrencyLockTimeout', http: 400, message }),
  unavailable: () => unavailable,
  internal: () => internalError,
};

export const problemRefusal: Render = (problem, action) => TABLE[problem.code](problem, action);
