import { Problem } from '../../../shared/problem.js';
import { GENERAL } from '../http/messages.js';
import { Fields } from './fields.js';

export interface TokenRequest {
  readonly username: string;
  readonly password: string;
}

/** Form fields, or the same in JSON. An absent name or password cannot be right, and is answered as wrong. */
export function decodeTokenRequest(body: unknown): TokenRequest {
  const fields = Fields.ofBody(body);
  if (fields.text('grant_type') !== 'client_credentials') throw new Problem('unsupported', GENERAL.grantType);
  return { username: fields.text('client_id') ?? '', password: fields.text('client_secret') ?? '' };
}
