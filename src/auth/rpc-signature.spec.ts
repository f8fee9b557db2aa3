import { createHash } from 'node:crypto';
import { readCredentials } from './rpc-credentials.js';
import type { Pair } from './rpc-pairs.js';
import { type RawRpcRequest, readRpcRequest } from './rpc-request.js';
import {
  canonicalRequestV3,
  digestV1,
  digestV3,
  type SignatureVerdict,
  stringToSignV1,
  stringToSignV3,
  verifySignature,
} from './rpc-signature.js';

const NOW = new Date('2026-01-02T03:04:05Z');
const SECRET = 'testsecret';

function verdict(raw: RawRpcRequest, secret = SECRET): SignatureVerdict {
  const request = readRpcRequest(raw);
  return verifySignature(request, readCredentials(request, NOW), secret);
}

/** What a caller learns: `ok`, or the code of the refusal, wherever it was found. */
function outcome(raw: RawRpcRequest): string {
  try {
    const result = verdict(raw);
    return result.ok ? 'ok' : result.refusal.code;
  } catch (error) {
    return (error as Error).message;
  }
}

// cloudapi-2016-07-14.md 1.4, both vectors.
const V1_PARAMETERS: Pair[] = [
  ['AccessKeyId', 'testid'],
  ['Action', 'DeployApi'],
  ['ApiId', 'd6f679aeb3be4b91b3688e887ca1fe16'],
  ['Description', "it's (a) *test* ~ 中文+&=/"],
  ['Format', 'JSON'],
  ['GroupId', '63be9002440b4778a61122f14c2b2bbb'],
  ['SignatureMethod', 'HMAC-SHA1'],
  ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
  ['SignatureVersion', '1.0'],
  ['StageName', 'RELEASE'],
  ['Timestamp', '2026-01-02T03:04:05Z'],
  ['Version', '2016-07-14'],
];
const V1_STRING_TO_SIGN =
  'GET&%2F&AccessKeyId%3Dtestid%26Action%3DDeployApi%26ApiId%3Dd6f679aeb3be4b91b3688e887ca1fe16%26Description%3Dit%2527s%2520%2528a%2529%2520%252Atest%252A%2520~%2520%25E4%25B8%25AD%25E6%2596%2587%252B%2526%253D%252F%26Format%3DJSON%26GroupId%3D63be9002440b4778a61122f14c2b2bbb%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26StageName%3DRELEASE%26Timestamp%3D2026-01-02T03%253A04%253A05Z%26Version%3D2016-07-14';
const V1_LIST_BODY =
  'AccessKeyId=testid&Action=BatchDeployApis&Api.1.ApiUid=a1&Api.1.GroupId=g1&Api.2.ApiUid=a2&Api.2.GroupId=g2&Description=d&Format=JSON&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&SignatureVersion=1.0&StageName=TEST&Timestamp=2026-01-02T03%3A04%3A05Z&Version=2016-07-14';
const FORM: Pair = ['Content-Type', 'application/x-www-form-urlencoded'];

const encode = (pairs: readonly Pair[]): string =>
  pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

const v1 = (pairs: readonly Pair[], signature = '2nlyWy/H++4ZAFXFdDWlGvx57Bo='): RawRpcRequest => ({
  method: 'GET',
  path: '/',
  query: encode([...pairs, ['Signature', signature]]),
  headers: [],
  body: Buffer.alloc(0),
});

const v1Form = (body: string, signature: string): RawRpcRequest => ({
  ...v1([]),
  method: 'POST',
  query: '',
  headers: [FORM],
  body: Buffer.from(`${body}&Signature=${encodeURIComponent(signature)}`),
});

