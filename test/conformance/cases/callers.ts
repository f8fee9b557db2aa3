import type { ConformanceCase, RequestExchange, TestRequest } from '../conformance-case.js';
import { api, passed, refused, SIGNED, signedBy } from './apis.js';
import { asks, text } from './building.js';

const bearing = (authorization: string, target = '/'): TestRequest => ({ target, headers: { authorization } });

const NEEDED = refused(400, 'A400MA', 'Need authorization');
const BAD_CODE = refused(400, 'A400AC', 'Invalid AppCode `not exists`');
const EXPIRED = refused(403, 'A403EP', 'App authorization expired');

export const CALLERS: readonly ConformanceCase[] = [
  {
    name: 'ProtocolListed',
    about: 'A route that names the protocol of the caller serves it',
    serves: (ports) => api(ports, { protocols: ['https', 'http'] }),
    exchanges: [asks('/', passed())],
  },
  {
    name: 'ProtocolNotListed',
    about: 'A route that does not name it refuses before it asks who calls',
    serves: (ports) => api(ports, { protocols: ['https'], callers: {} }),
    exchanges: [asks('/', refused(403, 'I403PT', 'Invalid protocol http unsupported'))],
  },
  {
    name: 'CallersNoCredentials',
    about: 'Who brings nothing that the route takes is told that something is needed',
    serves: (ports) => api(ports, { callers: { appCodes: [{ location: 'header', name: 'x-code', scheme: null }] } }),
    exchanges: [
      asks('/', NEEDED),
      asks('/?AppCode=code-first', NEEDED),
      asks(bearing('APPCODE code-first'), NEEDED),
      asks({ target: '/', headers: { 'x-code': '' } }, NEEDED),
    ],
  },
  {
    name: 'AppCodeInHeader',
    about: 'An AppCode is the whole value of a header; the backend does not get it',
    serves: (ports) => api(ports, { callers: { appCodes: [{ location: 'header', name: 'X-Code', scheme: null }] } }),
    exchanges: [
      asks({ target: '/', headers: { 'x-code': 'code-second' } }, passed({ headers: { 'x-code': null } })),
      asks({ target: '/', headers: { 'x-code': 'code-third' } }, BAD_CODE),
    ],
  },
  {
    name: 'AppCodeWithScheme',
    about: 'An AppCode stands behind a word, in any case; another word is somebody else’s',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks(bearing('APPCODE code-first'), passed({ headers: { authorization: null } })),
      asks(bearing('appcode  code-first'), passed({ headers: { authorization: null } })),
      asks(bearing('APPCODE other'), BAD_CODE),
      asks(bearing('APPCODE code-expired'), EXPIRED),
      asks(bearing('Bearer code-first'), NEEDED),
      asks(bearing('code-first'), NEEDED),
    ],
  },
  {
    name: 'AppCodeInQuery',
    about: 'An AppCode is a parameter of the query, which goes on without it',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks('/x?a=1&AppCode=code-first&b=%2f', passed({ target: '/x?a=1&b=%2F' })),
      asks('/x?AppCode=code%2Dfirst', passed({ target: '/x' })),
      asks('/x?AppCode=other', BAD_CODE),
      asks('/x?appcode=code-first', NEEDED),
      // The header is looked at first, in the order of the policy.
      asks(bearing('APPCODE other', '/x?AppCode=code-first'), BAD_CODE),
    ],
  },
  {
    name: 'AppCodePassesOtherAuthorization',
    about: 'What did not let the caller in goes on to the backend',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks(bearing('Bearer token', '/?AppCode=code-first'), passed({ headers: { authorization: 'Bearer token' } })),
    ],
  },
  {
    name: 'CallersBeforeAnswer',
    about: 'Callers are asked before the gateway answers by itself, too',
    serves: (ports) => api(ports, { callers: {}, action: text('mock') }),
    exchanges: [asks('/', NEEDED), asks({ target: '/', ...SIGNED }, { status: 200, body: 'mock' })],
  },
];

const JSON_BODY: TestRequest = {
  target: '/orders?dry=1',
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json', date: 'Thu, 26 Nov 2026 04:00:00 GMT' },
  body: '{"a":1}',
};

const FORM_BODY: TestRequest = {
  target: '/orders?b=2&c=x',
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
  body: 'a=1&c=%E4%BD%A0+y&d=',
};

const WRONG = refused(403, 'A403IS', /^Invalid Signature, Server StringToSign:[!-~ ]+$/);

