import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readCredentials } from './rpc-credentials.js';
import type { Pair } from './rpc-pairs.js';
import { type RawRpcRequest, readRpcRequest } from './rpc-request.js';
import {
  canonicalRequestV3,
  digestV1,
  digestV3,
  stringToSignV1,
  stringToSignV3,
  verifySignature,
} from './rpc-signature.js';

const NOW = new Date('2026-01-02T03:04:05Z');
const SECRET = 'testsecret';

function isAccepted(raw: RawRpcRequest): boolean {
  try {
    const request = readRpcRequest(raw);
    return verifySignature(request, readCredentials(request, NOW), SECRET).ok;
  } catch {
    return false;
  }
}

/** Every text that differs from `text` in one bit. */
function* flips(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      if (isUtf8(changed)) yield changed.toString();
    }
  }
}

/** Each pair with one bit of its name or its value flipped. */
function* pairFlips(pairs: readonly Pair[]): Generator<Pair[]> {
  for (const [place, [name, value]] of pairs.entries()) {
    const replaced = (pair: Pair) => pairs.with(place, pair);
    for (const other of flips(name)) yield replaced([other, value]);
    for (const other of flips(value)) yield replaced([name, other]);
  }
}

const encoded = (pairs: readonly Pair[]): string =>
  pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

const COMMON: Pair[] = [
  ['AccessKeyId', 'testid'],
  ['Action', 'DeployApi'],
  ['Description', "it's (a) *test* ~ 中文+&=/"],
  ['Format', 'JSON'],
  ['SignatureMethod', 'HMAC-SHA1'],
  ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
  ['SignatureType', ''],
  ['SignatureVersion', '1.0'],
  ['Timestamp', '2026-01-02T03:04:05Z'],
  ['Version', '2016-07-14'],
];
const V1_SIGNATURE = digestV1(stringToSignV1('POST', COMMON), SECRET).toString('base64');
const FORM: Pair = ['content-type', 'application/x-www-form-urlencoded'];

const v1 = (parameters: readonly Pair[], inQuery: (at: number) => boolean, method = 'POST'): RawRpcRequest => ({
  method,
  path: '/',
  query: encoded([...parameters.filter((_pair, at) => inQuery(at)), ['Signature', V1_SIGNATURE]]),
  headers: [FORM],
  body: Buffer.from(encoded(parameters.filter((_pair, at) => !inQuery(at)))),
});

describe.each([
  ['all in the query', () => true],
  ['all in the body', () => false],
  ['split', (at: number) => at % 2 === 0],
])('V1, %s', (_where, inQuery) => {
  it('is accepted as it was signed, and with no signed bit changed', () => {
    expect(isAccepted(v1(COMMON, inQuery))).toBe(true);
    const accepted = [...pairFlips(COMMON)].filter((pairs) => isAccepted(v1(pairs, inQuery)));
    expect(accepted).toEqual([]);
  });

  it('is refused by another method, without or with one more parameter, with two exchanged', () => {
    expect(isAccepted(v1(COMMON, inQuery, 'GET'))).toBe(false);
    for (const [place, [name]] of COMMON.entries()) {
      expect(isAccepted(v1(COMMON.toSpliced(place, 1), inQuery))).toBe(false);
      const next = COMMON[(place + 1) % COMMON.length]?.[1] ?? '';
      expect(isAccepted(v1(COMMON.with(place, [name, next]), inQuery))).toBe(false);
    }
    expect(isAccepted(v1([...COMMON, ['Extra', '']], inQuery))).toBe(false);
  });
});

const QUERY: Pair[] = [
  ['ApiName', 'demo ~ (中文)'],
  ['Tag.1.Key', 'env'],
];
const BODY = 'RequestParameters=%5B%5D&ResultSample=x%20y';
const HEADERS: Pair[] = [
  FORM,
  ['host', '127.0.0.1:8080'],
  ['x-acs-action', 'CreateApi'],
  ['x-acs-content-sha256', createHash('sha256').update(BODY).digest('hex')],
  ['x-acs-credentials-provider', 'static_ak'],
  ['x-acs-date', '2026-01-02T03:04:05Z'],
  ['x-acs-signature-nonce', '3ee8c1b883d344afa94f4e0ad82fd6cf'],
  ['x-acs-version', '2016-07-14'],
];
const NAMES = HEADERS.map(([name]) => name);

const unsigned = (change: Partial<RawRpcRequest> = {}): RawRpcRequest => ({
  method: 'POST',
  path: '/',
  query: encoded(QUERY),
  headers: HEADERS,
  body: Buffer.from(BODY),
  ...change,
});
const V3_SIGNATURE = digestV3(stringToSignV3(canonicalRequestV3(readRpcRequest(unsigned()), NAMES)), SECRET).toString(
  'hex',
);

function v3(change: Partial<RawRpcRequest> = {}, names = NAMES.join(';')): RawRpcRequest {
  const raw = unsigned(change);
  const authorization = `ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=${names},Signature=${V3_SIGNATURE}`;
  return { ...raw, headers: [...raw.headers, ['authorization', authorization]] };
}

describe('V3', () => {
  it('is accepted as it was signed', () => expect(isAccepted(v3())).toBe(true));

  it('is refused with any bit of method, path, query, body or list of signed headers changed', () => {
    const changes = [
      ...[...flips('POST')].map((method) => v3({ method })),
      ...[...flips('/')].map((path) => v3({ path })),
      ...[...pairFlips(QUERY)].map((pairs) => v3({ query: encoded(pairs) })),
      ...[...flips(BODY)].map((body) => v3({ body: Buffer.from(body) })),
      ...[...flips(NAMES.join(';'))].map((names) => v3({}, names)),
    ];
    expect(changes.length).toBeGreaterThan(1_000);
    expect(changes.filter(isAccepted)).toEqual([]);
  });

  it('is refused with any bit of a signed header changed, but for the case of its name, which means nothing', () => {
    const changes = [...pairFlips(HEADERS)].filter((headers) =>
      headers.some(([name, value], at) => name.toLowerCase() !== HEADERS[at]?.[0] || value !== HEADERS[at]?.[1]),
    );
    expect(changes.length).toBeGreaterThan(1_000);
    expect(changes.filter((headers) => isAccepted(v3({ headers })))).toEqual([]);
  });
});
