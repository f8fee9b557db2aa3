/** Codes of cloudapi-2016-07-14.md 1.8 that can be decided before an operation is looked up. */
export type SignatureRefusalCode =
  | 'MissingParameter'
  | 'InvalidParameter'
  | 'UnsupportedHTTPMethod'
  | 'InvalidAccessKeyId.NotFound'
  | 'InvalidAccessKeyId.Inactive'
  | 'SignatureDoesNotMatch'
  | 'IncompleteSignature'
  | 'InvalidTimeStamp.Format'
  | 'InvalidTimeStamp.Expired'
  | 'SignatureNonceUsed'
  | 'InvalidSecurityToken.Malformed'
  | 'InvalidSecurityToken.Expired'
  | 'InvalidSecurityToken.MismatchWithAccessKey'
  | 'MissingSecurityToken';

export interface SignatureRefusal {
  readonly code: SignatureRefusalCode;
  /** The parameter or header at fault, for `MissingParameter` and `InvalidParameter`. */
  readonly name?: string;
  /** What the server signed; clients compare it with their own to tell a wrong secret from a wrong request. */
  readonly stringToSign?: string;
}

/** A signed call that is not let in. The cloudapi dialect alone renders it. */
export class SignatureProblem extends Error {
  override readonly name = 'SignatureProblem';

  constructor(readonly refusal: SignatureRefusal) {
    super(refusal.name === undefined ? refusal.code : `${refusal.code}: ${refusal.name}`);
  }
}

export const missingParameter = (name: string) => new SignatureProblem({ code: 'MissingParameter', name });
export const invalidParameter = (name: string) => new SignatureProblem({ code: 'InvalidParameter', name });
export const refused = (code: SignatureRefusalCode) => new SignatureProblem({ code });