/** The signed request after somebody has changed a part of it. */
const changed = (request: TestRequest, tampered: TestRequest['tampered'], expect = WRONG): RequestExchange =>
  asks({ ...request, ...SIGNED, tampered: tampered ?? {} }, expect);

const withHeader = (name: string, value: string | null) => ({ headers: { [name]: value } });

const header = (name: string, reason: string) => refused(400, 'I400HD', `Invalid Header \`${name}\` ${reason}`);
const required = (name: string) => refused(400, 'I400MH', `Header \`${name}\` is Required`);

const MINUTE_MS = 60_000;

export const SIGNATURES: readonly ConformanceCase[] = [
  {
    name: 'SignatureOfQuery',
    about:
      'A signature covers the query in order and decoded; an empty value leaves its name, of several the first counts',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks({ target: '/a%20b/c', ...SIGNED }, passed({ target: '/a%20b/c' })),
      asks(
        { target: '/?b=%E4%BD%A0+%26&a=&c&b=2&B=1', ...SIGNED },
        passed({ target: '/?b=%E4%BD%A0+%26&a=&c&b=2&B=1' }),
      ),
    ],
  },
  {
    name: 'SignatureMethods',
    about: 'HmacSHA256 is meant when no method is named; each has to be allowed',
    serves: (ports) => api(ports, { callers: { signatures: ['HmacSHA256'] } }),
    exchanges: [
      asks({ target: '/', signed: signedBy('first', { method: null }) }, passed()),
      asks({ target: '/', signed: signedBy('first', { method: 'HmacSHA256' }) }, passed()),
      asks(
        { target: '/', signed: signedBy('first', { method: 'HmacSHA1' }) },
        header('X-Ca-Signature-Method', 'is not allowed'),
      ),
      changed(
        { target: '/' },
        withHeader('x-ca-signature-method', 'HmacMD5'),
        header('X-Ca-Signature-Method', 'is not allowed'),
      ),
    ],
  },
  {
    name: 'SignatureSha1',
    about: 'HmacSHA1 is taken where it is allowed',
    serves: (ports) => api(ports, { callers: { signatures: ['HmacSHA1'] } }),
    exchanges: [asks({ target: '/?x=1', signed: signedBy('second', { method: 'HmacSHA1' }) }, passed())],
  },
  {
    name: 'SignatureOfBodies',
    about: 'A signature covers a form by its parameters and any other body by its MD5; the body goes on whole',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks({ ...JSON_BODY, ...SIGNED }, passed({ body: '{"a":1}', target: '/orders?dry=1', method: 'POST' })),
      asks({ ...FORM_BODY, ...SIGNED }, passed({ body: 'a=1&c=%E4%BD%A0+y&d=', target: '/orders?b=2&c=x' })),
      asks({ ...FORM_BODY, ...SIGNED, chunked: true }, passed({ body: 'a=1&c=%E4%BD%A0+y&d=' })),
      asks({ target: '/', method: 'PUT', body: 'text', ...SIGNED, chunked: true }, passed({ body: 'text' })),
    ],
  },
  {
    name: 'SignatureNotPassedOn',
    about: 'The backend gets the call without its signature',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks(
        { target: '/', headers: { 'x-ca-stage': 'RELEASE', 'x-mine': '1' }, ...SIGNED },
        passed({
          headers: {
            'x-ca-signature': null,
            'x-ca-signature-headers': null,
            'x-ca-signature-method': null,
            'x-mine': '1',
          },
        }),
      ),
    ],
  },
  {
    name: 'SignatureOfNobody',
    about: 'Unknown keys and apps without authorisation are answered alike, whatever they sign with',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks({ target: '/', signed: signedBy('third') }, refused(403, 'I403AA', 'Unauthorized')),
      asks({ target: '/', signed: signedBy('expired') }, EXPIRED),
      asks({ target: '/', signed: signedBy('expired', { secret: 'other' }) }, WRONG),
    ],
  },
  {
    name: 'SignatureIncomplete',
    about: 'A signature needs its key, a key its signature; an AppCode besides does not count',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      changed({ target: '/' }, withHeader('x-ca-key', null), required('X-Ca-Key')),
      changed({ target: '/' }, withHeader('x-ca-signature', null), required('X-Ca-Signature')),
      changed(bearing('APPCODE code-first'), withHeader('x-ca-nonce', 'x')),
    ],
  },
  {
    name: 'SignatureWrongSecret',
    about: 'Who signs with another secret is told the string that the gateway signed',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks(
        {
          target: '/x?b=%C3%A9&a=1',
          method: 'PUT',
          headers: { accept: 'a/b', 'content-type': 'text/plain' },
          signed: signedBy('first', { secret: 'other', offMs: null, nonce: 'n-1', method: null }),
        },
        refused(
          403,
          'A403IS',
          'Invalid Signature, Server StringToSign:' +
            'PUT#a/b##text/plain##x-ca-key:key-first#x-ca-nonce:n-1#/x?a=1&b=%C3%A9',
        ),
      ),
    ],
  },
  {
    name: 'SignatureTampered',
    about: 'Nothing that is signed can be changed on the way',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      changed(JSON_BODY, { method: 'PUT' }),
      changed(JSON_BODY, { target: '/order?dry=1' }),
      changed(JSON_BODY, { target: '/orders?dry=2' }),
      changed(JSON_BODY, { target: '/orders' }),
      changed(JSON_BODY, { target: '/orders?dry=1&e=' }),
      changed(JSON_BODY, { body: '{"a":2}' }, header('Content-MD5', 'does not match the body')),
      changed(JSON_BODY, { body: '' }, header('Content-MD5', 'does not match the body')),
      changed(JSON_BODY, withHeader('content-md5', null)),
      changed(JSON_BODY, withHeader('content-type', 'text/plain')),
      changed(JSON_BODY, withHeader('accept', '*/*')),
      changed(JSON_BODY, withHeader('date', 'Thu, 26 Nov 2026 04:00:01 GMT')),
      changed(JSON_BODY, withHeader('x-ca-key', 'key-second')),
      changed(JSON_BODY, withHeader('x-ca-nonce', 'another')),
      changed(JSON_BODY, withHeader('x-ca-nonce', null)),
      changed(JSON_BODY, withHeader('x-ca-timestamp', null)),
      changed(JSON_BODY, withHeader('x-ca-signature-headers', 'x-ca-key')),
      changed(JSON_BODY, withHeader('x-ca-signature', 'AAAA')),
      changed({ target: '/', headers: { 'x-ca-stage': 'RELEASE' } }, withHeader('x-ca-stage', 'TEST')),
      changed(FORM_BODY, { body: 'a=2&c=%E4%BD%A0+y&d=' }),
      changed(FORM_BODY, { body: 'a=1&c=%E4%BD%A0+y&d=&e=1' }),
    ],
  },
  {
    name: 'SignatureTimestamp',
    about: 'A timestamp may be 15 minutes off, and is needed only where a nonce is',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      asks({ target: '/', signed: signedBy('first', { offMs: -14 * MINUTE_MS }) }, passed()),
      asks({ target: '/', signed: signedBy('first', { offMs: 14 * MINUTE_MS }) }, passed()),
      asks({ target: '/', signed: signedBy('first', { offMs: null, nonce: null }) }, passed()),
      ...[-16, 16].map((minutes) =>
        asks(
          { target: '/', signed: signedBy('first', { offMs: minutes * MINUTE_MS }) },
          header('X-Ca-Timestamp', 'is more than 15 minutes off'),
        ),
      ),
      changed(
        { target: '/' },
        withHeader('x-ca-timestamp', 'yesterday'),
        header('X-Ca-Timestamp', 'is not a time in milliseconds'),
      ),
    ],
  },
  {
    name: 'SignatureNonceRequired',
    about: 'Where a nonce is required, so is a timestamp',
    serves: (ports) => api(ports, { callers: { nonceRequired: true } }),
    exchanges: [
      asks({ target: '/', ...SIGNED }, passed()),
      asks({ target: '/', signed: signedBy('first', { nonce: null }) }, required('X-Ca-Nonce')),
      asks({ target: '/', signed: signedBy('first', { offMs: null }) }, required('X-Ca-Timestamp')),
    ],
  },
  {
    name: 'SignatureNonceOnce',
    about: 'A nonce works once; a call without one is taken again',
    serves: (ports) => api(ports, { callers: {} }),
    exchanges: [
      {
        kind: 'replay',
        request: { target: '/', ...SIGNED },
        expect: passed(),
        again: header('X-Ca-Nonce', 'is used already'),
      },
      {
        kind: 'replay',
        request: { target: '/', signed: signedBy('first', { nonce: null }) },
        expect: passed(),
        again: passed(),
      },
    ],
  },
  {
    name: 'SignatureNotTaken',
    about: 'Where only AppCodes are taken a signature does not count',
    serves: (ports) => api(ports, { callers: { signatures: [] } }),
    exchanges: [
      asks({ target: '/', ...SIGNED }, NEEDED),
      asks({ ...bearing('APPCODE code-first'), ...SIGNED }, passed()),
    ],
  },
];
