import { createHash } from 'node:crypto';
import { type Call, type SignWith, signCall } from '../../../test/support/call-time-client.js';
import type { CallerPolicy, Route } from '../../ir/fragment.js';
import { endpointAt, fragmentOf, GatewayFixture, routeOf } from './testing/fixture.js';

const CALLERS: CallerPolicy = {
  appCodes: [{ location: 'header', name: 'X-Code', scheme: null }],
  signatures: ['HmacSHA256'],
  nonceRequired: false,
  apps: [
    {
      id: '7',
      expiresAt: null,
      keys: [{ key: 'k', secret: 's' }],
      codeDigests: [createHash('sha256').update('code').digest('hex')],
    },
  ],
};

const OURS: SignWith = { key: 'k', secret: 's' };

describe('the gate before a route', () => {
  let sut: GatewayFixture;

  beforeAll(async () => {
    sut = await GatewayFixture.start();
    const port = await sut.echo();
    const exact = (path: string) => ({ match: { path: { kind: 'exact', path } as const } });
    const routes: Route[] = [
      { ...routeOf('ca', { ...exact('/ca'), errorStyle: 'ca-headers' }), callers: CALLERS },
      { ...routeOf('plain', exact('/plain')), callers: CALLERS },
    ];
    await sut.serve({ p: fragmentOf(routes, [endpointAt(port)]) }, 2);
  });

  afterAll(() => sut.stop());

  const signed = (call: Call, how: SignWith = OURS) =>
    sut.send(call.target, {
      method: call.method,
      headers: signCall(call, how),
      ...(call.body === undefined ? {} : { body: call.body }),
    });

  const post = (body: string, type = 'application/json', target = '/ca'): Call => ({
    method: 'POST',
    target,
    headers: { 'content-type': type },
    body,
  });

  it.each(['application/json', 'application/x-www-form-urlencoded'])('reads %s up to its bound', async (type) => {
    expect((await signed(post('x'.repeat(1_048_576), type))).status).toBe(200);
    expect((await signed(post('x'.repeat(1_048_577), type))).headers['x-ca-error-code']).toBe('I413RL');
  });

  it('passes a body of any length on that nothing is signed of', async () => {
    const call = post('x'.repeat(2_000_000), 'text/plain');
    const { 'content-md5': _md5, ...headers } = signCall(
      { method: 'POST', target: '/ca', headers: call.headers },
      OURS,
    );
    const answer = await sut.send('/ca', { method: 'POST', headers, body: call.body ?? '' });
    expect(JSON.parse(answer.body).body).toHaveLength(2_000_000);
  });

  it('asks for the body once when the client waits for leave to send it', async () => {
    const headers = signCall(post('{"a":1}'), OURS);
    const head = Object.entries({
      ...headers,
      host: 'x',
      expect: '100-continue',
      'content-length': '7',
      connection: 'close',
    });
    const text = await sut.raw(
      `POST /ca HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n{"a":1}`,
    );
    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
  });

  it('takes no second line of a header that was signed once', async () => {
    const headers = signCall(post('{"a":1}'), OURS);
    const head = Object.entries({ ...headers, host: 'x', 'content-length': '7', connection: 'close' });
    const lines = [...head.map(([name, value]) => `${name}: ${value}`), 'Content-Type: text/plain'];
    expect(await sut.raw(`POST /ca HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{"a":1}`)).toMatch(
      /X-Ca-Error-Code: A403IS/,
    );
  });

  it('does not count a nonce that somebody else used', async () => {
    const call = { method: 'GET', target: '/ca', headers: {} };
    expect((await signed(call, { ...OURS, secret: 'guessed', nonce: 'n' })).headers['x-ca-error-code']).toBe('A403IS');
    expect((await signed(call, { ...OURS, nonce: 'n' })).status).toBe(200);
    expect((await signed(call, { ...OURS, nonce: 'n' })).headers['x-ca-error-code']).toBe('I400HD');
  });

  it('words a refusal as its route does', async () => {
    expect((await sut.send('/plain', { headers: { 'X-Code': 'wrong' } })).body).toMatch(
      /^\[[0-9a-f-]{36}\],\[GW-400\],\[Invalid AppCode `not exists`\],\[400\],\[\]$/,
    );
    expect((await sut.echoed('/plain', { headers: { 'X-Code': 'code' } })).headers['x-code']).toBeUndefined();
  });

  it('takes the target as the caller wrote it', async () => {
    const headers = signCall({ method: 'GET', target: '/x/%2e%2e/ca?b=1&a=%7E', headers: {} }, OURS);
    const answer = await sut.send('/x/%2e%2e/ca?b=1&a=%7E', { headers });
    expect(JSON.parse(answer.body).url).toBe('/ca?b=1&a=%7E');
  });
});
