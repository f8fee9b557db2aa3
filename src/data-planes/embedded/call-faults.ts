/** Why a call of an API is refused before its action (cloudapi-2016-07-14.md 5.1, 5.2). */
export type CallFault =
  | 'unknown-domain'
  | 'unknown-stage'
  | 'unlisted-protocol'
  | 'no-credentials'
  | 'unknown-app-code'
  | 'unauthorised'
  | 'expired'
  | 'wrong-signature'
  | 'missing-header'
  | 'invalid-header';

export interface CallWording {
  readonly status: number;
  /** Of the vendor's gateway. */
  readonly code: string;
  /** `detail` of an invalid header: its name and the reason, parted by a space. */
  readonly message: (detail: string) => string;
}

export const CALL_FAULTS: Readonly<Record<CallFault, CallWording>> = {
  'unknown-domain': { status: 404, code: 'I404DO', message: (host) => `Invalid Domain \`${host}\`` },
  'unknown-stage': { status: 400, code: 'I400SG', message: () => 'Invalid Stage' },
  'unlisted-protocol': {
    status: 403,
    code: 'I403PT',
    message: (protocol) => `Invalid protocol ${protocol} unsupported`,
  },
  'no-credentials': { status: 400, code: 'A400MA', message: () => 'Need authorization' },
  'unknown-app-code': { status: 400, code: 'A400AC', message: () => 'Invalid AppCode `not exists`' },
  unauthorised: { status: 403, code: 'I403AA', message: () => 'Unauthorized' },
  expired: { status: 403, code: 'A403EP', message: () => 'App authorization expired' },
  'wrong-signature': {
    status: 403,
    code: 'A403IS',
    message: (signed) => `Invalid Signature, Server StringToSign:${signed}`,
  },
  'missing-header': { status: 400, code: 'I400MH', message: (name) => `Header \`${name}\` is Required` },
  'invalid-header': {
    status: 400,
    code: 'I400HD',
    message: (detail) => `Invalid Header ${detail.replace(/^\S+/, '`$&`')}`,
  },
};
