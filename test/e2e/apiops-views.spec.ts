import { parse } from 'yaml';
import { DONE, groupBody, made, memberToken, newProject, proxyBody, refusal, upload } from '../support/apiops.js';
import { needsOf } from '../support/apiops-calls/calls.js';
import { TIER_ONE } from '../support/apiops-operations.js';
import { cameBack, witness } from '../support/apiops-witness.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';

const P = '/apiops/projects/default';
const X = `${P}/apiProxies/cards`;
const G = `${P}/apiProxyGroups/Pay`;

const spec = (...paths: readonly string[]) => ({
  openapi: '3.0.3',
  info: { title: 'Cards', version: '1' },
  paths: Object.fromEntries(paths.map((path) => [path, { get: { summary: `Read ${path}`, responses: {} } }])),
});
const FORBIDDEN = refusal('forbidden', 'You do not have permission to perform this action');

/** Reads, and the words with which each says that the proxy, the group or the environment is not there. */
const PROXY_READS = [
  ['/environments/production/deploy-status/', 400, 'ApiProxy with name (nobody) is not found!'],
  ['/environments/production/route-health/', 400, 'ApiProxy with name (nobody) is not found!'],
  ['/invoke-info/', 400, 'ApiProxy with name (nobody) is not found!'],
  ['/full', 404, 'ApiProxy (name: nobody) was not found!'],
  ['/spec/', 404, 'ApiProxy (name: nobody) was not found!'],
] as const;
const GROUP_READS = ['/', '/apiProxies/', '/spec/'] as const;

const answersOf = (operation: string): readonly string[] => {
  const needs = needsOf(operation);
  if (needs === 'nothing') return ['200'];
  return needs === 'a token' ? ['200', '401'] : ['200', '400', '401', '403'];
};

