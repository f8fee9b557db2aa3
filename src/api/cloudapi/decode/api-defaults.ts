import type { ApiFacts } from './api-shapes.js';

/** What an API has that says nothing else. Source: cloudapi-2016-07-14.md 4.2. */
export const API_DEFAULTS = {
  Visibility: 'PRIVATE',
  AuthType: 'ANONYMOUS',
  AppCodeAuthType: 'DEFAULT',
  AllowSignatureMethod: 'HmacSHA256',
  ForceNonceCheck: false,
  DisableInternet: false,
  WebSocketApiType: 'COMMON',
} as const satisfies ApiFacts;
