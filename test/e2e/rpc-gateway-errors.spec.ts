import { randomUUID } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import type { Pair } from '../../src/auth/rpc-pairs.js';
import { digestV1, stringToSignV1 } from '../../src/auth/rpc-signature.js';
import { send } from '../support/cloudapi-clients.js';
import { type RunningProgram, runProgram } from '../support/running-program.js';

let program: RunningProgram;
beforeAll(async () => {
  program = await runProgram();
});
afterAll(() => program?.stop());

const NO_OPERATION = 'Specified api is not found, please check your url and method.';
const missing = (name: string) =>
  `The input parameter "${name}" that is mandatory for processing this request is not supplied.`;
const invalid = (name: string) => `The specified parameter "${name}" is not valid.`;
const wireTime = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');
const minutesFromNow = (count: number) => wireTime(new Date(Date.now() + count * 60_000));

type Change = Readonly<Record<string, string | undefined>>;

/** Changes to a good call -> how it is refused. `undefined` leaves a parameter out. Source: cloudapi-2016-07-14.md 1.8. */
const TABLE: readonly (readonly [change: Change, status: number, code: string, message: string])[] = [
  [{ Action: undefined }, 404, 'MissingAction', NO_OPERATION],
  [{ Action: '' }, 404, 'MissingAction', NO_OPERATION],
  [{ Action: 'Nothing' }, 404, 'InvalidAction.NotFound', NO_OPERATION],
  [{ Action: 'describeRegions' }, 404, 'InvalidAction.NotFound', NO_OPERATION],
  [{ Action: 'GetUser' }, 404, 'InvalidAction.NotFound', NO_OPERATION],
  [{ Version: '2015-05-01' }, 404, 'InvalidAction.NotFound', NO_OPERATION],
  [{ Version: '2016-07-15' }, 400, 'InvalidVersion', 'Specified parameter Version is not valid.'],
  ...['Version', 'AccessKeyId', 'SignatureMethod', 'SignatureVersion', 'SignatureNonce', 'Timestamp'].flatMap((name) =>
    [undefined, ''].map((value) => [{ [name]: value }, 400, 'MissingParameter', missing(name)] as const),
  ),
  [{ Signature: undefined }, 400, 'MissingParameter', missing('Signature')],
  [{ SignatureMethod: 'HMAC-SHA256' }, 400, 'InvalidParameter', invalid('SignatureMethod')],
  [{ SignatureVersion: '2.0' }, 400, 'InvalidParameter', invalid('SignatureVersion')],
  [{ SignatureType: 'BEARERTOKEN', BearerToken: 'x' }, 400, 'InvalidParameter', invalid('SignatureType')],
  [{ SignatureNonce: 'n'.repeat(129) }, 400, 'InvalidParameter', invalid('SignatureNonce')],
  [{ Format: 'YAML' }, 400, 'InvalidParameter', invalid('Format')],
  [
    { Timestamp: '2026-01-02 03:04:05' },
    400,
    'InvalidTimeStamp.Format',
    'Specified time stamp or date value is not well formatted.',
  ],
  [
    { Timestamp: minutesFromNow(-16) },
    400,
    'InvalidTimeStamp.Expired',
    'Specified time stamp or date value is expired.',
  ],
  [
    { Timestamp: minutesFromNow(60) },
    400,
    'InvalidTimeStamp.Expired',
    'Specified time stamp or date value is expired.',
  ],
  [{ AccessKeyId: 'LTAInobody' }, 404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'],
  [{ AccessKeyId: 'STS.nobody' }, 400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.'],
  [{ SecurityToken: 'tok' }, 400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.'],
  [
    { SecurityToken: 'x'.repeat(64) },
    400,
    'InvalidSecurityToken.MismatchWithAccessKey',
    'Specified SecurityToken mismatch with the AccessKey.',
  ],
];

const WITH_STRING: readonly (readonly [signature: string, code: string, sentence: string])[] = [
  ['AAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.'],
  ['no base64', 'IncompleteSignature', 'The request signature does not conform to Aliyun standards.'],
];

interface Refusal {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly id: string;
}

async function call(
  method: 'GET' | 'POST',
  format: 'JSON' | 'XML',
  change: Change,
): Promise<Refusal & { signed: string }> {
  const { accessKeyId, accessKeySecret } = program.credentials;
  const good: Change = {
    AccessKeyId: accessKeyId,
    Action: 'DescribeRegions',
    Format: format,
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: randomUUID(),
    SignatureVersion: '1.0',
    Timestamp: wireTime(new Date()),
    Version: '2016-07-14',
  };
  const pairs = Object.entries({ ...good, ...change }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const toSign: Pair[] = pairs.filter(([name]) => name !== 'Signature');
  const signed = stringToSignV1(method, toSign);
  const signature = digestV1(signed, accessKeySecret).toString('base64');
  const all: [string, string][] = 'Signature' in change ? pairs : [...pairs, ['Signature', signature]];
  const text = new URLSearchParams(all).toString();
  const answer = await send(
    method === 'GET'
      ? { port: program.port, path: `/?${text}` }
      : {
          port: program.port,
          method,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: text,
        },
  );
  return { ...read(answer), signed };
}

function read({ status, headers, body }: Awaited<ReturnType<typeof send>>): Refusal {
  const isXml = headers['content-type'] === 'text/xml;charset=utf-8';
  const fields = isXml ? new XMLParser().parse(body).Error : JSON.parse(body);
  return { status, fields: { ...fields, as: isXml ? 'XML' : 'JSON' }, id: String(headers['x-acs-request-id']) };
}

const refusalOf = (code: string, message: string) => ({
  RequestId: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
  HostId: `127.0.0.1:${program.port}`,
  Code: code,
  Message: message,
  Recommend: expect.stringContaining(`https://api.aliyun.com/troubleshoot?q=${code}&product=`),
});

describe.each([
  ['GET', 'JSON'],
  ['POST', 'JSON'],
  ['GET', 'XML'],
  ['POST', 'XML'],
] as const)('%s, %s', (method, format) => {
  it.each(TABLE)('%j: %d %s', async (change, status, code, message) => {
    const refusal = await call(method, format, change);
    expect(refusal).toMatchObject({ status, fields: refusalOf(code, message) });
    expect(refusal.id).toBe(refusal.fields['RequestId']);
    expect(refusal.fields['as']).toBe(change['Format'] === undefined ? format : 'JSON');
  });

  it.each(WITH_STRING)('signature %s: %s, and the string to sign', async (Signature, code, sentence) => {
    const refusal = await call(method, format, { Signature });
    expect(refusal.status).toBe(400);
    expect(refusal.fields).toMatchObject(refusalOf(code, `${sentence} server string to sign is:${refusal.signed}`));
  });

  it('a nonce twice: SignatureNonceUsed', async () => {
    const nonce = { SignatureNonce: randomUUID() };
    await call(method, 'JSON', nonce);
    expect((await call(method, format, nonce)).fields).toMatchObject(
      refusalOf('SignatureNonceUsed', 'Specified signature nonce was used already.'),
    );
  });
});

function header(change: Change = {}): Record<string, string> {
  const all: Change = {
    authorization: `ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=${'0'.repeat(64)}`,
    'x-acs-action': 'DescribeRegions',
    'x-acs-version': '2016-07-14',
    'x-acs-date': wireTime(new Date()),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': '0'.repeat(64),
    ...change,
  };
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

describe('V3', () => {
  const SIGNED = 'host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version';
  const authorization = (credential: string) =>
    `ACS3-HMAC-SHA256 Credential=${credential},SignedHeaders=${SIGNED},Signature=${'0'.repeat(64)}`;

  it.each<readonly [Change, number, string, string]>([
    [{ 'x-acs-action': undefined }, 404, 'MissingAction', NO_OPERATION],
    [{ 'x-acs-action': 'Nothing' }, 404, 'InvalidAction.NotFound', NO_OPERATION],
    [{ 'x-acs-version': '2000-01-01' }, 400, 'InvalidVersion', 'Specified parameter Version is not valid.'],
    [{ 'x-acs-version': undefined }, 400, 'MissingParameter', missing('Version')],
    [{ 'x-acs-date': undefined }, 400, 'MissingParameter', missing('x-acs-date')],
    [{ 'x-acs-signature-nonce': undefined }, 400, 'MissingParameter', missing('x-acs-signature-nonce')],
    [{ 'x-acs-content-sha256': undefined }, 400, 'MissingParameter', missing('x-acs-content-sha256')],
    [{ 'x-acs-signature-type': 'BEARERTOKEN' }, 400, 'InvalidParameter', invalid('x-acs-signature-type')],
    [
      { authorization: 'ACS3-HMAC-SM3 Credential=a,SignedHeaders=host,Signature=b' },
      400,
      'InvalidParameter',
      invalid('SignatureMethod'),
    ],
    [
      { authorization: authorization('LTAInobody'), 'x-acs-date': 'today' },
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted.',
    ],
    [
      { authorization: authorization('LTAInobody') },
      404,
      'InvalidAccessKeyId.NotFound',
      'Specified access key is not found.',
    ],
    [
      { authorization: authorization('STS.nobody') },
      400,
      'MissingSecurityToken',
      'SecurityToken is mandatory for this action.',
    ],
    [
      { authorization: authorization('STS.nobody'), 'x-acs-security-token': 'tok' },
      400,
      'InvalidSecurityToken.Malformed',
      'Specified SecurityToken is malformed.',
    ],
    [
      {},
      400,
      'IncompleteSignature',
      'The request signature does not conform to Aliyun standards. server string to sign is:',
    ],
  ])('%j: %d %s', async (change, status, code, message) => {
    const accepts = ['application/json', 'application/xml'];
    for (const accept of accepts) {
      const answer = await send({ port: program.port, headers: header({ accept, ...change }) });
      expect(read(answer)).toMatchObject({ status, fields: refusalOf(code, message) });
      expect(read(answer).fields['as']).toBe(accept.endsWith('xml') ? 'XML' : 'JSON');
    }
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('%s is no method of the protocol', async (method) => {
    expect(read(await send({ port: program.port, method, headers: header() }))).toMatchObject({
      status: 403,
      fields: refusalOf('UnsupportedHTTPMethod', 'This http method is not supported.'),
    });
  });
});
