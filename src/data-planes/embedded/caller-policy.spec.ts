import { createHash } from 'node:crypto';
import { type Call as ClientCall, type SignWith, signCall } from '../../../test/support/call-time-client.js';
import type { CallerPolicy } from '../../ir/fragment.js';
import { type Call, compileCallers, identify, verify } from './caller-policy.js';
import { isForm } from './mapping-values.js';

const NOW = 1_800_000_000_000;

const POLICY: CallerPolicy = {
  appCodes: [],
  signatures: ['HmacSHA256', 'HmacSHA1'],
  nonceRequired: false,
  apps: [
    { id: '7', expiresAt: null, keys: [{ key: 'k1', secret: 's1' }], codeDigests: [] },
    { id: '8', expiresAt: null, keys: [{ key: 'k2', secret: 's2' }], codeDigests: [] },
  ],
};

interface Sent extends ClientCall {
  readonly headers: Record<string, string>;
}

/** What the gateway makes of what was sent: the app, or the code of the fault. */
function verdictOf({ method, target, headers, body = '' }: Sent): string {
  const [path = '', query = ''] = target.split('?');
  const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  const lines = new Map(Object.entries(headers).map(([name, value]) => [name, bytes(value)]));
  const call: Call = { method, path, query: query === '' ? '' : `?${query}`, header: (name) => lines.get(name) };
  const who = identify(compileCallers(POLICY), call, NOW);
  if (!('key' in who)) return 'fault' in who ? who.fault : who.appId;
  const settled = verify(who, call, { bytes: Buffer.from(body), isForm: isForm(headers['content-type']) }, NOW);
  return 'fault' in settled ? settled.fault : settled.appId;
}

/** Reproducible. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TEXTS = ['', 'a', 'A', '1', 'a b', 'é', '你好', '😀', 'x=y', 'a&b', '+', '%', '~!*()', "it's", 'a/b?c', 'zz'];

function randomCall(random: (below: number) => number): ClientCall {
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const pairs = () => {
    const parameters = new URLSearchParams();
    for (let left = random(4); left > 0; left -= 1)
      parameters.append(pick(TEXTS.filter((text) => text !== '')), pick(TEXTS));
    return parameters.toString();
  };
  const query = pairs();
  const target = `${pick(['/', '/a', '/a%20b/c', '/v1/users/7'])}${query === '' ? '' : `?${query}`}`;
  const headers: Record<string, string> = {
    accept: pick(['*/*', 'application/json']),
    date: 'Thu, 26 Nov 2026 04:00:00 GMT',
    'x-ca-stage': pick(['RELEASE', 'TEST']),
    'x-ca-extra': pick(['é', '1']),
  };
  const kind = random(3);
  if (kind === 0) return { method: pick(['GET', 'DELETE']), target, headers };
  headers['content-type'] = kind === 1 ? 'application/x-www-form-urlencoded; charset=UTF-8' : 'application/json';
  return {
    method: pick(['POST', 'PUT']),
    target,
    headers,
    body: kind === 1 ? `f=1&${pairs()}` : `{"n":${random(99)}}`,
  };
}

const WRONG = 'wrong-signature';

