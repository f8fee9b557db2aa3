import { curl, DONE, groupBody, made, proxyBody, refusal, upload } from '../support/apiops.js';
import { cameBack, witness } from '../support/apiops-witness.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { withClient } from '../support/postgres.js';

const P = '/apiops/projects/default';

describe('apiops: the protocol', () => {
  let home: Home;
  let app: App;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
    await made(app.call('POST', `${P}/apiProxies/url/`, proxyBody('cards', 'http://127.0.0.1:9')));
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')));
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  const send = async (method: string, path: string, headers: Record<string, string> = {}, body?: string) => {
    const response = await fetch(`${app.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${app.credentials.token}`, ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (method !== 'HEAD') await witness(app, { method, path, body, ...cameBack(response, text) });
    return { status: response.status, headers: response.headers, text };
  };
  const JSON_TYPE = { 'Content-Type': 'application/json' };

  /** Everything that a test below must leave as it is. */
  const everything = async () => {
    const paths = ['/apiProxies/', '/apiProxyGroups/', '/apiProxies/cards/', '/apiProxyGroups/Pay/environments/'];
    return Promise.all(paths.map(async (path) => (await app.call('GET', `${P}${path}`)).text));
  };

  describe('tokens', () => {
    const token = (body: string, type = 'application/x-www-form-urlencoded') =>
      send('POST', '/apiops/auth/token', { 'Content-Type': type, Authorization: '' }, body);
    const credentials = () => ({
      grant_type: 'client_credentials',
      client_id: app.credentials.username,
      client_secret: app.credentials.password,
    });

    it('are issued for a form and for JSON, in both slash forms', async () => {
      const form = new URLSearchParams(credentials()).toString();
      const { text } = await curl('-X', 'POST', `${app.url}/apiops/auth/token/`, '-d', form);
      const issued = [
        JSON.parse(text),
        JSON.parse((await token(JSON.stringify(credentials()), 'application/json')).text),
      ];
      for (const answer of issued) {
        expect(answer).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 });
        const { status } = await app.call('GET', '/apiops/projects/', undefined, answer.access_token);
        expect(status).toBe(200);
      }
    });

    it('are refused in the words of the contract', async () => {
      const wrong = await token(new URLSearchParams({ ...credentials(), client_secret: 'no' }).toString());
      expect([wrong.status, JSON.parse(wrong.text)]).toEqual([401, refusal('unauthorized_client', 'Bad credentials')]);
      for (const body of ['', 'grant_type=password', 'client_id=admin']) {
        const { status, text } = await token(body);
        const expected = refusal('unsupported_grant_type', 'GrantType value must be client_credentials!');
        expect([status, JSON.parse(text)]).toEqual([400, expected]);
      }
    });

    it('are needed everywhere else', async () => {
      const paths = [
        '/projects/',
        '/environments/',
        '/environments/default',
        '/test/hello/x',
        '/projects/default/apiProxies/',
      ];
      for (const path of paths) {
        for (const authorization of [undefined, 'Bearer', 'Bearer wrong', 'Basic YTpi']) {
          const response = await fetch(`${app.url}/apiops${path}`, {
            headers: authorization === undefined ? {} : { Authorization: authorization },
          });
          expect([response.status, await response.json()]).toEqual([
            401,
            refusal('unauthorized_client', 'Invalid token'),
          ]);
          expect(response.headers.get('www-authenticate')).toBe('Bearer');
        }
      }
      expect((await fetch(`${app.url}/apiops/test/healthcheck`)).status).toBe(200);
    });

    it('stop at once when they expire or are revoked', async () => {
      const made = await app.call('POST', '/admin/v1/tokens', { name: 'short' });
      const token = String(made.body['token']);
      expect((await app.call('GET', '/apiops/projects/', undefined, token)).status).toBe(200);
      await app.call('DELETE', `/admin/v1/tokens/${made.body['id']}`);
      const revoked = await app.call('GET', '/apiops/projects/', undefined, token);
      expect([revoked.status, revoked.body]).toEqual([401, refusal('unauthorized_client', 'Invalid token')]);

      const brief = await app.call('POST', '/admin/v1/tokens', { name: 'brief', expiresAt: '2100-01-01T00:00:00Z' });
      await withClient(home.database.url, (client) =>
        client.query(`UPDATE tokens SET expires_at = now() WHERE id = $1`, [brief.body['id']]),
      );
      const expired = await app.call(
        'POST',
        `${P}/apiProxyGroups/`,
        groupBody('Late', '/late'),
        String(brief.body['token']),
      );
      expect([expired.status, expired.body]).toEqual([
        401,
        refusal('unauthorized_client', 'Token is invalid or expired'),
      ]);
      expect((await everything()).join()).not.toContain('Late');
    });
  });

  it('answers text where the contract does', async () => {
    const health = await fetch(`${app.url}/apiops/test/healthcheck`);
    expect([health.headers.get('content-type'), await health.text()]).toEqual([
      expect.stringMatching(/^text\/plain/),
      'OK',
    ]);
    const hello = await send('GET', '/apiops/test/hello/%3Cb%3E%20x');
    expect([hello.headers.get('content-type'), hello.text]).toEqual([
      expect.stringMatching(/^text\/plain/),
      'Hello <b> x',
    ]);
    expect(hello.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('routes both slash forms without a redirect', async () => {
    const paths = [
      '/apiops/projects',
      '/apiops/environments',
      '/apiops/environments/default',
      `${P}/environments`,
      `${P}/apiProxies`,
      `${P}/apiProxies/cards`,
      `${P}/apiProxyGroups`,
      `${P}/apiProxyGroups/Pay/environments`,
    ];
    for (const path of paths) {
      const [bare, slashed] = [await send('GET', path), await send('GET', `${path}/`)];
      expect([path, bare.status, slashed.status]).toEqual([path, 200, 200]);
      expect(slashed.text).toBe(bare.text);
      expect(bare.headers.get('content-type')).toBe('application/json;charset=UTF-8');
      expect(bare.text).not.toMatch(/": |, "/);
    }
  });

  it('lists projects and environments', async () => {
    const projects = await app.call('GET', '/apiops/projects/');
    expect(projects.body).toMatchObject({ ...DONE, resultCount: 1, resultList: [{ name: 'default', tags: [] }] });
    const lists = await Promise.all(
      ['/apiops/environments/', '/apiops/environments/default', `${P}/environments/`].map((path) =>
        app.call('GET', path),
      ),
    );
    expect(lists[0]?.body).toMatchObject({
      resultCount: 3,
      resultList: [
        {
          name: 'production',
          type: 'PRODUCTION',
          status: 'PUBLISHED',
          accessUrl: app.gatewayUrl(),
          deployed: null,
          redeployRequired: null,
        },
        { name: 'staging', type: 'SANDBOX' },
        { name: 'test', type: 'TEST' },
      ],
    });
    expect(lists[1]?.text).toBe(lists[0]?.text);
    expect(lists[2]?.text).toBe(lists[0]?.text);
    const old = await app.call('GET', '/apiops/environments/production');
    const text = 'Project not found for name: (production) or user has not privilege to access it!';
    expect([old.status, old.body]).toEqual([400, refusal('bad_request', text)]);
    const unknown = await app.call('GET', '/apiops/projects/nope/environments/');
    expect([unknown.status, unknown.body['resultMessage']]).toEqual([
      400,
      'Project (nope) is not found or user does not have privilege to access it!',
    ]);
  });

  it('knows its routes, and says so in its own shape', async () => {
    for (const path of ['/apiops', '/apiops/', '/apiops/nothing/', '/apiops/Projects/', `${P}/apiproxies/`]) {
      const { status, text } = await send('GET', path);
      expect([path, status, JSON.parse(text).error]).toEqual([path, 404, 'not_found']);
    }
    const { status, headers, text } = await send('PATCH', `${P}/apiProxies/cards/`);
    expect([status, headers.get('allow'), JSON.parse(text).status]).toEqual([405, 'DELETE, GET, HEAD', 'FAILURE']);
    expect((await send('HEAD', '/apiops/projects/')).status).toBe(200);
  });

  it.each(['%', '%zz', '%C3%28', 'a%00b'])('refuses the path segment %s', async (segment) => {
    const { status, text } = await curl(
      '-H',
      `Authorization: Bearer ${app.credentials.token}`,
      `${app.url}${P}/apiProxies/${segment}/`,
    );
    expect([status, JSON.parse(text).error]).toEqual([400, 'bad_request']);
  });

  it('refuses bodies that cannot be read, and changes nothing', async () => {
    const before = await everything();
    const group = (name: unknown) => JSON.stringify({ ...groupBody('x', '/x'), name });
    const bodies: [string, Record<string, string>, number][] = [
      ['{"name":', JSON_TYPE, 400],
      ['{"name":"a" "b"}', JSON_TYPE, 400],
      ['[]', JSON_TYPE, 400],
      ['"text"', JSON_TYPE, 400],
      ['null', JSON_TYPE, 400],
      [group('a\u0000b'), JSON_TYPE, 400],
      [group(7), JSON_TYPE, 400],
      [group('a'), { 'Content-Type': 'application/xml' }, 400],
      [group('a'), { 'Content-Type': 'text/plain' }, 400],
      [group('a'.repeat(300)), JSON_TYPE, 400],
      [JSON.stringify(groupBody('Wide', `/${'a'.repeat(3000)}`)), JSON_TYPE, 400],
      [JSON.stringify({ name: 'Many', clientRoute: { relativePathList: Array(101).fill('/a') } }), JSON_TYPE, 400],
      [group('a'), { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, 400],
      [group('a').padEnd(1024 * 1024 + 1), JSON_TYPE, 413],
      ['['.repeat(500_000), JSON_TYPE, 400],
    ];
    for (const [body, headers, expected] of bodies) {
      const { status, text } = await send('POST', `${P}/apiProxyGroups/`, headers, body);
      expect([body.slice(0, 40), status]).toEqual([body.slice(0, 40), expected]);
      const { error_description, resultMessage, success } = JSON.parse(text);
      expect([success, resultMessage]).toEqual([false, error_description]);
    }
    expect(await everything()).toEqual(before);
    const big = await send('POST', `${P}/apiProxyGroups/`, JSON_TYPE, group('a').padEnd(1024 * 1024 + 1));
    expect(JSON.parse(big.text)).toEqual(refusal('payload_too_large', 'Request body is larger than 1048576 bytes'));
  });

  it('takes a body of a megabyte', async () => {
    const body = JSON.stringify(groupBody('Pay', '/pay')).padEnd(1024 * 1024);
    expect((await send('PUT', `${P}/apiProxyGroups/`, JSON_TYPE, body)).status).toBe(200);
  });

  it('refuses uploads that are too large or of other parts', async () => {
    const metadata = { ...proxyBody('big', 'http://a.test'), apiProxyCreationType: 'OPEN_API' };
    const { status, body } = await upload(
      app,
      'POST',
      `${P}/apiProxies/file/`,
      metadata,
      Buffer.alloc(50 * 1024 * 1024 + 1),
    );
    expect([status, body['error']]).toEqual([413, 'payload_too_large']);
    const form = new FormData();
    form.set('other', new Blob(['x']), 'x');
    const headers = { Authorization: `Bearer ${app.credentials.token}` };
    const other = await fetch(`${app.url}${P}/apiProxies/file/`, { method: 'POST', headers, body: form });
    expect([other.status, ((await other.json()) as { error: string }).error]).toEqual([400, 'bad_request']);
  });

  it('ignores unknown fields, dangerous ones too', async () => {
    const body = `{"__proto__":{"admin":true},"constructor":{"prototype":{}},"id":"1","revision":9,"redeployRequired":true,
      "ownerId":"x","name":"Odd","clientRoute":{"relativePathList":["/odd"],"__proto__":{"hostList":["evil"]},"x":1}}`;
    const { status, text } = await send('POST', `${P}/apiProxyGroups/`, JSON_TYPE, body);
    expect([status, JSON.parse(text)]).toEqual([200, DONE]);
    const { body: list } = await app.call('GET', `${P}/apiProxyGroups/?page=1&size=1&unknown=1`);
    expect(list).toMatchObject({ resultCount: 2, resultList: [{ name: 'Odd', description: '' }] });
    expect(list['resultList']).toHaveLength(1);
  });

  it('describes itself', async () => {
    const json = await fetch(`${app.url}/apiops/openapi.json`);
    const document = (await json.json()) as {
      paths: Record<string, Record<string, { responses: object; security?: object }>>;
      components: { schemas: Record<string, { properties?: Record<string, object> }> };
    };
    const bare = Object.entries(document.components.schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).flatMap(([property, schema]) => (showsValues(schema) ? [] : [`${name}.${property}`])),
    );
    expect(bare).toEqual([]);
    expect(Object.keys(document.paths)).toContain(
      '/apiops/projects/{projectName}/apiProxyGroups/{apiProxyGroupName}/environments/{environmentName}/',
    );
    expect(Object.keys(document.paths)).toContain('/apiops/auth/token');
    const open = ['/apiops/auth/token', '/apiops/test/healthcheck'];
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of Object.values(item)) {
        expect([path, operation.security !== undefined]).toEqual([path, !open.includes(path)]);
        if (path !== '/apiops/test/healthcheck') expect(Object.keys(operation.responses)).toContain('401');
      }
    }
    const yaml = await fetch(`${app.url}/apiops/openapi.yaml`);
    expect(await yaml.text()).toMatch(/^openapi: 3/);
    const page = await fetch(`${app.url}/apiops/openapi`, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([302, '/docs']);
  });
});

/** By an example, by naming them, or because there is nothing to show. */
const showsValues = (schema: object): boolean =>
  /"(example|enum|default|\$ref)":|"type":"boolean"|"format":"binary"|"items":\{"type":"object"\}/.test(
    JSON.stringify(schema),
  );
