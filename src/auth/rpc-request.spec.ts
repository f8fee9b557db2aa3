import { readCredentials } from './rpc-credentials.js';
import type { Pair } from './rpc-pairs.js';
import { formatOf, type RawRpcRequest, readRpcRequest } from './rpc-request.js';

const NOW = new Date('2026-01-02T03:04:05Z');
const raw = (change: Partial<RawRpcRequest> = {}): RawRpcRequest => ({
  method: 'GET',
  path: '/',
  query: '',
  headers: [],
  body: Buffer.alloc(0),
  ...change,
});

const COMMON: Readonly<Record<string, string>> = {
  AccessKeyId: 'testid',
  Action: 'DescribeApis',
  Signature: 'x',
  SignatureMethod: 'HMAC-SHA1',
  SignatureVersion: '1.0',
  SignatureNonce: 'n-1',
  Timestamp: '2026-01-02T03:04:05Z',
  Version: '2016-07-14',
};
const read = (change: Partial<RawRpcRequest>) => {
  const request = readRpcRequest(raw(change));
  return readCredentials(request, NOW);
};
const readV1 = (change: Readonly<Record<string, string | undefined>>) => {
  const entries = Object.entries({ ...COMMON, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return read({ query: new URLSearchParams(entries).toString() });
};

describe('readRpcRequest', () => {
  it('merges query and form, reads + as space in both, keeps empty values', () => {
    const request = readRpcRequest(
      raw({ method: 'POST', query: 'A=1+2&Empty=&Flag&&', body: Buffer.from('B=3+4%2B&C=%E4%B8%AD') }),
    );
    expect([...request.parameters]).toEqual([
      ['A', '1 2'],
      ['Empty', ''],
      ['Flag', ''],
      ['B', '3 4+'],
      ['C', '中'],
    ]);
  });

  it('refuses a parameter that occurs twice, also once in each place, also spelt differently', () => {
    expect(() => readRpcRequest(raw({ query: 'A=1&B=2&A=1' }))).toThrow('InvalidParameter: A');
    expect(() => readRpcRequest(raw({ query: 'A=1', body: Buffer.from('A=1') }))).toThrow('InvalidParameter: A');
    expect(() => readRpcRequest(raw({ query: 'ApiId=1&%41piId=2' }))).toThrow('InvalidParameter: ApiId');
  });

  it.each(['A=%', 'A=%zz', 'A=%E4%B8', 'A=%C0%AF', 'A=%FF'])('refuses the broken escape %s', (query) => {
    expect(() => readRpcRequest(raw({ query }))).toThrow('InvalidParameter: A');
  });

  it('refuses bodies that are no UTF-8 form', () => {
    const body = Buffer.from('A=1');
    const typed = (type: string) => () =>
      readRpcRequest(raw({ method: 'POST', headers: [['Content-Type', type]], body }));
    expect(typed('application/json')).toThrow('InvalidParameter: Content-Type');
    expect(typed('application/x-www-form-urlencoded; charset=gbk')).toThrow('InvalidParameter: Content-Type');
    expect(typed('application/x-www-form-urlencoded; charset=UTF-8')).not.toThrow();
    expect(() => readRpcRequest(raw({ body: Buffer.from([0x41, 0x3d, 0xff]) }))).toThrow('InvalidParameter');
  });

  it.each(['PUT', 'DELETE', 'get', 'Post', ''])('refuses method %p', (method) => {
    expect(() => readRpcRequest(raw({ method }))).toThrow('UnsupportedHTTPMethod');
  });

  it('takes names that mean something to JavaScript as plain names', () => {
    const request = readRpcRequest(raw({ query: '__proto__=1&constructor=2' }));
    expect(request.parameters.get('__proto__')).toBe('1');
    expect(request.parameters.get('toString')).toBeUndefined();
  });

  it('lets the parameter win over the header, and headers speak only where they are signed', () => {
    const headers: Pair[] = [
      ['x-acs-action', 'describeApis'],
      ['x-acs-version', '2016-07-14'],
    ];
    const v3: Pair = ['Authorization', 'ACS3-HMAC-SHA256 x'];
    expect(readRpcRequest(raw({ headers: [...headers, v3] }))).toMatchObject({ scheme: 'v3', action: 'describeApis' });
    expect(readRpcRequest(raw({ headers: [...headers, v3], query: 'Action=A' })).action).toBe('A');
    expect(readRpcRequest(raw({ headers }))).toMatchObject({ scheme: 'v1', action: null, version: null });
  });
});

describe('readCredentials', () => {
  it('reads the common parameters', () => {
    expect(readV1({})).toEqual({
      scheme: 'v1',
      accessKeyId: 'testid',
      nonce: 'n-1',
      timestamp: NOW,
      signature: 'x',
      securityToken: null,
    });
  });

  it.each([
    'AccessKeyId',
    'Signature',
    'SignatureMethod',
    'SignatureVersion',
    'SignatureNonce',
    'Timestamp',
    'Version',
  ])('misses %s, absent or empty', (name) => {
    expect(() => readV1({ [name]: undefined })).toThrow(`MissingParameter: ${name}`);
    expect(() => readV1({ [name]: '' })).toThrow(`MissingParameter: ${name}`);
  });

  it('names the access key first when nothing is signed', () => {
    expect(() => read({})).toThrow('MissingParameter: AccessKeyId');
    expect(() => read({ headers: [['authorization', 'Bearer x']] })).toThrow('MissingParameter: AccessKeyId');
  });

  it.each([
    [{ SignatureMethod: 'HMAC-SHA256' }, 'InvalidParameter: SignatureMethod'],
    [{ SignatureVersion: '2.0' }, 'InvalidParameter: SignatureVersion'],
    [{ SignatureType: 'BEARERTOKEN' }, 'InvalidParameter: SignatureType'],
    [{ SignatureNonce: 'x'.repeat(129) }, 'InvalidParameter: SignatureNonce'],
    [{ SignatureNonce: 'a\u0000b' }, 'InvalidParameter: SignatureNonce'],
    [{ SignatureNonce: 'a\u007fb' }, 'InvalidParameter: SignatureNonce'],
    [{ Format: 'YAML' }, 'InvalidParameter: Format'],
    [{ SecurityToken: 'tok' }, 'InvalidSecurityToken.Malformed'],
    [{ AccessKeyId: 'STS.abc' }, 'MissingSecurityToken'],
  ])('refuses %p with %s', (change, message) => {
    expect(() => readV1(change)).toThrow(message);
  });

  it.each([
    ['2026-01-02T02:49:05Z', null],
    ['2026-01-02T03:19:05Z', null],
    ['2026-01-02T02:49:04Z', 'InvalidTimeStamp.Expired'],
    ['2026-01-02T03:19:06Z', 'InvalidTimeStamp.Expired'],
    ['1970-01-01T00:00:00Z', 'InvalidTimeStamp.Expired'],
    ['2026-01-02T03:04:05', 'InvalidTimeStamp.Format'],
    ['2026-01-02T03:04:05+08:00', 'InvalidTimeStamp.Format'],
    ['2026-01-02 03:04:05Z', 'InvalidTimeStamp.Format'],
    ['2026-02-30T03:04:05Z', 'InvalidTimeStamp.Format'],
    ['2026-01-02T25:04:05Z', 'InvalidTimeStamp.Format'],
    ['1767323045', 'InvalidTimeStamp.Format'],
  ])('timestamp %s: %s', (Timestamp, refusal) => {
    if (refusal === null) expect(readV1({ Timestamp }).timestamp).toEqual(new Date(Timestamp));
    else expect(() => readV1({ Timestamp })).toThrow(refusal);
  });

  it.each([
    ['ACS3-HMAC-SM3 Credential=a,SignedHeaders=host,Signature=b', 'InvalidParameter: SignatureMethod'],
    ['ACS3-RSA-SHA256 Credential=a,SignedHeaders=host,Signature=b', 'InvalidParameter: SignatureMethod'],
    ['ACS3-HMAC-SHA256', 'IncompleteSignature'],
    ['ACS3-HMAC-SHA256 Credential=a,Signature=b', 'IncompleteSignature'],
    ['ACS3-HMAC-SHA256 Credential=a,Credential=c,SignedHeaders=host,Signature=b', 'IncompleteSignature'],
    ['ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;host,Signature=b', 'IncompleteSignature'],
    ['ACS3-HMAC-SHA256 Credential=a,SignedHeaders=Host,Signature=b', 'IncompleteSignature'],
    ['ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=b', 'MissingParameter: host'],
  ])('Authorization %s: %s', (authorization, message) => {
    expect(() => read({ headers: [['Authorization', authorization]] })).toThrow(message);
  });
});

describe('formatOf', () => {
  it.each([
    ['', [], 'JSON'],
    ['Format=xml', [], 'XML'],
    ['Format=JSON', [['Accept', 'application/xml']], 'JSON'],
    ['', [['Accept', 'application/xml']], 'XML'],
    ['', [['accept', 'XML']], 'XML'],
    ['', [['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9']], 'JSON'],
    ['A=%zz&Format=XML', [], 'XML'],
  ] as [string, Pair[], string][])('%s %p is %s', (query, headers, format) => {
    expect(formatOf(raw({ query, headers }))).toBe(format);
  });

  it('reads the form too', () => {
    expect(formatOf(raw({ method: 'POST', body: Buffer.from('Format=XML') }))).toBe('XML');
  });
});
