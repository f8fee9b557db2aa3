import type { SignatureProblem, SignatureRefusal, SignatureRefusalCode } from '../../../auth/signature-problem.js';
import type { Problem } from '../../../shared/problem.js';
import type { Refusal } from './refusal.js';

type Row = readonly [http: number, message: string | ((refusal: SignatureRefusal) => string)];

/** Clients compare what follows these words with their own, byte for byte: nothing may follow it. */
const withString = (sentence: string) => (refusal: SignatureRefusal) =>
  `${sentence} server string to sign is:${refusal.stringToSign ?? ''}`;

/** Refusals before an operation runs. Source: cloudapi-2016-07-14.md 1.8. */
const TABLE: Record<SignatureRefusalCode, Row> = {
  MissingParameter: [
    400,
    ({ name = '' }) => `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  ],
  InvalidParameter: [400, ({ name = '' }) => `The specified parameter "${name}" is not valid.`],
  UnsupportedHTTPMethod: [403, 'This http method is not supported.'],
  'InvalidAccessKeyId.NotFound': [404, 'Specified access key is not found.'],
  'InvalidAccessKeyId.Inactive': [400, 'Specified access key is disabled.'],
  SignatureDoesNotMatch: [400, withString('Specified signature is not matched with our calculation.')],
  IncompleteSignature: [400, withString('The request signature does not conform to Aliyun standards.')],
  'InvalidTimeStamp.Format': [400, 'Specified time stamp or date value is not well formatted.'],
  'InvalidTimeStamp.Expired': [400, 'Specified time stamp or date value is expired.'],
  SignatureNonceUsed: [400, 'Specified signature nonce was used already.'],
  'InvalidSecurityToken.Malformed': [400, 'Specified SecurityToken is malformed.'],
  'InvalidSecurityToken.Expired': [400, 'Specified SecurityToken is expired.'],
  'InvalidSecurityToken.MismatchWithAccessKey': [400, 'Specified SecurityToken mismatch with the AccessKey.'],
  MissingSecurityToken: [400, 'SecurityToken is mandatory for this action.'],
};

export function signatureRefusal({ refusal }: SignatureProblem): Refusal {
  const [http, message] = TABLE[refusal.code];
  return { code: refusal.code, http, message: typeof message === 'string' ? message : message(refusal) };
}

const NO_OPERATION = 'Specified api is not found, please check your url and method.';

export const missingAction: Refusal = { code: 'MissingAction', http: 404, message: NO_OPERATION };
export const unknownAction: Refusal = { code: 'InvalidAction.NotFound', http: 404, message: NO_OPERATION };
export const invalidVersion: Refusal = {
  code: 'InvalidVersion',
  http: 400,
  message: 'Specified parameter Version is not valid.',
};

/** A body that is too large to be read. */
export const bodyRefusal = ({ message }: Problem): Refusal => ({ code: 'ExceedLimitRequestBody', http: 413, message });

export const throttled = ({ facts }: Problem): Refusal => ({
  code: 'Throttling.User',
  http: 429,
  message: 'Request was denied due to user flow control.',
  retryAfterMs: facts.retryAfterMs ?? 1000,
});

export const unavailable: Refusal = {
  code: 'ServiceUnavailable',
  http: 503,
  message: 'The request has failed due to a temporary failure of the server.',
};

export const internalError: Refusal = {
  code: 'InternalError',
  http: 500,
  message: 'The request processing has failed due to some unknown error, exception or failure.',
};

export interface DeniedCall {
  readonly action: string;
  readonly username: string;
  readonly accountId: string;
  readonly explicit: boolean;
  readonly layer: 'session' | 'identity';
}

/** The RAM check failed. */
export const noPermission = ({ action, username, accountId, explicit, layer }: DeniedCall): Refusal => ({
  code: 'NoPermission',
  http: 403,
  message: 'User is not authorized to operate on the specified resource.',
  accessDeniedDetail: {
    AuthAction: action,
    AuthPrincipalType: 'SubUser',
    AuthPrincipalDisplayName: username,
    AuthPrincipalOwnerId: accountId,
    PolicyType: layer === 'session' ? 'SessionPolicy' : 'AccountLevelIdentityBasedPolicy',
    NoPermissionType: explicit ? 'ExplicitDeny' : 'ImplicitDeny',
    EncodedDiagnosticMessage: '',
  },
});
