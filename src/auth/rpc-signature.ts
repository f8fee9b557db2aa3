import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RpcCredentials, V1Credentials, V3Credentials } from './rpc-credentials.js';
import { canonicalPairs, encodeRfc3986, type Pair } from './rpc-pairs.js';
import type { RpcRequest } from './rpc-request.js';
import type { SignatureRefusal } from './signature-problem.js';

export type SignatureVerdict = { readonly ok: true } | { readonly ok: false; readonly refusal: SignatureRefusal };

/** Whether `secret` made the request's signature. Pure; comparisons take the same time whatever differs. */
export function verifySignature(request: RpcRequest, credentials: RpcCredentials, secret: string): SignatureVerdict {
  return credentials.scheme === 'v1' ? verifyV1(request, credentials, secret) : verifyV3(request, credentials, secret);
}

function verifyV1(request: RpcRequest, credentials: V1Credentials, secret: string): SignatureVerdict {
  const stringToSign = stringToSignV1(request.method, [...request.query, ...request.form]);
  const given = Buffer.from(credentials.signature, 'base64');
  const readable = given.length === 20 && given.toString('base64') === credentials.signature;
  if (!readable) return refuse('IncompleteSignature', stringToSign);
  return timingSafeEqual(given, digestV1(stringToSign, secret)) ? OK : refuse('SignatureDoesNotMatch', stringToSign);
}

function verifyV3(request: RpcRequest, credentials: V3Credentials, secret: string): SignatureVerdict {
  const stringToSign = stringToSignV3(canonicalRequestV3(request, credentials.signedHeaders));
  if (!/^[0-9a-f]{64}$/.test(credentials.signature)) return refuse('IncompleteSignature', stringToSign);
  const given = Buffer.from(credentials.signature, 'hex');
  const right = timingSafeEqual(given, digestV3(stringToSign, secret));
  const bodyAsSaid = credentials.contentSha256 === sha256Hex(request.body);
  return right && bodyAsSaid ? OK : refuse('SignatureDoesNotMatch', stringToSign);
}

const OK: SignatureVerdict = { ok: true };

const refuse = (code: 'IncompleteSignature' | 'SignatureDoesNotMatch', stringToSign: string): SignatureVerdict => ({
  ok: false,
  refusal: { code, stringToSign },
});

/** Source: cloudapi-2016-07-14.md 1.4, steps 1 to 5. `parameters` of query and form, decoded. */
export function stringToSignV1(method: string, parameters: readonly Pair[]): string {
  const canonical = canonicalPairs(parameters.filter(([name]) => name !== 'Signature'));
  return `${method}&%2F&${encodeRfc3986(canonical)}`;
}

/** Step 6. V1 puts an `&` after the secret; V3 does not. */
export const digestV1 = (stringToSign: string, secret: string): Buffer =>
  createHmac('sha1', `${secret}&`).update(stringToSign).digest();

type CanonicalParts = Pick<RpcRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>;

/** Source: cloudapi-2016-07-14.md 1.5, steps 1 to 4. The header list is the caller's, in the caller's order. */
export function canonicalRequestV3(request: CanonicalParts, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers, name)}\n`).join('');
  return [
    request.method,
    canonicalPath(request.path),
    canonicalPairs(request.query),
    headers,
    signedHeaders.join(';'),
    sha256Hex(request.body),
  ].join('\n');
}

const canonicalHeader = (headers: readonly Pair[], name: string): string =>
  headers
    .filter(([candidate]) => candidate === name)
    .map(([, value]) => value)
    .sort()
    .join(',');

const canonicalPath = (path: string): string =>
  path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~');

export const stringToSignV3 = (canonicalRequest: string): string =>
  `ACS3-HMAC-SHA256\n${sha256Hex(Buffer.from(canonicalRequest))}`;

export const digestV3 = (stringToSign: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(stringToSign).digest();

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
