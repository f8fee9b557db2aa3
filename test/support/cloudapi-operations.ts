import { ACTIONS } from '../../src/api/cloudapi/action-registry.js';

/** Refusals that no client can bring about at will, and why. */
export const NOT_PROVOKED: Readonly<Record<string, string>> = {
  ConcurrencyLockTimeout: 'another change has to hold the same lock for seconds',
  InvalidApi: 'a gateway that is not the embedded one has to refuse a configuration',
  ExceedLimitRequestBody: 'more than 8 MiB take the client seconds to sign: cloudapi-descriptions.spec.ts does it once',
  DomainNotResolved: 'the name servers of the machine have to be asked',
};

/** Every operation, and what it has to be seen refused with. */
export const OPERATIONS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.values(ACTIONS).map(({ name, errors }) => [name, errors.filter((code) => !Object.hasOwn(NOT_PROVOKED, code))]),
);

/** What has nothing to do with the operation that is called. Source: cloudapi-2016-07-14.md 1.8. */
const OF_ANY =
  /^(Missing(Parameter|Action|SecurityToken)|Invalid(Parameter|Action\.NotFound|Version|AccessKeyId\..+|TimeStamp\..+|SecurityToken\..+)|SignatureDoesNotMatch|IncompleteSignature|SignatureNonceUsed|UnsupportedHTTPMethod|NoPermission|Throttling\.User|ServiceUnavailable|ExceedLimitRequestBody)$/;

/** Every operation takes tags, for policies that ask for them. */
const OF_TAGS = ['InvalidTag', 'InvalidTagValue', 'InvalidParameter.TagKey'];

export const isOfAnyOperation = (code: string): boolean => OF_ANY.test(code) || OF_TAGS.includes(code);