/** Every way to change what is signed; gives the fault that it must come to, null where there is nothing to change. */
const MUTATIONS: Readonly<Record<string, (sent: Sent) => readonly [Sent, string] | null>> = {
  method: (sent) => [{ ...sent, method: 'PATCH' }, WRONG],
  path: (sent) => [{ ...sent, target: `/x${sent.target}` }, WRONG],
  'a parameter more': (sent) => [
    { ...sent, target: `${sent.target}${sent.target.includes('?') ? '&' : '?'}new=1` },
    WRONG,
  ],
  // A form may hide all of it.
  'the query left out': (sent) =>
    sent.target.includes('?') && !isForm(sent.headers['content-type'])
      ? [{ ...sent, target: pathOf(sent) }, WRONG]
      : null,
  'another body': (sent) => {
    if (sent.body === undefined) return null;
    return isForm(sent.headers['content-type'])
      ? [{ ...sent, body: sent.body.replace('f=1', 'f=2') }, WRONG]
      : [{ ...sent, body: `${sent.body} ` }, 'invalid-header'];
  },
  'another body with its digest': (sent) =>
    sent.headers['content-md5'] === undefined
      ? null
      : [withHeader({ ...sent, body: '{}' }, 'content-md5', createHash('md5').update('{}').digest('base64')), WRONG],
  'no digest': (sent) => (sent.headers['content-md5'] === undefined ? null : [without(sent, 'content-md5'), WRONG]),
  accept: (sent) => [withHeader(sent, 'accept', 'text/html'), WRONG],
  date: (sent) => [withHeader(sent, 'date', 'Thu, 26 Nov 2026 04:00:01 GMT'), WRONG],
  stage: (sent) => [withHeader(sent, 'x-ca-stage', 'PRE'), WRONG],
  'no stage': (sent) => [without(sent, 'x-ca-stage'), WRONG],
  nonce: (sent) => [withHeader(sent, 'x-ca-nonce', 'another'), WRONG],
  'no nonce': (sent) => [without(sent, 'x-ca-nonce'), WRONG],
  timestamp: (sent) => [withHeader(sent, 'x-ca-timestamp', String(NOW + 1)), WRONG],
  'no timestamp': (sent) => [without(sent, 'x-ca-timestamp'), WRONG],
  'a late timestamp': (sent) => [withHeader(sent, 'x-ca-timestamp', String(NOW - 900_001)), 'invalid-header'],
  'a signed header': (sent) => [withHeader(sent, 'x-ca-extra', '2'), WRONG],
  'a shorter list': (sent) => [withHeader(sent, 'x-ca-signature-headers', 'x-ca-key,x-ca-nonce'), WRONG],
  'another key': (sent) => [withHeader(sent, 'x-ca-key', 'k2'), WRONG],
  'an unknown key': (sent) => [withHeader(sent, 'x-ca-key', 'k3'), 'unauthorised'],
  'another method of signing': (sent) => [
    withHeader(
      sent,
      'x-ca-signature-method',
      sent.headers['x-ca-signature-method'] === 'HmacSHA1' ? 'HmacSHA256' : 'HmacSHA1',
    ),
    WRONG,
  ],
  signature: (sent) => [
    withHeader(sent, 'x-ca-signature', (sent.headers['x-ca-signature'] ?? '').replace(/./, flipped)),
    WRONG,
  ],
  'no signature': (sent) => [without(sent, 'x-ca-signature'), 'missing-header'],
};

const flipped = (first: string): string => (first === 'A' ? 'B' : 'A');
const pathOf = ({ target }: Sent): string => target.split('?')[0] ?? '';
const withHeader = (sent: Sent, name: string, value: string): Sent => ({
  ...sent,
  headers: { ...sent.headers, [name]: value },
});
const without = (sent: Sent, name: string): Sent => {
  const { [name]: _gone, ...headers } = sent.headers;
  return { ...sent, headers };
};

describe('a signed call', () => {
  const calls = Array.from({ length: 120 }, (_, index) => {
    const call = randomCall(randomOf(index + 1));
    const how: SignWith = {
      key: 'k1',
      secret: 's1',
      nonce: `n${index}`,
      method: index % 2 === 0 ? 'HmacSHA256' : 'HmacSHA1',
    };
    return { ...call, headers: signCall(call, how, NOW) };
  });

  it('is let in, whatever it consists of', () => {
    for (const sent of calls) expect([sent.target, sent.body, verdictOf(sent)]).toEqual([sent.target, sent.body, '7']);
  });

  it.each(Object.entries(MUTATIONS))('is refused when it is changed: %s', (_name, change) => {
    const changed = calls.flatMap((sent) => {
      const found = change(sent);
      return found === null ? [] : [found];
    });
    expect(changed.length).toBeGreaterThan(20);
    for (const [sent, fault] of changed) expect([sent.target, verdictOf(sent)]).toEqual([sent.target, fault]);
  });

  it('is not let in by the secret of another app', () => {
    const call = { method: 'GET', target: '/', headers: {} };
    expect(verdictOf({ ...call, headers: signCall(call, { key: 'k1', secret: 's2' }, NOW) })).toBe(WRONG);
  });

  it('signs of several values of a name the first, and a parameter of a form instead of one of the query', () => {
    const call = {
      method: 'POST',
      target: '/?a=1&a=2&b=query',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'b=form',
    };
    const headers = signCall(call, { key: 'k1', secret: 's1' }, NOW);
    expect(verdictOf({ ...call, headers })).toBe('7');
    expect(verdictOf({ ...call, target: '/?a=1&b=other', headers })).toBe('7');
    expect(verdictOf({ ...call, target: '/?a=2&a=1&b=query', headers })).toBe(WRONG);
  });
});
