import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DONE, deployed, made, proxyBody, refusal, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';

const P = '/apiops/projects/default';

const OPENAPI_30 = (server: string, ...paths: string[]) => `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: '${server}' }]
paths:
${paths.map((path) => `  ${path}: { get: { summary: 'Read ${path}', responses: {} } }`).join('\n')}
`;
const OPENAPI_31 = `openapi: 3.1.0
info:
  title: Loans
  version: "2"
paths:
  /loans/{id}:
    get: { operationId: getLoan }
    delete: { operationId: endLoan }
`;
const SWAGGER_20 = (host: string) =>
  JSON.stringify({
    swagger: '2.0',
    info: { title: 'Accounts', version: '1' },
    host,
    basePath: '/v2',
    schemes: ['http'],
    paths: { '/accounts': { post: { responses: {} } } },
  });

describe('apiops: API proxies', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home), startBackend('cards')]);
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const create = (body: object) => app.call('POST', `${P}/apiProxies/url/`, body);
  const get = async (name: string) => (await made(app.call('GET', `${P}/apiProxies/${name}/`))).body;
  const endpointsOf = async (name: string) =>
    ((await get(name))['endpointList'] as Record<string, unknown>[]).map(
      (endpoint) => `${endpoint['httpMethod']} ${endpoint['endpoint']}`,
    );
  const served = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${app.gatewayUrl()}${path}`, init);
    return response.status === 200 ? ((await response.json()) as { path: string }).path : response.status;
  };

  it('are made without a specification, deployed, and reached', async () => {
    const deploy = { deploy: true, deployTargetEnvironmentNameList: ['production'] };
    const { status, body } = await create(proxyBody('all', backend.url, deploy));
    expect([status, body]).toEqual([200, deployed('production')]);
    expect(await served('/all/of/it?x=1')).toBe('/of/it?x=1');
    expect(await get('all')).toMatchObject({
      ...DONE,
      resultCount: 1,
      name: 'all',
      clientRoute: { relativePathList: ['/all'], hostList: [], virtualHostList: [], methodList: null },
      endpointList: [],
      deploymentList: [{ environmentName: 'production', deployed: true, redeployRequired: false }],
      resultList: [{ name: 'all', clientRoute: { relativePathList: ['/all'] } }],
    });
    const empty = await create({ apiProxyName: 'bare', apiProxyCreationType: 'EMPTY_API' });
    expect([empty.status, empty.body]).toEqual([200, DONE]);
    expect(await get('bare')).toMatchObject({ clientRoute: { relativePathList: ['/bare'] }, endpointList: [] });
  });

  it('are made from a file: OpenAPI 3.0 and 3.1, Swagger 2.0', async () => {
    const metadata = (name: string, type: string, more: object = {}) => ({
      apiProxyName: name,
      apiProxyCreationType: type,
      clientRoute: { relativePathList: [`/${name}`] },
      deploy: true,
      deployTargetEnvironmentNameList: ['production'],
      ...more,
    });
    const routingInfo = { routingAddressList: [{ address: backend.url }], readTimeout: 5 };
    const file = `${P}/apiProxies/file/`;
    const cards = await upload(
      app,
      'POST',
      file,
      metadata('cards', 'OPEN_API'),
      OPENAPI_30(backend.url, '/cards/{id}'),
    );
    expect([cards.status, cards.body]).toEqual([200, deployed('production')]);
    const loans = await upload(app, 'POST', file, metadata('loans', 'OPEN_API', { routingInfo }), OPENAPI_31);
    expect([loans.status, loans.body]).toEqual([200, deployed('production')]);
    const host = new URL(backend.url).host;
    const accounts = await upload(app, 'PUT', file, metadata('accounts', 'SWAGGER'), SWAGGER_20(host));
    expect([accounts.status, accounts.body]).toEqual([200, deployed('production')]);

    expect(await served('/cards/cards/7')).toBe('/cards/7');
    expect(await served('/loans/loans/9', { method: 'DELETE' })).toBe('/loans/9');
    expect(await served('/accounts/accounts', { method: 'POST' })).toBe('/v2/accounts');
    expect(await served('/loans/other')).toBe(404);
    expect(await endpointsOf('loans')).toEqual(['GET /loans/{id}', 'DELETE /loans/{id}']);
    expect(await get('loans')).toMatchObject({
      routing: { readTimeout: 5, connectTimeout: 30, routingAddressList: [{ weight: 1 }] },
    });
  });

  it('are listed by name, paged only when asked', async () => {
    const names = async (query: string) => {
      const { body } = await made(app.call('GET', `${P}/apiProxies/${query}`));
      return [(body['resultList'] as { name: string }[]).map(({ name }) => name), body['resultCount']];
    };
    expect(await names('')).toEqual([['accounts', 'all', 'bare', 'cards', 'loans'], 5]);
    expect(await names('?page=2&size=2')).toEqual([['bare', 'cards'], 5]);
    const { text } = await app.call('GET', `${P}/apiProxies`);
    expect(text).toContain('"name":"cards","description":"","type":"REST","relativePath":"/cards","soapToRest":false');
  });

  it('are created by PUT, and reparsed by it', async () => {
    const file = `${P}/apiProxies/file`;
    const metadata = { apiProxyName: 'cards', apiProxyCreationType: 'OPEN_API', reParse: true };
    const before = (await get('cards'))['endpointList'] as { id: string }[];
    const answer = await upload(app, 'PUT', file, metadata, OPENAPI_30('http://elsewhere.test', '/cards/{id}', '/new'));
    expect([answer.status, answer.body]).toEqual([200, DONE]);
    const after = await get('cards');
    expect(after).toMatchObject({
      clientRoute: { relativePathList: ['/cards'] },
      routing: { routingAddressList: [{ address: backend.url }] },
      deploymentList: [{ environmentName: 'production', deployed: true, redeployRequired: true }],
    });
    expect((after['endpointList'] as { id: string }[])[0]?.id).toBe(before[0]?.id);
    expect(await served('/cards/new')).toBe(404);

    await made(app.call('POST', `${P}/apiProxies/cards/environments/production`));
    expect(await served('/cards/new')).toBe('/new');
    expect((await get('cards'))['deploymentList']).toMatchObject([{ redeployRequired: false }]);

    const unknown = await upload(app, 'PUT', file, { ...metadata, apiProxyName: 'nobody' }, OPENAPI_31);
    const text = 'ApiProxy (name: nobody) can not be reparsed because it is not exist. First create it!';
    expect([unknown.status, unknown.body]).toEqual([400, refusal('bad_request', text)]);
    const changed = await upload(app, 'PUT', file, { ...metadata, apiProxyCreationType: 'SWAGGER' }, SWAGGER_20('h'));
    expect(changed.body['error_description']).toContain('is OPEN_API, the request says SWAGGER');
  });

  it('are made from a URL, with the credentials that its server wants', async () => {
    const asked: string[] = [];
    const specs: Server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers['authorization']}`);
      response.end(OPENAPI_30(backend.url, '/remote'));
    });
    await new Promise<void>((resolve) => specs.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = specs.address() as AddressInfo;
      const { status, body } = await create({
        apiProxyName: 'remote',
        apiProxyCreationType: 'OPEN_API',
        specUrl: `http://127.0.0.1:${port}/spec.yaml`,
        specAuthorizationValueList: [
          { headerName: 'Authorization', headerValue: 'Bearer s' },
          { keyName: 'key', value: 'k', type: 'query' },
        ],
        deploy: true,
        deployTargetEnvironmentNameList: ['production'],
      });
      expect([status, body]).toEqual([200, deployed('production')]);
      expect(asked).toEqual(['/spec.yaml?key=k Bearer s']);
      expect(await served('/remote/remote')).toBe('/remote');
    } finally {
      specs.close();
    }
    const metadata = await create({
      apiProxyName: 'ssrf',
      apiProxyCreationType: 'OPEN_API',
      specUrl: 'http://169.254.169.254/x',
    });
    expect([metadata.status, metadata.body['error']]).toEqual([400, 'bad_request']);
    expect((await app.call('GET', `${P}/apiProxies/ssrf`)).status).toBe(404);
  });

  it('check every name before anything is written', async () => {
    const targets = { deploy: true, deployTargetEnvironmentNameList: ['production', 'nowhere'] };
    const created = await create(proxyBody('early', backend.url, targets));
    const text = 'Environment (nowhere) is not found or user does not have privilege to access it!';
    expect([created.status, created.body]).toEqual([400, refusal('bad_request', text)]);
    expect((await app.call('GET', `${P}/apiProxies/early/`)).status).toBe(404);

    const before = await get('all');
    const updated = await app.call('PUT', `${P}/apiProxies/url/`, proxyBody('all', 'http://other.test', targets));
    expect(updated.status).toBe(400);
    expect(await get('all')).toEqual(before);
    const none = await create(proxyBody('early', backend.url, { deploy: true }));
    expect(none.body['error_description']).toBe('deployTargetEnvironmentNameList value can not be empty!');
  });

  it('stay saved when their deployment fails', async () => {
    const targets = { deploy: true, deployTargetEnvironmentNameList: ['production', 'test'] };
    const route = { clientRoute: { relativePathList: ['/all'] } };
    const { status, body } = await create(proxyBody('twin', backend.url, { ...route, ...targets }));
    expect([status, body['success']]).toEqual([200, true]);
    expect(body['deploymentResult']).toMatchObject({
      success: false,
      environmentResults: [
        { environmentName: 'production', success: false, message: expect.stringMatching(/^Deployment failed: .*all/) },
        { environmentName: 'test', success: true, message: 'Deployed successfully' },
      ],
    });
    const deployment = await app.call('POST', `${P}/apiProxies/twin/environments/production/`);
    expect([deployment.status, deployment.body['error']]).toEqual([400, 'bad_request']);
    expect(deployment.body['resultMessage']).toContain('all');
  });

  it('are refused in the words of the contract', async () => {
    const texts: [Promise<{ status: number; body: object }>, number, string, string][] = [
      [create(proxyBody('all', backend.url)), 400, 'bad_request', 'ApiProxy (name: all) is already exist!'],
      [app.call('GET', `${P}/apiProxies/nobody/`), 404, 'not_found', 'ApiProxy (name: nobody) was not found!'],
      [app.call('DELETE', `${P}/apiProxies/nobody/`), 400, 'bad_request', 'Api Proxy (nobody) is not found!'],
      [
        app.call('GET', '/apiops/projects/nope/apiProxies/'),
        404,
        'not_found',
        'Project (nope) is not found or user does not have privilege to access it!',
      ],
      [app.call('GET', '/apiops/projects//apiProxies/'), 400, 'bad_request', 'projectName value can not be empty!'],
    ];
    for (const [call, status, error, text] of texts) {
      const answer = await call;
      expect([answer.status, answer.body]).toEqual([status, refusal(error, text)]);
    }
    for (const [proxy, environment] of [
      ['nobody', 'production'],
      ['all', 'nowhere'],
    ]) {
      for (const method of ['POST', 'DELETE']) {
        const answer = await app.call(method, `${P}/apiProxies/${proxy}/environments/${environment}/`);
        const text = `ApiProxy with name (${proxy}) can not be deployed to Environment(${environment}) because it is not exist!`;
        expect([answer.status, answer.body]).toEqual([400, refusal('bad_request', text)]);
      }
    }
  });

  it('refuse what is no specification, and say where it is wrong', async () => {
    const file = `${P}/apiProxies/file/`;
    const metadata = { ...proxyBody('wrong', backend.url), apiProxyCreationType: 'OPEN_API' };
    const attempts = [
      upload(app, 'POST', file, metadata, 'nothing: here'),
      upload(app, 'POST', file, metadata, SWAGGER_20('h')),
      upload(app, 'POST', file, metadata, ''),
      upload(app, 'POST', file, metadata),
      upload(app, 'POST', file, '{"apiProxyName":', OPENAPI_31),
      upload(app, 'POST', file, { ...metadata, clientRoute: undefined }, OPENAPI_31),
      upload(app, 'POST', file, { ...metadata, apiProxyCreationType: 'WSDL' }, '<definitions/>'),
      create({ ...metadata, apiProxyCreationType: 'WSDL' }),
    ];
    for (const attempt of attempts) {
      const { status, body } = await attempt;
      expect([status, body['error'], body['status']]).toEqual([400, 'bad_request', 'FAILURE']);
      expect(body['error_description']).not.toBe('');
    }
    expect((await app.call('GET', `${P}/apiProxies/wrong/`)).status).toBe(404);
  });

  it('are undeployed, and refuse to be where they are not', async () => {
    const undeployed = await app.call('DELETE', `${P}/apiProxies/all/environments/production/`);
    expect([undeployed.status, undeployed.body]).toEqual([200, deployed('production', 'Undeploy')]);
    expect(await served('/all/x')).toBe(404);
    const again = await app.call('DELETE', `${P}/apiProxies/all/environments/production`);
    const text = 'ApiProxy with name (all) can not be deployed to Environment(production) because it is not exist!';
    expect([again.status, again.body]).toEqual([400, refusal('bad_request', text)]);
    expect((await get('all'))['deploymentList']).toEqual([
      { environmentName: 'production', deployed: false, redeployRequired: false },
    ]);
  });

  it('are deleted, undeployed first', async () => {
    const { status, body } = await app.call('DELETE', `${P}/apiProxies/cards/`);
    expect([status, body]).toEqual([200, deployed('production', 'Undeploy')]);
    expect(await served('/cards/cards/1')).toBe(404);
    const bare = await app.call('DELETE', `${P}/apiProxies/bare`);
    expect([bare.status, bare.body]).toEqual([200, DONE]);
  });

  it('may have names that need percent-encoding', async () => {
    const name = 'Contact Application/API %25 ü';
    await made(create({ ...proxyBody('x', backend.url), apiProxyName: name, clientRoute: undefined }));
    const { body } = await made(app.call('GET', `${P}/apiProxies/${encodeURIComponent(name)}/`));
    expect(body['name']).toBe(name);
    expect(body['clientRoute']).toMatchObject({ relativePathList: ['/Contact-Application-API-25-'] });
    expect((await app.call('GET', `${P}/apiProxies/${encodeURIComponent(name.toUpperCase())}/`)).status).toBe(404);
  });
});
