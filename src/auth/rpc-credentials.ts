import type { Pair } from './rpc-pairs.js';
import { type RpcRequest, singleHeader } from './rpc-request.js';
import { isSessionToken, isTemporary } from './session-token.js';
import { invalidParameter, missingParameter, refused } from './signature-problem.js';

/** A request may be this far from the server's clock, either way (cloudapi 1.3). */
export const MAX_SKEW_MS = 15 * 60 * 1000;

interface CommonCredentials {
  readonly accessKeyId: string;
  readonly nonce: string;
  readonly timestamp: Date;
  /** As sent. */
  readonly signature: string;
  /** Of a temporary key; null without one. */
  readonly securityToken: string | null;
}

export interface V1Credentials extends CommonCredentials {
  readonly scheme: 'v1';
}

export interface V3Credentials extends CommonCredentials {
  readonly scheme: 'v3';
  /** In the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  /** What the caller says the body's SHA-256 is. */
  readonly contentSha256: string;
}

export type RpcCredentials = V1Credentials | V3Credentials;

/**
 * Who says they call, and when. Source: cloudapi-2016-07-14.md 1.3 and the order of table 1.8.
 * @throws SignatureProblem for a missing or malformed common parameter, and for a time out of the window around `now`
 */
export function readCredentials(request: RpcRequest, now: Date): RpcCredentials {
  const credentials = request.scheme === 'v3' ? readV3(request) : readV1(request);
  if (!/^\P{Cc}{1,128}$/u.test(credentials.nonce)) throw invalidParameter(nonceName(request));
  if (Math.abs(now.getTime() - credentials.timestamp.getTime()) > MAX_SKEW_MS) {
    throw refused('InvalidTimeStamp.Expired');
  }
  return credentials;
}

const nonceName = (request: RpcRequest) => (request.scheme === 'v3' ? 'x-acs-signature-nonce' : 'SignatureNonce');

function readV1(request: RpcRequest): V1Credentials {
  const { parameters } = request;
  const required = (name: string): string => {
    const value = parameters.get(name);
    if (value === undefined || value === '') throw missingParameter(name);
    return value;
  };
  const accessKeyId = required('AccessKeyId');
  const signature = required('Signature');
  const exactly = (name: string, value: string): void => {
    if (required(name).toUpperCase() !== value) throw invalidParameter(name);
  };
  exactly('SignatureMethod', 'HMAC-SHA1');
  exactly('SignatureVersion', '1.0');
  if ((parameters.get('SignatureType') ?? '') !== '') throw invalidParameter('SignatureType');
  const nonce = required('SignatureNonce');
  const timestamp = readTimestamp(required('Timestamp'));
  required('Version');
  const securityToken = readSecurityToken(request, accessKeyId);
  return { scheme: 'v1', accessKeyId, nonce, timestamp, signature, securityToken };
}

/** Without these in the signature a caller's operation, time, body or target could be changed on the way. */
const MUST_BE_SIGNED = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
] as const;

function readV3(request: RpcRequest): V3Credentials {
  const { headers } = request;
  const authorization = singleHeader(headers, 'authorization') ?? '';
  const { accessKeyId, signedHeaders, signature } = readAuthorization(authorization);
  const values = new Map(MUST_BE_SIGNED.map((name) => [name, requiredHeader(headers, name)]));
  const value = (name: (typeof MUST_BE_SIGNED)[number]) => values.get(name) ?? '';
  if ((singleHeader(headers, 'x-acs-signature-type') ?? '') !== '') throw invalidParameter('x-acs-signature-type');
  if (!MUST_BE_SIGNED.every((name) => signedHeaders.includes(name))) throw refused('IncompleteSignature');
  if (!signedHeaders.every((name) => headers.some(([present]) => present === name))) {
    throw refused('IncompleteSignature');
  }
  return {
    scheme: 'v3',
    accessKeyId,
    nonce: value('x-acs-signature-nonce'),
    timestamp: readTimestamp(value('x-acs-date')),
    signature,
    signedHeaders,
    contentSha256: value('x-acs-content-sha256'),
    securityToken: readSecurityToken(request, accessKeyId),
  };
}

function requiredHeader(headers: readonly Pair[], name: string): string {
  const value = singleHeader(headers, name);
  if (value === null || value === '') throw missingParameter(name);
  return value;
}

function readAuthorization(text: string): { accessKeyId: string; signedHeaders: string[]; signature: string } {
  const space = text.indexOf(' ');
  const algorithm = space < 0 ? text : text.slice(0, space);
  if (algorithm !== 'ACS3-HMAC-SHA256') throw invalidParameter('SignatureMethod');
  const parts = text
    .slice(algorithm.length)
    .split(',')
    .map((part) => /^\s*(Credential|SignedHeaders|Signature)=([^\s,]+)\s*$/.exec(part));
  const part = (name: string) => parts.find((match) => match?.[1] === name)?.[2];
  const [accessKeyId, names, signature] = [part('Credential'), part('SignedHeaders'), part('Signature')];
  if (parts.length !== 3 || accessKeyId === undefined || names === undefined || signature === undefined) {
    throw refused('IncompleteSignature');
  }
  const signedHeaders = names.split(';');
  const wellFormed = signedHeaders.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name));
  if (!wellFormed || new Set(signedHeaders).size !== signedHeaders.length) throw refused('IncompleteSignature');
  return { accessKeyId, signedHeaders, signature };
}

/** `YYYY-MM-DDThh:mm:ssZ`, a date that exists. */
function readTimestamp(text: string): Date {
  const time = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? text : Number.NaN);
  const exists = !Number.isNaN(time.getTime()) && time.toISOString() === text.replace('Z', '.000Z');
  if (!exists) throw refused('InvalidTimeStamp.Format');
  return time;
}

/** A parameter of either scheme, or a header of V3; only temporary keys go with one. */
function readSecurityToken({ scheme, headers, parameters }: RpcRequest, accessKeyId: string): string | null {
  const header = scheme === 'v3' ? singleHeader(headers, 'x-acs-security-token') : null;
  const sent = [parameters.get('SecurityToken'), header].filter((token) => (token ?? '') !== '');
  const [token = null, other = token] = sent;
  if (token !== other || (token !== null && !isSessionToken(token))) throw refused('InvalidSecurityToken.Malformed');
  if (token === null && isTemporary(accessKeyId)) throw refused('MissingSecurityToken');
  return token;
}
