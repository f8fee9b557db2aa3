import { randomUUID } from 'node:crypto';
import type { Pair } from '../../src/auth/rpc-pairs.js';
import type { RawRpcRequest } from '../../src/auth/rpc-request.js';
import { digestV1, stringToSignV1 } from '../../src/auth/rpc-signature.js';

export interface SignWith {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly now: Date;
  readonly nonce?: string;
}

/** A V1-signed GET, as the socket would give it. */
export function signedRequest(parameters: Readonly<Record<string, string>>, how: SignWith): RawRpcRequest {
  const pairs: Pair[] = Object.entries({
    AccessKeyId: how.accessKeyId,
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: how.nonce ?? randomUUID(),
    SignatureVersion: '1.0',
    Timestamp: how.now.toISOString().replace(/\.\d+Z$/, 'Z'),
    Version: '2016-07-14',
    ...parameters,
  });
  const signature = digestV1(stringToSignV1('GET', pairs), how.secret).toString('base64');
  const query = new URLSearchParams(Object.fromEntries([...pairs, ['Signature', signature]]));
  return { method: 'GET', path: '/', query: query.toString(), headers: [], body: Buffer.alloc(0) };
}
