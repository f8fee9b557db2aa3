import type { TokenAnswer } from '../dto/token.dto.js';

export const presentToken = (issued: { readonly token: string; readonly expiresInSeconds: number }): TokenAnswer => ({
  access_token: issued.token,
  token_type: 'Bearer',
  expires_in: issued.expiresInSeconds,
});
