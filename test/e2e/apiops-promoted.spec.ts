import { DONE, groupBody, made, memberToken, newProject, proxyBody, refusal } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { OTHER, P, packageObjects } from '../support/packages.js';

type Row = Readonly<Record<string, unknown>>;

describe('apiops: promotion that a client carries over itself', () => {
  let home: Home;
  let app: App;
  let environmentIds: Readonly<Record<string, string>>;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
    await packageObjects(app);
    await newProject(app, 'empty');
    const { body } = await made(app.call('GET', '/apiops/environments/'));
    environmentIds = Object.fromEntries((body['resultList'] as Row[]).map(({ name, id }) => [name, id]));
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  const rows = async (path: string): Promise<readonly Row[]> => {
    const { body } = await made(app.call('GET', path));
    expect(body).toMatchObject({ ...DONE, resultCount: (body['resultList'] as Row[]).length });
    return body['resultList'] as Row[];
  };
  const save = (body: object, query = '', project = OTHER, token?: string) =>
    app.call('PUT', `${project}/apiProxies/promotion${query}`, body, token);
  const saveGroup = (body: object, query = '', project = OTHER, token?: string) =>
    app.call('PUT', `${project}/apiProxyGroups/promotion${query}`, body, token);
  const without = (row: Row, ...names: string[]) =>
    JSON.parse(JSON.stringify(row, (key, value) => (key === 'id' || names.includes(key) ? undefined : value)));

  it('lists proxies with everything, by name, at both slash forms', async () => {
    const list = await rows(`${P}/apiProxies/forpromotion`);
    expect(await rows(`${P}/apiProxies/forpromotion/`)).toEqual(list);
    expect(list.map(({ name }) => name)).toEqual(['cards', 'pass']);
    expect(list[0]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      type: 'REST',
      enumProxyCreationType: 'OPEN_API',
      protocolTransformation: 'NONE',
      relativePath: '/cards',
      backendApiVersion: '1.4.0',
      routing: { apiRoutingList: [{ url: 'http://127.0.0.1:9/v1' }] },
      apiProxyDeployList: [],
    });
  });

  it('saves such an object as a new proxy elsewhere, deployed nowhere', async () => {
    const [cards] = await rows(`${P}/apiProxies/forpromotion`);
    const { id: _id, ...object } = cards ?? {};
    const answer = await save({ ...object, apiProxyDeployList: [{ environmentName: 'production', deploy: true }] });
    expect(answer.body).toMatchObject({ ...DONE, name: 'cards', apiProxyDeployList: [] });
    expect(without(answer.body, 'success', 'status')).toEqual(without(cards ?? {}));
    expect((await save(object)).body).toEqual(refusal('bad_request', 'ApiProxy (name: cards) is already exist!'));
    await made(app.call('DELETE', `${OTHER}/apiProxies/cards/`));
  });

  it('overwrites by id, keeps deployments and operations, and deploys where it is told', async () => {
    const created = (await made(save(proxy('a', 'http://127.0.0.1:9')))).body;
    await made(app.call('POST', `${OTHER}/apiProxies/a/environments/test/`));
    const before = (await made(app.call('GET', `${OTHER}/apiProxies/a/`))).body;
    const changed = { id: created['id'], name: 'a', routing: { apiRoutingList: [{ url: 'http://127.0.0.1:10' }] } };
    const ids = `${environmentIds['production']},000000000000000000000000`;
    const answer = await made(save(changed, `?deployEnvironmentIds=${ids}`));
    expect(answer.body).toMatchObject({
      deploymentResult: { success: true, environmentResults: [{ environmentName: 'production' }] },
      routing: { routingAddressList: [{ address: 'http://127.0.0.1:10' }] },
      clientRoute: before['clientRoute'],
      endpointList: before['endpointList'],
    });
    expect(answer.body['apiProxyDeployList']).toMatchObject([
      {
        environmentSettingsId: environmentIds['production'],
        environmentName: 'production',
        deploy: true,
        redeployRequired: false,
      },
      { environmentName: 'test', deploy: true, redeployRequired: true },
    ]);
    await made(app.call('DELETE', `${OTHER}/apiProxies/a/`));
  });

  it('keeps what it saved when a deployment fails, and tells it', async () => {
    const answer = await save(proxy('b', 'http://169.254.169.254'), `?deployEnvironmentIds=${environmentIds['test']}`);
    expect([answer.status, answer.body]).toMatchObject([200, { ...DONE, deploymentResult: { success: false } }]);
    await made(app.call('DELETE', `${OTHER}/apiProxies/b/`));
  });

  it('lists members in their order, and saves a group with members in theirs', async () => {
    const members = await rows(`${P}/apiProxyGroups/Pay/proxies/forpromotion`);
    expect(members.map(({ name }) => name)).toEqual(['pass', 'cards']);
    for (const name of ['x', 'y']) await made(save(proxy(name, 'http://127.0.0.1:9')));
    const body = { ...groupBody('Pay', '/pay'), apiProxyList: [{ name: 'y' }, { name: 'x' }] };
    const created = await made(saveGroup(body, `?deployEnvironmentIds=${environmentIds['test']}`));
    expect(created.body).toMatchObject({ ...DONE, name: 'Pay', apiProxyList: [{ name: 'y' }, { name: 'x' }] });
    expect((await saveGroup(body)).body['error_description']).toContain('ApiProxyGroup: (Pay) is already created!');
    const replaced = await made(saveGroup({ id: created.body['id'], name: 'Pay', apiProxyList: [{ name: 'x' }] }));
    expect(replaced.body).toMatchObject({
      description: 'All payment APIs',
      clientRoute: { relativePathList: ['/pay'] },
      apiProxyList: [{ name: 'x' }],
      apiProxyGroupDeployList: [{ environmentName: 'test', deploy: true, redeployRequired: true }],
    });
    await made(app.call('DELETE', `${OTHER}/apiProxyGroups/Pay/`));
    for (const name of ['x', 'y']) await made(app.call('DELETE', `${OTHER}/apiProxies/${name}/`));
  });

  it.each<readonly [string, string, object, number, string]>([
    ['proxy', 'without a name', {}, 400, 'name value can not be empty!'],
    ['proxy', 'of an id that is not there', { id: 'x', name: 'a' }, 404, 'ApiProxy (name: a) was not found!'],
    [
      'proxy',
      'without a method',
      { name: 'a', endpointList: [{ endpoint: '/a' }] },
      400,
      'endpointList: httpMethod value can not be empty!',
    ],
    ['proxy', 'with an unknown type', { name: 'a', type: 'GRPC' }, 400, 'type must be one of REST, SOAP'],
    ['group', 'without a name', {}, 400, 'name value can not be empty!'],
    ['group', 'without a route', { name: 'g' }, 400, 'clientRoute value can not be empty!'],
    [
      'group',
      'of an id that is not there',
      { id: 'x', name: 'g' },
      400,
      'API Proxy Group (g) is not found or user does not have privilege to access it!',
    ],
    [
      'group',
      'with an unknown member',
      groupBody('g', '/g', { apiProxyList: [{ name: 'z' }] }),
      400,
      'ApiProxy (z) is not found or user does not have privilege to access it!',
    ],
  ])('refuses a %s %s, and saves nothing', async (kind, _what, body, status, text) => {
    const answer = await (kind === 'proxy' ? save(body) : saveGroup(body));
    expect([answer.status, answer.body['error_description']]).toEqual([status, text]);
    expect(await rows(`${OTHER}/apiProxies/`)).toEqual([]);
    expect(await rows(`${OTHER}/apiProxyGroups/`)).toEqual([]);
  });

  it('lets those do it who may manage, and deploy where they deploy', async () => {
    const query = `?deployEnvironmentIds=${environmentIds['test']}`;
    const status = async (roles: string[], call: typeof save, body: object, more = '') =>
      (await call(body, more, OTHER, await memberToken(app, roles, 'other'))).status;
    const body = proxy('m', 'http://127.0.0.1:9');
    expect(await status(['ROLE_MANAGE_PROXY_GROUPS'], save, body)).toBe(403);
    expect(await status(['ROLE_MANAGE_PROXIES'], save, body, query)).toBe(403);
    expect(await status(['ROLE_MANAGE_PROXIES'], save, body)).toBe(200);
    expect(await status(['ROLE_MANAGE_PROXIES'], saveGroup, groupBody('g', '/g'))).toBe(403);
    expect(await status(['ROLE_MANAGE_PROXY_GROUPS'], saveGroup, groupBody('g', '/g'), query)).toBe(403);
    expect(
      await status(['ROLE_MANAGE_PROXY_GROUPS'], saveGroup, groupBody('g', '/g', { apiProxyList: [{ name: 'm' }] })),
    ).toBe(403);
    expect(await status(['ROLE_MANAGE_PROXY_GROUPS'], saveGroup, groupBody('g', '/g'))).toBe(200);
  });

  it('hides a foreign project, and shows a member without roles everything of its own', async () => {
    const foreign = await memberToken(app, ['Project Owner'], 'empty');
    for (const [method, path, body] of [
      ['GET', '/apiProxies/forpromotion', undefined],
      ['PUT', '/apiProxies/promotion', { name: 'a' }],
      ['GET', '/apiProxyGroups/Pay/proxies/forpromotion', undefined],
      ['PUT', '/apiProxyGroups/promotion', groupBody('g', '/g')],
    ] as const) {
      const hidden = await app.call(method, `${P}${path}`, body, foreign);
      const absent = await app.call(method, `/apiops/projects/absent${path}`, body, foreign);
      expect([hidden.status, hidden.text]).toEqual([404, absent.text.replaceAll('absent', 'default')]);
    }
    const looker = await memberToken(app, []);
    for (const path of ['/apiProxies/forpromotion', '/apiProxyGroups/Pay/proxies/forpromotion']) {
      expect((await app.call('GET', `${P}${path}`, undefined, looker)).status).toBe(200);
    }
    const unknown = await app.call('GET', `${P}/apiProxyGroups/absent/proxies/forpromotion`);
    expect([unknown.status, unknown.body['error_description']]).toEqual([
      400,
      'API Proxy Group (absent) is not found or user does not have privilege to access it!',
    ]);
  });
});

const proxy = (name: string, backend: string) => ({
  name,
  clientRoute: proxyBody(name, backend).clientRoute,
  routing: { routingAddressList: [{ address: backend }] },
  endpointList: [{ endpoint: '/items/{id}', httpMethod: 'GET' }],
});