describe('V1 signature', () => {
  it('reproduces the vectors of the reference', () => {
    expect(stringToSignV1('GET', V1_PARAMETERS)).toBe(V1_STRING_TO_SIGN);
    expect(digestV1(V1_STRING_TO_SIGN, SECRET).toString('base64')).toBe('2nlyWy/H++4ZAFXFdDWlGvx57Bo=');
    expect(digestV1(stringToSignV1('POST', V1_PARAMETERS), SECRET).toString('base64')).toBe(
      'mkLSlO9VFGnEc22N2bX05Ah4WeA=',
    );
  });

  it('accepts them as query, as form, and split in any order', () => {
    expect(outcome(v1(V1_PARAMETERS))).toBe('ok');
    expect(outcome(v1([...V1_PARAMETERS].reverse()))).toBe('ok');
    expect(outcome(v1Form(encode(V1_PARAMETERS), 'mkLSlO9VFGnEc22N2bX05Ah4WeA='))).toBe('ok');
    expect(outcome(v1Form(V1_LIST_BODY, '/ZW3+M8cChYcH9v1bATKWL6x3/A='))).toBe('ok');
    const split = v1Form(encode(V1_PARAMETERS.slice(4)), 'mkLSlO9VFGnEc22N2bX05Ah4WeA=');
    expect(outcome({ ...split, query: encode(V1_PARAMETERS.slice(0, 4)) })).toBe('ok');
  });

  it.each([
    ['plus for space', (query: string) => query.replaceAll('%20', '+')],
    ['escapes of characters that need none', (query: string) => query.replace('DeployApi', '%44eploy%41pi')],
    ['lower-case escapes', (query: string) => query.replace('%2F', '%2f')],
    ['unescaped ( ) * ~', (query: string) => query.replaceAll('%28', '(').replaceAll('%2A', '*')],
  ])('decodes before it signs: %s', (_, respell) => {
    const raw = v1(V1_PARAMETERS);
    const query = respell(raw.query);
    expect(outcome({ ...raw, query })).toBe('ok');
  });

  it('keeps an empty SignatureType in what is signed', () => {
    const pairs: Pair[] = [...V1_PARAMETERS, ['SignatureType', '']];
    const signature = digestV1(stringToSignV1('GET', pairs), SECRET).toString('base64');
    expect(outcome(v1(pairs, signature))).toBe('ok');
    expect(outcome(v1(V1_PARAMETERS, signature))).toBe('SignatureDoesNotMatch');
  });

  it.each(V1_PARAMETERS.map(([name]) => name))('refuses a changed, dropped or repeated %s', (changed) => {
    const mutate = (change: (pair: Pair) => Pair[]) =>
      outcome(v1(V1_PARAMETERS.flatMap((pair) => (pair[0] === changed ? change(pair) : [pair]))));
    expect(mutate(([name, value]) => [[name, `${value}x`]])).not.toBe('ok');
    expect(mutate(([name, value]) => [[name, ` ${value}`]])).not.toBe('ok');
    expect(mutate(() => [])).not.toBe('ok');
    expect(mutate((pair) => [pair, pair])).toBe(`InvalidParameter: ${changed}`);
    expect(mutate((pair) => [pair, [changed, 'other']])).toBe(`InvalidParameter: ${changed}`);
  });

  it('refuses an added parameter, another method and another secret, and says what it signed', () => {
    expect(outcome(v1([...V1_PARAMETERS, ['Extra', '']]))).toBe('SignatureDoesNotMatch');
    expect(outcome({ ...v1(V1_PARAMETERS), method: 'POST' })).toBe('SignatureDoesNotMatch');
    expect(verdict(v1(V1_PARAMETERS), 'testsecres')).toEqual({
      ok: false,
      refusal: { code: 'SignatureDoesNotMatch', stringToSign: V1_STRING_TO_SIGN },
    });
  });

  it('refuses every signature with one character changed', () => {
    const right = '2nlyWy/H++4ZAFXFdDWlGvx57Bo=';
    for (let at = 0; at < right.length; at++) {
      const wrong = right.slice(0, at) + (right[at] === 'A' ? 'B' : 'A') + right.slice(at + 1);
      expect(['SignatureDoesNotMatch', 'IncompleteSignature']).toContain(outcome(v1(V1_PARAMETERS, wrong)));
    }
  });

  it.each(['x', '2nlyWy/H++4ZAFXFdDWlGvx57Bo', '2nlyWy/H  4ZAFXFdDWlGvx57Bo=', '2nlyWy/H++4ZAFXFdDWlGvx57Bp='])(
    'calls %p unreadable',
    (signature) => expect(outcome(v1(V1_PARAMETERS, signature))).toBe('IncompleteSignature'),
  );
});

