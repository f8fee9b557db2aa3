import { curl, DONE, deployed, groupBody, made, proxyBody, refusal, upload } from '../support/apiops.js';
import { witness } from '../support/apiops-witness.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';

const P = '/apiops/projects/default';
const G = `${P}/apiProxyGroups/PaymentGroup`;

const SPEC = (path: string) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: { [path]: { get: { responses: {} } } },
  });

describe('apiops: proxy groups', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  const createMember = (name: string, operation: string) =>
    made(
      upload(
        app,
        'POST',
        `${P}/apiProxies/file/`,
        { ...proxyBody(name, backend.url), apiProxyCreationType: 'OPEN_API' },
        SPEC(operation),
      ),
    );

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home), startBackend('pay')]);
    await createMember('cards', '/cards/{id}');
    await createMember('loans', '/loans');
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const bearer = () => ['-H', `Authorization: Bearer ${app.credentials.token}`];
  const seed = async (method: string, path: string, ...more: string[]) => {
    const answer = await curl('-X', method, `${app.url}${path}`, ...bearer(), ...more);
    const body = more[more.indexOf('-d') + 1];
    const sent = more.includes('-d') && body !== '' ? JSON.parse(String(body)) : undefined;
    await witness(app, { method, path, body: sent, ...answer, mediaType: 'application/json;charset=UTF-8' });
    return answer;
  };

  it('deploy and undeploy as the seed page says, members together', async () => {
    const sample = {
      ...groupBody('PaymentGroup', '/pay'),
      clientRoute: {
        relativePathList: ['/pay'],
        methodList: ['ALL'],
        hostList: null,
        headerList: null,
        bufferRequest: true,
        bufferResponse: true,
      },
    };
    expect((await app.call('POST', `${P}/apiProxyGroups/`, sample)).body).toEqual(DONE);
    for (const member of ['cards', 'loans', 'cards']) {
      const { status, body } = await app.call('POST', `${G}/apiProxies/${member}/`);
      expect([status, body]).toEqual([200, DONE]);
    }

    const { status, text } = await seed('POST', `${G}/environments/production/`);
    expect([status, JSON.parse(text)]).toEqual([200, deployed('production')]);
    for (const path of ['/pay/cards/7', '/pay/loans']) {
      const response = await fetch(`${app.gatewayUrl()}${path}`);
      expect([response.status, ((await response.json()) as { backend: string }).backend]).toEqual([200, 'pay']);
    }
    expect((await fetch(`${app.gatewayUrl()}/cards/cards/7`)).status).toBe(404);

    const gone = await seed('DELETE', `${G}/environments/production/`);
    expect([gone.status, JSON.parse(gone.text)]).toEqual([200, deployed('production', 'Undeploy')]);
    expect((await fetch(`${app.gatewayUrl()}/pay/loans`)).status).toBe(404);
  });

  it('refuse as the seed page says', async () => {
    const group = await seed('POST', `${P}/apiProxyGroups/Nobody/environments/production/`);
    expect([group.status, JSON.parse(group.text)]).toEqual([
      400,
      refusal('bad_request', 'API Proxy Group (Nobody) is not found or user does not have privilege to access it!'),
    ]);
    const environment = await seed('POST', `${G}/environments/nowhere/`);
    expect([environment.status, JSON.parse(environment.text)]).toEqual([
      400,
      refusal('bad_request', 'Environment (nowhere) is not found or user does not have privilege to access it!'),
    ]);
    const project = await seed('POST', '/apiops/projects/nope/apiProxyGroups/PaymentGroup/environments/production/');
    expect([project.status, JSON.parse(project.text)]).toEqual([
      404,
      refusal('not_found', 'Project(nope) was not found or user does not have privilege to access it!'),
    ]);
    const token = await curl('-X', 'POST', `${app.url}${G}/environments/production/`, '-H', 'Authorization: Bearer no');
    expect([token.status, JSON.parse(token.text)]).toEqual([401, refusal('unauthorized_client', 'Invalid token')]);
  });

  it('take empty JSON bodies, a description, and both slash forms', async () => {
    const bodies = [
      ['-H', 'Content-Type: application/json'],
      ['-H', 'Content-Type: application/json', '-d', ''],
      ['-H', 'Content-Type: application/json', '-d', '{}'],
      ['-H', 'Content-Type: application/json', '-d', '{"description":"Release 7","persistent":true,"unknown":1}'],
    ];
    for (const body of bodies) {
      for (const slash of ['', '/']) {
        const { status, text } = await seed('POST', `${G}/environments/test${slash}`, ...body);
        expect([status, JSON.parse(text)]).toEqual([200, deployed('test')]);
      }
    }
    const described = ['-H', 'Content-Type: application/json', '-d', '{"description":"Away with it"}'];
    const { status } = await seed('DELETE', `${G}/environments/test`, ...described);
    expect(status).toBe(200);
  });

  it('undeploy where they are not deployed', async () => {
    const { status, body } = await app.call('DELETE', `${G}/environments/staging/`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...DONE,
      deploymentResult: { success: true, message: 'Undeployment completed successfully', detailList: [] },
    });
  });

  it('keep a row of every environment that they were deployed to', async () => {
    await made(app.call('POST', `${G}/environments/production/`));
    const production = {
      environmentName: 'production',
      name: 'production',
      type: 'PRODUCTION',
      accessUrl: app.gatewayUrl(),
      deployed: true,
      redeployRequired: false,
    };
    const test = { environmentName: 'test', name: 'test', type: 'TEST', accessUrl: app.gatewayUrl('test') };
    expect((await app.call('GET', `${G}/environments/`)).body).toEqual({
      ...DONE,
      resultList: [production, { ...test, deployed: false, redeployRequired: false }],
      resultCount: 2,
    });

    await made(app.call('DELETE', `${G}/apiProxies/loans/`));
    const { body } = await app.call('GET', `${G}/environments/`);
    expect(body['resultList']).toMatchObject([{ deployed: true, redeployRequired: true }, { deployed: false }]);
    expect((await fetch(`${app.gatewayUrl()}/pay/loans`)).status).toBe(200);
    await made(app.call('POST', `${G}/environments/production/`));
    expect((await fetch(`${app.gatewayUrl()}/pay/loans`)).status).toBe(404);
  });

  it('check a new group in the order of the contract', async () => {
    const name = 'Ordered';
    const texts: [object, string][] = [
      [{}, 'name value can not be empty!'],
      [{ name }, 'clientRoute value can not be empty!'],
      [{ name, clientRoute: {} }, 'clientRoute value needs at least one relativePath!'],
      [{ name, clientRoute: { relativePathList: [''] } }, 'relativePath value in clientRoute object can not be empty!'],
      [
        groupBody('PaymentGroup', '/x'),
        'ApiProxyGroup: (PaymentGroup) is already created! If you want to udate it use update endpoint!',
      ],
      [groupBody(name, '/ordered', { environmentName: 'nowhere' }), 'Environment (nowhere) is not found!'],
    ];
    for (const [body, text] of texts) {
      const answer = await app.call('POST', `${P}/apiProxyGroups/`, body);
      expect([answer.status, answer.body]).toEqual([400, refusal('bad_request', text)]);
    }
    const { body } = await app.call('GET', `${P}/apiProxyGroups/`);
    expect(body['resultList']).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'PaymentGroup', description: 'All payment APIs' },
    ]);
  });

  it('deploy after saving, when asked, and are replaced as a whole', async () => {
    const created = await app.call(
      'POST',
      `${P}/apiProxyGroups`,
      groupBody('Savings', '/save', { environmentName: 'test' }),
    );
    expect([created.status, created.body]).toEqual([200, deployed('test')]);
    await made(app.call('POST', `${P}/apiProxyGroups/Savings/apiProxies/cards`));
    const moved = { ...groupBody('Savings', '/money', { environmentName: 'test' }), description: undefined };
    const replaced = await app.call('PUT', `${P}/apiProxyGroups/`, moved);
    expect([replaced.status, replaced.body]).toEqual([200, deployed('test')]);
    expect((await fetch(`${app.gatewayUrl('test')}/money/cards/1`)).status).toBe(200);
    expect((await fetch(`${app.gatewayUrl('test')}/save/cards/1`)).status).toBe(404);

    const unknown = await app.call('PUT', `${P}/apiProxyGroups/`, groupBody('Nobody', '/x'));
    expect([unknown.status, unknown.body['resultMessage']]).toEqual([
      400,
      'API Proxy Group (Nobody) is not found or user does not have privilege to access it!',
    ]);
    const deleted = await app.call('DELETE', `${P}/apiProxyGroups/Savings/`);
    expect([deleted.status, deleted.body]).toEqual([200, deployed('test', 'Undeploy')]);
    expect((await fetch(`${app.gatewayUrl('test')}/money/cards/1`)).status).toBe(404);
    expect((await app.call('GET', `${P}/apiProxies/cards/`)).status).toBe(200);
  });

  it('know their members by name', async () => {
    for (const method of ['POST', 'DELETE']) {
      const { status, body } = await app.call(method, `${G}/apiProxies/nobody/`);
      expect([status, body]).toEqual([
        400,
        refusal('bad_request', 'ApiProxy (nobody) is not found or user does not have privilege to access it!'),
      ]);
    }
    expect((await app.call('DELETE', `${G}/apiProxies/loans/`)).body).toEqual(DONE);
    const deleted = await app.call('DELETE', `${P}/apiProxyGroups/Nobody/`);
    expect(deleted.body['error_description']).toBe(
      'API Proxy Group (Nobody) is not found or user does not have privilege to access it!',
    );
  });

  it('refuse to deploy what cannot work, name every member and field, and leave what serves', async () => {
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Broken', '/broken')));
    for (const name of ['bad1', 'bad2']) {
      await made(app.call('POST', `${P}/apiProxies/url/`, { ...proxyBody(name, ''), routingInfo: undefined }));
      await made(app.call('POST', `${P}/apiProxyGroups/Broken/apiProxies/${name}/`));
    }
    const { status, body } = await app.call('POST', `${P}/apiProxyGroups/Broken/environments/production/`);
    expect([status, body['error'], body['success']]).toEqual([400, 'bad_request', false]);
    expect(body['error_description']).toMatch(/bad1.*bad2/);
    expect(body['validation_errors']).toMatchObject([
      { field: expect.stringMatching(/^bad1\.routingInfo/) },
      { field: expect.stringMatching(/^bad2\.routingInfo/) },
    ]);
    expect((await app.call('GET', `${P}/apiProxyGroups/Broken/environments/`)).body['resultList']).toEqual([]);
    expect((await fetch(`${app.gatewayUrl()}/pay/cards/1`)).status).toBe(200);
  });
});
