import { request } from 'node:http';
import { type App, type Home, newHome, startApp } from '../support/app.js';

describe('refusals of the administration API', () => {
  let home: Home;
  let app: App;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  interface Refusal {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Readonly<Record<string, unknown>>;
  }

  /** Every refusal has the same shape and headers, whoever refused. */
  async function refusal(path: string, init: RequestInit = {}): Promise<Refusal> {
    const headers = new Headers({ Authorization: `Bearer ${app.credentials.token}`, ...init.headers });
    const response = await fetch(`${app.url}${path}`, { ...init, headers });
    const body = (await response.json()) as Refusal['body'];
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(response.headers.get('x-request-id')).toMatch(/./);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      status: response.status,
      type: expect.stringMatching(/^urn:/),
      title: expect.any(String),
    });
    return { status: response.status, headers: response.headers, body };
  }

  const post = (body: string, type = 'application/json') =>
    refusal('/admin/v1/users', { method: 'POST', body, headers: { 'Content-Type': type } });

  it('ask for a token', async () => {
    const { status, headers, body } = await refusal('/admin/v1/users', { headers: { Authorization: '' } });
    expect([status, body['code']]).toEqual([401, 'unauthenticated']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect((await refusal('/admin/v1/users', { headers: { Authorization: 'Bearer x' } })).body['code']).toBe(
      'token_invalid',
    );
  });

  it.each(['{"username":', '', 'nothing', '{"a":1}{'])('say that %j is no JSON, without quoting it', async (text) => {
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain('nothing');
  });

  it.each(['[]', '7', 'null', '"text"'])('want an object, not %s', async (text) => {
    expect((await post(text)).body).toMatchObject({ status: 400, code: 'malformed_body' });
  });

  it.each([
    ['{"username":"x","password":"a long passphrase","isRoot":true}', 'isRoot'],
    ['{"username":"x","password":"a long passphrase","__proto__":{"admin":true}}', '__proto__'],
    ['{"username":"x","password":"a long passphrase","id":"1"}', 'id'],
    ['{"username":"x","password":"a long passphrase","admin":"yes"}', 'admin'],
    ['{"username":"x\\u0000","password":"a long passphrase"}', 'username'],
    ['{"username":"x","password":"a long passphrase","displayName":"\\ud800"}', 'displayName'],
    ['{"username":"x","password":"short"}', 'password'],
    ['{"password":"a long passphrase"}', 'username'],
  ])('name the field of %s', async (text, field) => {
    expect((await post(text)).body).toMatchObject({ status: 400, field });
  });

  it('list every misfit', async () => {
    const { body } = await post('{"username":7,"more":1}');
    expect(body['errors']).toEqual(expect.arrayContaining([{ field: 'more', message: 'more is not a known field' }]));
    expect(new Set((body['errors'] as { field: string }[]).map(({ field }) => field))).toEqual(
      new Set(['username', 'more', 'password']),
    );
  });

  it('want JSON that is not too large', async () => {
    expect((await post('<user/>', 'application/xml')).body).toMatchObject({ status: 415 });
    expect((await post('username=x', 'application/x-www-form-urlencoded')).body).toMatchObject({ status: 415 });
    expect((await post(JSON.stringify({ username: 'x'.repeat(1_100_000) }))).body).toMatchObject({ status: 413 });
  });

  it.each(['page=0', 'page=x', 'size=201', 'page=1&page=2', 'size=', 'order=asc', 'page=1e9'])(
    'page no further than lists go: ?%s',
    async (query) => {
      expect((await refusal(`/admin/v1/users?${query}`)).status).toBe(400);
    },
  );

  it.each([
    ['GET', '/admin/v1/nothing', 404],
    ['GET', '/admin', 404],
    ['GET', '/nowhere', 404],
    ['GET', '/admin/v1/users/%00', 400],
    ['GET', '/admin/v1/users/%E0%A4%A', 400],
    ['PUT', '/admin/v1/users', 405],
    ['POST', '/admin/v1/users/admin', 405],
  ])('%s %s is %i', async (method, path, status) => {
    expect((await refusal(path, { method })).status).toBe(status);
  });

  it('say which methods there are', async () => {
    expect((await refusal('/admin/v1/users/admin', { method: 'PUT' })).headers.get('allow')).toBe('DELETE, GET, PATCH');
  });

  it('survive what no HTTP client would send', async () => {
    const status = await new Promise((resolve, reject) => {
      const call = request({
        port: home.port,
        path: '/admin/v1/users/..%2f..%2fmetrics',
        headers: { Authorization: 'Bearer' },
      });
      call.once('response', (response) => resolve(response.resume().statusCode));
      call.once('error', reject);
      call.end();
    });
    expect(status).toBe(401);
  });

  describe('the audit log', () => {
    const entries = async () => {
      const { body } = await app.call('GET', '/admin/v1/audit?size=200');
      return body['items'] as Record<string, unknown>[];
    };

    it('has each change and each refusal, under the id of its answer, without secrets', async () => {
      const { headers } = await app.call('POST', '/admin/v1/users', {
        username: 'logged',
        password: 'an audited secret',
      });
      const again = await post('{"username":"logged","password":"an audited secret"}');
      const log = await entries();
      const entryOf = (id: string | null) => log.find(({ requestId }) => requestId === id);
      const facts = { username: 'admin', via: 'token', action: 'POST /admin/v1/users', resource: '/admin/v1/users' };
      expect(entryOf(headers.get('x-request-id'))).toMatchObject({ ...facts, outcome: 'ok' });
      expect(entryOf(again.headers.get('x-request-id'))).toMatchObject({ ...facts, outcome: 'already_exists' });
      expect(JSON.stringify(log)).not.toContain('an audited secret');
    });

    it('has what guards refuse', async () => {
      const { headers } = await refusal('/admin/v1/users', { headers: { Authorization: 'Bearer x' } });
      const id = headers.get('x-request-id');
      let entry: Record<string, unknown> | undefined;
      // Written right after the answer: the log is read until it is there; jest's own limit ends the wait.
      while (entry === undefined) entry = (await entries()).find(({ requestId }) => requestId === id);
      expect(entry).toMatchObject({ username: 'anonymous', via: 'none', outcome: 'http_401' });
    });

    it('belongs to administrators, of the installation or of a project', async () => {
      await app.call('POST', '/admin/v1/projects', { name: 'audited' });
      await app.call('PUT', '/admin/v1/projects/audited/members/logged', { roles: ['Project Owner'], permissions: [] });
      const token = String((await app.call('POST', '/admin/v1/users/logged/tokens', { name: 't' })).body['token']);
      expect((await app.call('GET', '/admin/v1/audit', undefined, token)).status).toBe(403);
      const { body } = await app.call('GET', '/admin/v1/audit?project=audited', undefined, token);
      expect(body).toMatchObject({
        total: 1,
        items: [{ action: 'PUT /admin/v1/projects/:project/members/:username' }],
      });
    });
  });
});