// cloudapi-2016-07-14.md 1.5, both vectors.
const DATE: Pair = ['x-acs-date', '2026-01-02T03:04:05Z'];
const NONCE: Pair = ['x-acs-signature-nonce', '3ee8c1b883d344afa94f4e0ad82fd6cf'];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const BARE_HEADERS: Pair[] = [
  ['host', '127.0.0.1:8080'],
  ['x-acs-action', 'DeployApi'],
  ['x-acs-content-sha256', sha256('')],
  DATE,
  NONCE,
  ['x-acs-version', '2016-07-14'],
];
const BARE_SIGNATURE = '5c09a894cf146d7e647bc313faff750e442237dec0c661041f0ae1d56bbc9165';

const v3 = (headers: readonly Pair[], signature = BARE_SIGNATURE, change: Partial<RawRpcRequest> = {}) => {
  const names = headers.map(([name]) => name.toLowerCase()).join(';');
  const authorization = `ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=${names},Signature=${signature}`;
  return {
    method: 'POST',
    path: '/',
    query:
      'ApiId=d6f679aeb3be4b91b3688e887ca1fe16&Description=it%27s%20%28a%29%20%2Atest%2A%20~%20%E4%B8%AD%E6%96%87%2B%26%3D%2F&GroupId=63be9002440b4778a61122f14c2b2bbb&StageName=RELEASE',
    headers: [...headers, ['Authorization', authorization] as Pair],
    body: Buffer.alloc(0),
    ...change,
  };
};

const FORM_BODY = 'RequestParameters=%5B%5D&ResultSample=x%20y';
const FORM_HEADERS: Pair[] = [
  ['content-type', 'application/x-www-form-urlencoded'],
  ['host', '127.0.0.1:8080'],
  ['x-acs-accesskey-id', 'testid'],
  ['x-acs-action', 'CreateApi'],
  ['x-acs-content-sha256', '702b962c579d60bc57083ee2e2c7708b2de32bc2b63c072d954ed22a02b3ec06'],
  ['x-acs-credentials-provider', 'static_sts'],
  DATE,
  ['x-acs-security-token', 'STS.tok'],
  NONCE,
  ['x-acs-version', '2016-07-14'],
];

