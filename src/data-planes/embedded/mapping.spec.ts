import type { IrRequestMapping } from '../../ir/fragment.js';
import { endpointAt, fragmentOf, GatewayFixture, type RouteChange, routeOf } from './testing/fixture.js';

type Parameter = IrRequestMapping['parameters'][number];
const at = (location: Parameter['from']['location'], name: string) => ({ location, name });
const moves = (from: Parameter['from'], to: Parameter['to'], change: Partial<Parameter> = {}): Parameter => ({
  from,
  to,
  required: false,
  defaultValue: null,
  ...change,
});

describe('request mapping', () => {
  let sut: GatewayFixture;
  let port: number;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
    ({ port } = await sut.backend((req, res) => {
      let body = '';
      req.on('data', (chunk) => {
        body += String(chunk);
      });
      req.on('end', () => res.end(JSON.stringify({ url: req.url, headers: req.headers, body })));
    }));
  });

  afterEach(() => sut.stop());

  const serve = (mapping: Partial<IrRequestMapping>, to = 1) => {
    const route: RouteChange = {
      match: { path: { kind: 'template', segments: [{ literal: 'u' }, { param: 'id' }], tail: false } },
      errorStyle: 'ca-headers',
      action: {
        rewrite: { kind: 'template', segments: [{ literal: 'b' }, { param: 'id' }], tail: false },
        mapping: { mode: 'mapping', parameters: [], constants: [], system: [], ...mapping },
      },
    };
    return sut.serve({ p: fragmentOf([routeOf('r', route)], [endpointAt(port)]) }, to);
  };

  const echoed = async (...parameters: Parameters<typeof sut.send>) => {
    const { body } = await sut.send(...parameters);
    return JSON.parse(body) as { url: string; headers: Record<string, string>; body: string };
  };

  it('passes only what is declared, renamed and moved', async () => {
    await serve({
      parameters: [
        moves(at('path', 'id'), at('query', 'user')),
        moves(at('query', 'a'), at('header', 'X-A')),
        moves(at('header', 'X-B'), at('query', 'b')),
        moves(at('query', 'c'), at('path', 'id')),
        moves(at('query', 'checked'), null),
      ],
    });
    const { url, headers } = await echoed('/u/x%20y?a=1%262&c=p%3Fq&checked=1&other=2', {
      headers: { 'X-B': 'v&w', 'X-Other': '1' },
    });
    expect(url).toBe('/b/p%3Fq?user=x%20y&b=v%26w');
    expect(headers['x-a']).toBe('1&2');
    expect(headers['x-b']).toBeUndefined();
    expect(headers['x-other']).toBeUndefined();
  });

  it('keeps the body and its headers in mode mapping', async () => {
    await serve({});
    const { body, headers, url } = await echoed('/u/a:b,c', {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
    expect({ body, type: headers['content-type'], url }).toEqual({
      body: '{}',
      type: 'application/json',
      url: '/b/a:b,c',
    });
  });

  it('passes everything in mode passthrough, constants and system variables added', async () => {
    await serve({
      mode: 'passthrough',
      parameters: [moves(at('query', 'x'), at('header', 'X-X'), { required: true })],
      constants: [{ to: at('query', 'const'), value: 'c d' }],
      system: [
        { to: at('header', 'X-Ip'), variable: 'CaClientIp' },
        { to: at('header', 'X-Domain'), variable: 'CaDomain' },
        { to: at('header', 'X-Id'), variable: 'CaRequestId' },
        { to: at('query', 'schema'), variable: 'CaHttpSchema' },
        { to: at('query', 'time'), variable: 'CaRequestHandleTime' },
      ],
    });
    const { url, headers } = await echoed('/u/1?q=%2f&const=forged', { headers: { 'X-Y': '1', 'X-Ip': '6.6.6.6' } });
    expect(url).toMatch(/^\/b\/1\?q=%2f&const=c%20d&schema=http&time=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\dZ$/);
    expect(headers).toMatchObject({ 'x-y': '1', 'x-ip': '127.0.0.1', 'x-domain': '127.0.0.1' });
    expect(headers['x-id']).toBe(headers['x-ca-request-id']);
  });

  it('maps the declared and passes the rest in mode mapping-passthrough', async () => {
    await serve({ mode: 'mapping-passthrough', parameters: [moves(at('query', 'a'), at('query', 'b'))] });
    expect((await echoed('/u/1?x=1&a=2&b=forged&y')).url).toBe('/b/1?x=1&y&b=2');
  });

  it('takes defaults and refuses what is missing', async () => {
    await serve({ parameters: [moves(at('query', 'a'), at('query', 'a'), { defaultValue: 'd', required: true })] });
    expect((await echoed('/u/1')).url).toBe('/b/1?a=d');
    await serve({ parameters: [moves(at('header', 'X-Néed'), null, { required: true })] }, 2);
    const answer = await sut.send('/u/1');
    expect(answer).toMatchObject({ status: 400, body: '' });
    expect(answer.headers).toMatchObject({
      'x-ca-error-code': 'I400MP',
      'x-ca-error-message': 'Parameter `X-N%C3%A9ed` is required',
    });
  });

  it.each([
    ['a header', at('header', 'X-A'), 'x%0d%0aX-Evil:1'],
    ['a header (NUL)', at('header', 'X-A'), 'x%00'],
    ['a path (..)', at('path', 'id'), '..'],
    ['a path (.)', at('path', 'id'), '%2e'],
    ['a path (slash)', at('path', 'id'), 'a%2fb'],
    ['a path (empty)', at('path', 'id'), ''],
    ['a query (malformed)', at('query', 'a'), '%ff'],
  ])('refuses to put into %s what would break out of it', async (_name, to, value) => {
    await serve({ parameters: [moves(at('query', 'a'), to)] });
    const answer = await sut.send(`/u/1?a=${value}`);
    expect(answer.status).toBe(400);
    expect(answer.headers['x-ca-error-code']).toBe('I400IP');
  });

  it('writes text beyond Latin-1 into headers as UTF-8', async () => {
    await serve({ parameters: [moves(at('query', 'a'), at('header', 'X-A'))] });
    const { headers } = await echoed('/u/1?a=%E2%82%AC');
    expect(Buffer.from(headers['x-a'] ?? '', 'latin1').toString('utf8')).toBe('€');
  });

  it('checks a header by its text, whatever bytes it is made of', async () => {
    const check = { type: 'string', maxLength: 2, values: ['é€'] } as const;
    await serve({ parameters: [moves(at('header', 'X-A'), at('query', 'a'), { check })] });
    const bytes = Buffer.from('é€', 'utf8').toString('latin1');
    expect((await sut.send('/u/1', { headers: { 'X-A': bytes } })).status).toBe(200);
    expect((await sut.send('/u/1', { headers: { 'X-A': 'é' } })).headers['x-ca-error-code']).toBe('I400IP');
  });

  it('names the content type of a form that it makes', async () => {
    await serve({ constants: [{ to: at('body', 'k'), value: 'v' }], contentType: { kind: 'default' } });
    const form = 'application/x-www-form-urlencoded; charset=UTF-8';
    expect((await echoed('/u/1', { method: 'POST' })).headers['content-type']).toBe(form);
    await serve({ constants: [{ to: at('body', 'k'), value: 'v' }], contentType: { kind: 'custom', value: 'a/b' } }, 2);
    expect(await echoed('/u/1', { method: 'POST' })).toMatchObject({ body: 'k=v', headers: { 'content-type': 'a/b' } });
  });

  it('reads and writes forms', async () => {
    await serve({
      parameters: [
        moves(at('body', 'a'), at('query', 'a')),
        moves(at('query', 'b'), at('body', 'b')),
        moves(at('body', 'c'), at('body', 'd')),
      ],
      constants: [{ to: at('body', 'k'), value: 'v w' }],
    });
    const form = await echoed('/u/1?b=2', {
      method: 'POST',
      body: 'a=1+x&c=%26&dropped=1',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(form).toMatchObject({ url: '/b/1?a=1%20x', body: 'b=2&d=%26&k=v+w' });
    expect(form.headers['content-length']).toBe(String(form.body.length));
    const made = await echoed('/u/1', { method: 'POST' });
    expect(made).toMatchObject({
      body: 'k=v+w',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    });
    expect(
      (await sut.send('/u/1', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } })).status,
    ).toBe(400);
  });

  it('refuses a form that is too large', async () => {
    await serve({ parameters: [moves(at('body', 'a'), at('body', 'a'))] });
    const answer = await sut.send('/u/1', {
      method: 'POST',
      body: `a=${'x'.repeat(1_100_000)}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(413);
  });
});