describe('apiops: what is told of proxies and groups', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  beforeAll(async () => {
    home = await newHome();
    const settings = { GATEWRIGHT_ROOT_CONTEXT: '/apigateway' };
    [app, backend] = await Promise.all([startApp(home, settings), startBackend('cards')]);
    await newProject(app, 'other');
    const body = { ...proxyBody('cards', backend.url), apiProxyCreationType: 'OPEN_API', backendApiVersion: '1.4.0' };
    await made(upload(app, 'POST', `${P}/apiProxies/file/`, body, JSON.stringify(spec('/a', '/b'))));
    await made(app.call('POST', `${P}/apiProxies/url/`, proxyBody('all', backend.url)));
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const read = async (path: string) => (await made(app.call('GET', path))).body;
  const oneOf = async (path: string) => {
    const body = await read(path);
    expect(body).toMatchObject({ ...DONE, resultCount: 1 });
    return (body['resultList'] as Record<string, unknown>[])[0];
  };
  const status = (proxy = X) => oneOf(`${proxy}/environments/production/deploy-status/`);
  const health = (proxy = X) => oneOf(`${proxy}/environments/production/route-health/`);
  const deploy = (method = 'POST', proxy = X) => made(app.call(method, `${proxy}/environments/production/`));

  it('the record: never, deployed, changed, undeployed', async () => {
    expect(await status()).toEqual({ deployed: false, lastDeployTime: null, revision: null, redeployRequired: false });
    await deploy();
    const first = await status();
    expect(first).toEqual({
      deployed: true,
      lastDeployTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      revision: 1,
      redeployRequired: false,
    });
    const change = { name: '/a', httpMethod: 'GET', description: 'new' };
    await made(app.call('PATCH', `${X}/endpoints/`, change));
    expect(await status()).toEqual({ ...first, redeployRequired: true });
    await deploy('DELETE');
    expect(await status()).toMatchObject({ deployed: false, revision: 2, redeployRequired: false });
  });

  it('the gateways: which of them serve it, at which path and by which methods', async () => {
    const pod = {
      workerPodIp: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      apinizerRootContext: '/apigateway',
    };
    const off = { routeActive: false, servedPath: null, methods: [] };
    const counts = { apinizerRootContext: '/apigateway', podsResponded: 1, inconsistent: false };
    expect(await health()).toEqual({
      ...off,
      ...counts,
      podsActive: 0,
      deployedInManager: false,
      pods: [{ ...off, ...pod }],
    });
    await deploy();
    const on = { routeActive: true, servedPath: '/cards', methods: ['GET'] };
    expect(await health()).toEqual({
      ...on,
      ...counts,
      podsActive: 1,
      deployedInManager: true,
      pods: [{ ...on, ...pod }],
    });
    const all = `${P}/apiProxies/all`;
    await deploy('POST', all);
    expect(await health(all)).toMatchObject({
      routeActive: true,
      servedPath: '/all',
      methods: ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE'],
    });
    await deploy('DELETE', all);
    expect(await health(all)).toMatchObject({ routeActive: false, deployedInManager: false, inconsistent: false });
  });

  it('how to call it, for every environment', async () => {
    const body = await read(`${X}/invoke-info/`);
    const rows = body['resultList'] as Record<string, unknown>[];
    expect(body['resultCount']).toBe(rows.length);
    expect(rows.map((row) => [row['environmentName'], row['deployed']])).toEqual(
      expect.arrayContaining([
        ['production', true],
        ['test', false],
      ]),
    );
    const row = rows.find(({ environmentName }) => environmentName === 'production');
    expect(row).toEqual({
      environmentName: 'production',
      gatewayBaseUrl: app.gatewayUrl(),
      rootContext: '/apigateway',
      fullPaths: ['/apigateway/cards'],
      methods: ['GET'],
      schemes: ['http'],
      deployed: true,
    });
    expect((await fetch(`${String(row?.['gatewayBaseUrl'])}/apigateway/cards/a`)).status).toBe(200);
  });

  it('everything that is stored', async () => {
    const { resultList, resultCount, ...bare } = await read(`${X}/full?withPolicies=true`);
    expect([resultCount, resultList]).toEqual([1, [expect.objectContaining({ name: 'cards' })]]);
    expect(bare).toMatchObject({
      ...DONE,
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      apiProxyCreationType: 'OPEN_API',
      backendApiVersion: '1.4.0',
      specExists: true,
      relativePath: '/cards',
      routing: { routingAddressList: [{ address: backend.url }] },
      endpointList: [{ endpoint: '/a', requestPolicyList: [] }, { endpoint: '/b' }],
      deploymentList: [{ environmentName: 'production', deployed: true }],
    });
    expect(await read(`${X}/full/`)).toMatchObject({ name: 'cards' });
  });

  it('its specification, as it came, in either format', async () => {
    const json = await app.call('GET', `${X}/spec/`);
    expect([json.status, json.headers.get('content-type'), json.body]).toEqual([
      200,
      'application/json; charset=utf-8',
      spec('/a', '/b'),
    ]);
    const yaml = await app.call('GET', `${X}/spec?format=yaml`);
    expect(yaml.headers.get('content-type')).toMatch(/^application\/yaml/);
    expect(parse(yaml.text)).toEqual(spec('/a', '/b'));
    const wrong = await app.call('GET', `${X}/spec?format=xml`);
    expect([wrong.status, wrong.body]).toEqual([400, refusal('bad_request', "format must be json or yaml, got 'xml'")]);
    const none = await app.call('GET', `${P}/apiProxies/all/spec/`);
    expect([none.status, none.body]).toEqual([404, refusal('not_found', 'ApiProxy (name: all) has no specification')]);
  });

  const put = async (path: string, body: string, type = 'application/json', token = app.credentials.token) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type };
    const response = await fetch(`${app.url}${path}`, { method: 'PUT', headers, body });
    const text = await response.clone().text();
    await witness(app, { method: 'PUT', path, body, ...cameBack(response, text) });
    return response;
  };
  const endpoints = async () =>
    ((await read(`${X}/endpoints/`))['resultList'] as { endpoint: string; active: boolean }[]).map(
      ({ endpoint, active }) => `${endpoint} ${active}`,
    );

  it('its specification, replaced: endpoints follow, what they have in common stays', async () => {
    const off = { identifierName: '/b', identifierHttpMethod: 'GET', active: false };
    await made(app.call('PATCH', `${X}/endpoints/status/`, off));
    const yaml = 'openapi: 3.1.0\ninfo: {title: t, version: "2"}\npaths:\n  /b: {get: {}}\n  /c: {get: {}}\n';
    const answer = await put(`${X}/spec/`, yaml, 'application/yaml');
    expect([answer.status, await answer.json()]).toEqual([200, DONE]);
    expect(await endpoints()).toEqual(['/b false', '/c true']);
    expect(await status()).toMatchObject({ deployed: true, redeployRequired: true });
    expect((await read(`${X}/full`))['clientRoute']).toMatchObject({ relativePathList: ['/cards'] });
    const large = { ...spec('/b', '/c'), 'x-large': 'x'.repeat(2 * 1024 * 1024) };
    expect((await put(`${X}/spec`, JSON.stringify(large))).status).toBe(200);
    expect((await app.call('GET', `${X}/spec/`)).body).toEqual(large);
  });

  it('its specification, not replaced by what is none', async () => {
    const before = await endpoints();
    for (const [path, body, text] of [
      [X, '', /^spec value can not be empty!$/],
      [X, '{"swagger":"2.0"}', /Swagger/],
      [X, 'nothing', /spec/],
      [`${P}/apiProxies/all`, JSON.stringify(spec('/a')), /has no specification/],
    ] as const) {
      const answer = await put(`${path}/spec/`, body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(((await answer.json()) as { error_description: string }).error_description).toMatch(text);
    }
    expect(await endpoints()).toEqual(before);
  });

  describe('of groups', () => {
    beforeAll(async () => {
      for (const [name, ...paths] of [
        ['one', '/same', '/only-one'],
        ['two', '/same', '/only-two'],
      ] as const) {
        const other = await startBackend(name);
        await made(
          upload(
            app,
            'POST',
            `${P}/apiProxies/file/`,
            { ...proxyBody(name, other.url), apiProxyCreationType: 'OPEN_API' },
            JSON.stringify(spec(...paths)),
          ),
        );
        backends.push(other);
      }
      await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')));
      for (const name of ['one', 'two']) await made(app.call('POST', `${G}/apiProxies/${name}/`));
    });

    afterAll(() => Promise.all(backends.map((other) => other.close())));

    const backends: Backend[] = [];
    const servedBy = async () => {
      const response = await fetch(`${app.gatewayUrl()}/apigateway/pay/same`);
      return ((await response.json()) as { backend: string }).backend;
    };
    const order = (...names: readonly string[]) => app.call('PUT', `${G}/apiProxies/`, { apiProxyNameList: names });

    it('settings and members', async () => {
      const { resultList, ...bare } = await read(`${G}/`);
      expect(bare).toMatchObject({
        ...DONE,
        resultCount: 1,
        name: 'Pay',
        description: 'All payment APIs',
        clientRoute: { relativePathList: ['/pay'] },
        apiProxyNameList: ['one', 'two'],
      });
      expect(resultList).toEqual([expect.objectContaining({ name: 'Pay', apiProxyNameList: ['one', 'two'] })]);
      const members = await read(`${G}/apiProxies?size=1&page=2`);
      expect(members).toMatchObject({ resultCount: 2, resultList: [{ name: 'two', relativePath: '/two' }] });
    });

    it('the order of members, which says who serves what several have, from the next deployment on', async () => {
      const deployed = async () => (await read(`${G}/environments/`))['resultList'];
      await made(app.call('POST', `${G}/environments/production/`));
      expect(await servedBy()).toBe('one');
      expect((await made(order('two', 'one'))).body).toEqual(DONE);
      expect([await servedBy(), await deployed()]).toEqual([
        'one',
        [expect.objectContaining({ redeployRequired: true })],
      ]);
      await made(app.call('POST', `${G}/environments/production/`));
      expect([await servedBy(), await deployed()]).toEqual([
        'two',
        [expect.objectContaining({ redeployRequired: false })],
      ]);
      for (const [names, text] of [
        [['two'], 'apiProxyNameList must name every member: ApiProxy (one) is left out'],
        [['two', 'one', 'two'], 'apiProxyNameList names ApiProxy (two) twice'],
        [['two', 'one', 'cards'], 'ApiProxy (cards) is not a member of the group'],
      ] as const) {
        const answer = await order(...names);
        expect([answer.status, answer.body]).toEqual([400, refusal('bad_request', text)]);
      }
      const none = await app.call('PUT', `${G}/apiProxies/`, {});
      expect(none.body).toEqual(refusal('bad_request', 'apiProxyNameList value can not be empty!'));
      expect((await read(`${G}/`))['apiProxyNameList']).toEqual(['two', 'one']);
    });

    it('the specification: of the members in one, at the address of the group', async () => {
      const off = { identifierName: '/only-one', identifierHttpMethod: 'GET', active: false };
      await made(app.call('PATCH', `${P}/apiProxies/one/endpoints/status/`, off));
      const json = await made(app.call('GET', `${G}/spec/`));
      expect(json.body).toMatchObject({
        openapi: '3.0.3',
        info: { title: 'Pay', description: 'All payment APIs' },
        servers: [{ url: `${app.gatewayUrl()}/apigateway/pay` }],
      });
      expect(Object.keys(json.body['paths'] as object)).toEqual(['/same', '/only-two']);
      const yaml = await made(app.call('GET', `${G}/spec?format=yaml`));
      expect(parse(yaml.text)).toEqual(json.body);
    });
  });

  it('nothing, where there is none or it is not yours', async () => {
    const stranger = await memberToken(app, ['Project Owner'], 'other');
    for (const [path, status, text] of PROXY_READS) {
      const absent = await app.call('GET', `${P}/apiProxies/nobody${path}`);
      expect([path, absent.status, absent.body['error_description']]).toEqual([path, status, text]);
      const foreign = await app.call('GET', `${X}${path}`, undefined, stranger);
      const project = 'Project (default) is not found or user does not have privilege to access it!';
      expect([path, foreign.status, foreign.body['error_description']]).toEqual([path, 404, project]);
    }
    for (const path of GROUP_READS) {
      const absent = await app.call('GET', `${P}/apiProxyGroups/nobody${path}`);
      const text = 'API Proxy Group (nobody) is not found or user does not have privilege to access it!';
      expect([path, absent.status, absent.body]).toEqual([path, 400, refusal('bad_request', text)]);
      const foreign = await app.call('GET', `${G}${path}`, undefined, stranger);
      expect([path, foreign.status]).toEqual([path, 404]);
    }
    for (const read of ['deploy-status', 'route-health']) {
      const answer = await app.call('GET', `${X}/environments/nowhere/${read}/`);
      expect([answer.status, answer.body]).toEqual([
        400,
        refusal('bad_request', 'Environment (nowhere) is not found!'),
      ]);
    }
  });

  it('to every member of the project, who may change nothing without the role', async () => {
    const member = await memberToken(app, []);
    const reads = [...PROXY_READS.map(([path]) => `${X}${path}`), ...GROUP_READS.map((path) => `${G}${path}`)];
    for (const path of reads)
      expect([path, (await app.call('GET', path, undefined, member)).status]).toEqual([path, 200]);
    const others = await memberToken(app, ['ROLE_DEPLOY_UNDEPLOY_PROXIES', 'ROLE_MANAGE_PROXY_GROUPS']);
    const document = await put(`${X}/spec/`, JSON.stringify(spec('/z')), 'application/json', others);
    expect([document.status, await document.json()]).toEqual([403, FORBIDDEN]);
    const proxies = await memberToken(app, ['ROLE_MANAGE_PROXIES', 'ROLE_DEPLOY_UNDEPLOY_PROXIES']);
    const moved = await app.call('PUT', `${G}/apiProxies/`, { apiProxyNameList: ['one', 'two'] }, proxies);
    expect([moved.status, moved.body]).toEqual([403, FORBIDDEN]);
    expect((await put(`${X}/spec/`, JSON.stringify(spec('/z')), 'application/json', proxies)).status).toBe(200);
    const groups = await memberToken(app, ['ROLE_MANAGE_PROXY_GROUPS']);
    expect((await app.call('PUT', `${G}/apiProxies/`, { apiProxyNameList: ['one', 'two'] }, groups)).status).toBe(200);
  });

  it('by uploads, to those who may save proxies', async () => {
    const others = await memberToken(app, ['ROLE_DEPLOY_UNDEPLOY_PROXIES', 'ROLE_MANAGE_PROXY_GROUPS']);
    const proxies = await memberToken(app, ['ROLE_MANAGE_PROXIES']);
    const file = `${P}/apiProxies/file/`;
    const body = { ...proxyBody('mine', backend.url), apiProxyCreationType: 'OPEN_API' };
    for (const method of ['POST', 'PUT'] as const) {
      const refused = await upload(app, method, file, body, JSON.stringify(spec('/a')), others);
      expect([method, refused.status, refused.body]).toEqual([method, 403, FORBIDDEN]);
      const saved = await upload(app, method, file, body, JSON.stringify(spec('/a')), proxies);
      expect([method, saved.status, saved.body]).toEqual([method, 200, DONE]);
    }
  });

  it('of the installation: environments, to whom they concern', async () => {
    const member = await memberToken(app, []);
    const stranger = await memberToken(app, [], 'other');
    for (const path of ['/apiops/environments/', '/apiops/environments/default', `${P}/environments`]) {
      const { body } = await made(app.call('GET', path, undefined, member));
      expect(body['resultList']).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'production' })]));
    }
    const foreign = await app.call('GET', '/apiops/environments/default', undefined, stranger);
    const text = 'Project not found for name: (default) or user has not privilege to access it!';
    expect([foreign.status, foreign.body]).toEqual([400, refusal('bad_request', text)]);
    const nobody = await app.call('GET', '/apiops/environments/', undefined, 'no-token');
    expect([nobody.status, nobody.body]).toEqual([401, refusal('unauthorized_client', 'Invalid token')]);
  });

  it('to any token and to none: greetings, health, and a token for a password', async () => {
    const member = await memberToken(app, []);
    expect((await app.call('GET', '/apiops/test/healthcheck')).text).toBe('OK');
    expect((await app.call('GET', '/apiops/test/hello/you', undefined, member)).text).toBe('Hello you');
    expect((await app.call('GET', '/apiops/test/hello/you', undefined, 'no-token')).status).toBe(401);
    const { username, password } = app.credentials;
    const login = { grant_type: 'client_credentials', client_id: username, client_secret: password };
    const token = await made(app.call('POST', '/apiops/auth/token', login));
    expect(token.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const wrong = await app.call('POST', '/apiops/auth/token', { ...login, client_secret: 'wrong' });
    expect([wrong.status, wrong.body['error_description']]).toEqual([401, 'Bad credentials']);
  });

  it('of the dialect itself: every operation, with its answers', async () => {
    const { paths } = (await app.call('GET', '/apiops/openapi.json')).body as { paths: Record<string, object> };
    const told = new Map(Object.entries(paths).map(([path, item]) => [path.replace(/\/$/, ''), item]));
    const silent = TIER_ONE.filter((operation) => {
      const [method = '', path = ''] = operation.split(' ');
      const responses = (told.get(path) as Record<string, { responses?: object }> | undefined)?.[method.toLowerCase()]
        ?.responses;
      return !answersOf(operation).every((status) => Object.hasOwn(responses ?? {}, status));
    });
    expect(silent).toEqual([]);
  });
});
