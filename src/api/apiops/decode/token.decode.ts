import { Fields } from './fields.js';

export interface TokenRequest {
  readonly grantType: string;
  readonly username: string;
  readonly password: string;
}

/** Form fields, or the same in JSON. What is absent cannot be right, and is answered as wrong. */
export function decodeTokenRequest(body: unknown): TokenRequest {
  const fields = Fields.ofBody(body);
  return {
    grantType: fields.text('grant_type') ?? '',
    username: fields.text('client_id') ?? '',
    password: fields.text('client_secret') ?? '',
  };
}