describe('V3 signature', () => {
  it('reproduces the vector without a body', () => {
    const canonical = canonicalRequestV3(
      readRpcRequest(v3(BARE_HEADERS)),
      BARE_HEADERS.map(([name]) => name),
    );
    expect(sha256(canonical)).toBe('01941a4de2f7b592680b6c0fd878fc8939c3e33c1b51a422c550c25b642fa4d8');
    expect(digestV3(stringToSignV3(canonical), SECRET).toString('hex')).toBe(BARE_SIGNATURE);
  });

  it('reproduces the vector with a form body and a session token', () => {
    const request = readRpcRequest({
      ...v3(FORM_HEADERS),
      query: 'ApiName=demo&GroupId=g1&Tag.1.Key=env&Tag.1.Value=p',
      body: Buffer.from(FORM_BODY),
    });
    const canonical = canonicalRequestV3(
      request,
      FORM_HEADERS.map(([name]) => name),
    );
    expect(sha256(canonical)).toBe('96a536998769ea00026cd7aba01aa363e22b85a32e445f9f38b62e2aa6b0f8e8');
    expect(digestV3(stringToSignV3(canonical), SECRET).toString('hex')).toBe(
      '648ae7f63ecf924eaf64d4d2613e1be5b0b17211eb66f71a9d69b7edd19de32e',
    );
  });

  it('accepts the vector, with spaces after commas, with headers in any case, padded and unsigned ones too', () => {
    expect(outcome(v3(BARE_HEADERS))).toBe('ok');
    const raw = v3(BARE_HEADERS);
    expect(outcome({ ...raw, headers: raw.headers.map(([n, v]) => [n, v.replaceAll(',', ', ')]) })).toBe('ok');
    expect(outcome({ ...raw, headers: raw.headers.map(([n, v]) => [n.toUpperCase(), ` ${v} `]) })).toBe('ok');
    expect(outcome({ ...raw, headers: [...raw.headers, ['x-acs-retry-attempts', '1']] })).toBe('ok');
  });

  it.each(BARE_HEADERS.map(([name]) => name))('refuses a changed, dropped, unsigned or repeated %s', (changed) => {
    const mutate = (change: (pair: Pair) => Pair[]) => {
      const raw = v3(BARE_HEADERS);
      return outcome({ ...raw, headers: raw.headers.flatMap((pair) => (pair[0] === changed ? change(pair) : [pair])) });
    };
    expect(mutate(([name, value]) => [[name, value.replace(/.$/, (last) => (last === '4' ? '5' : '4'))]])).not.toBe(
      'ok',
    );
    expect(mutate(() => [])).toBe(`MissingParameter: ${changed}`);
    expect(mutate((pair) => [pair, pair])).toBe(`InvalidParameter: ${changed}`);
    const unsigned = BARE_HEADERS.filter(([name]) => name !== changed);
    const raw = v3(unsigned);
    const present = BARE_HEADERS.filter(([name]) => name === changed);
    expect(outcome({ ...raw, headers: [...raw.headers, ...present] })).toBe('IncompleteSignature');
  });

  it('refuses a changed body, query, path, method, secret and an unsigned Action parameter', () => {
    expect(
      outcome(
        v3(BARE_HEADERS, BARE_SIGNATURE, { headers: [FORM, ...v3(BARE_HEADERS).headers], body: Buffer.from('A=1') }),
      ),
    ).toBe('SignatureDoesNotMatch');
    const { query } = v3(BARE_HEADERS);
    expect(outcome(v3(BARE_HEADERS, BARE_SIGNATURE, { query: `${query}&Action=DeleteApi` }))).toBe(
      'SignatureDoesNotMatch',
    );
    expect(outcome(v3(BARE_HEADERS, BARE_SIGNATURE, { query: query.replace('RELEASE', 'RELEASF') }))).toBe(
      'SignatureDoesNotMatch',
    );
    expect(outcome(v3(BARE_HEADERS, BARE_SIGNATURE, { query: `${query}&StageName=PRE` }))).toBe(
      'InvalidParameter: StageName',
    );
    expect(outcome(v3(BARE_HEADERS, BARE_SIGNATURE, { path: '/x' }))).toBe('SignatureDoesNotMatch');
    expect(outcome(v3(BARE_HEADERS, BARE_SIGNATURE, { method: 'GET' }))).toBe('SignatureDoesNotMatch');
    expect(verdict(v3(BARE_HEADERS), 'other')).toMatchObject({
      refusal: {
        code: 'SignatureDoesNotMatch',
        stringToSign: 'ACS3-HMAC-SHA256\n01941a4de2f7b592680b6c0fd878fc8939c3e33c1b51a422c550c25b642fa4d8',
      },
    });
  });

  it('refuses a body whose stated digest is another one, even when all else is signed', () => {
    const headers = [FORM, ...BARE_HEADERS].map(([name, value]) => [name.toLowerCase(), value] as const);
    const names = headers.map(([name]) => name);
    const raw = { ...v3(headers), body: Buffer.from('A=1') };
    const stringToSign = stringToSignV3(canonicalRequestV3(readRpcRequest(raw), names));
    const signature = digestV3(stringToSign, SECRET).toString('hex');
    expect(outcome({ ...v3(headers, signature), body: Buffer.from('A=1') })).toBe('SignatureDoesNotMatch');
  });

  it('refuses every signature with one character changed, and unreadable ones', () => {
    for (let at = 0; at < BARE_SIGNATURE.length; at++) {
      const wrong =
        BARE_SIGNATURE.slice(0, at) + (BARE_SIGNATURE[at] === '0' ? '1' : '0') + BARE_SIGNATURE.slice(at + 1);
      expect(outcome(v3(BARE_HEADERS, wrong))).toBe('SignatureDoesNotMatch');
    }
    expect(outcome(v3(BARE_HEADERS, BARE_SIGNATURE.toUpperCase()))).toBe('IncompleteSignature');
    expect(outcome(v3(BARE_HEADERS, BARE_SIGNATURE.slice(2)))).toBe('IncompleteSignature');
  });

  it('joins the sorted values of a repeated signed header', () => {
    const request = readRpcRequest({
      ...v3(BARE_HEADERS),
      headers: [
        ['X-Many', 'b'],
        ['x-many', ' a '],
      ],
    });
    expect(canonicalRequestV3(request, ['x-many'])).toContain('\nx-many:a,b\n');
  });
});
