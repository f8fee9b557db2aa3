import { DONE, groupBody, made, proxyBody, refusal } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';

const P = '/apiops/projects/default';
const X = `${P}/apiProxies/cards`;
const G = `${P}/apiProxyGroups/Pay`;

type Row = Readonly<Record<string, unknown>>;

describe('apiops: deploy histories', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home, { GATEWRIGHT_HISTORY_LENGTH: '3' }), startBackend('one')]);
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  beforeEach(async () => {
    await app.call('DELETE', `${G}/`);
    await app.call('DELETE', `${X}/`);
    await made(
      app.call('POST', `${P}/apiProxies/url/`, proxyBody('cards', backend.url, { backendApiVersion: '1.4.0' })),
    );
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')));
    await made(app.call('POST', `${G}/apiProxies/cards/`));
  });

  const deploy = (object: string, environment: string, body?: object) =>
    made(app.call('POST', `${object}/environments/${environment}/`, body));
  const undeploy = (object: string, environment: string, body?: object) =>
    made(app.call('DELETE', `${object}/environments/${environment}/`, body));
  const rows = async (object: string, query = ''): Promise<readonly Row[]> =>
    (await made(app.call('GET', `${object}/deploy-histories/${query}`))).body['resultList'] as Row[];
  const revisions = async (object: string) => (await rows(object)).map((row) => row['revision']);
  const text = async (method: string, path: string) => {
    const { status, body } = await app.call(method, path);
    return [status, body['resultMessage']];
  };

  const row = (more: object) => ({
    revision: expect.any(Number),
    username: 'admin',
    deploymentTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    date: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    description: 'Deployed by APIOPS Api',
    environment: 'production',
    deploy: true,
    persistent: false,
    live: true,
    state: 'SUCCEEDED',
    ...more,
  });

  it.each([
    ['a proxy', X, { backendApiVersion: '1.4.0' }],
    ['a group', G, {}],
  ])('list every deploy and undeploy of %s, newest first', async (_name, object, more) => {
    await deploy(object, 'production');
    await deploy(object, 'test', { description: 'Release 7', persistent: true });
    await undeploy(object, 'test', { description: 'Away with it' });
    await undeploy(object, 'production');
    await deploy(object, 'production');
    const { body } = await made(app.call('GET', `${object}/deploy-histories/`));
    expect(body).toEqual({
      ...DONE,
      resultCount: 5,
      resultList: [
        row({ ...more, revision: 5 }),
        row({ ...more, revision: 4, deploy: false, live: false, description: 'Undeployed by APIOPS Api' }),
        row({ ...more, revision: 3, environment: 'test', deploy: false, live: false, description: 'Away with it' }),
        row({ ...more, revision: 2, environment: 'test', live: false, description: 'Release 7', persistent: true }),
        row({ ...more, revision: 1, live: false }),
      ],
    });
    const detail = await made(app.call('GET', `${object}/deploy-histories/2`));
    expect(detail.body).toEqual({ ...DONE, resultCount: 1, resultList: [(await rows(object))[3]] });
  });

  it.each([
    ['a proxy', X],
    ['a group', G],
  ])('of %s are given in pages when asked', async (_name, object) => {
    for (let i = 0; i < 3; i++) await deploy(object, 'production');
    const { body } = await made(app.call('GET', `${object}/deploy-histories/?page=2&size=2`));
    expect([body['resultCount'], body['resultList']]).toMatchObject([3, [{ revision: 1 }]]);
    expect(await text('GET', `${object}/deploy-histories/?size=no`)).toEqual([
      400,
      'size: use a whole number from 1 to 1000',
    ]);
  });

  it.each([
    ['a proxy', X],
    ['a group', G],
  ])('of %s keep the newest of each environment, what is persistent and what is live', async (_name, object) => {
    await deploy(object, 'production', { persistent: true });
    await deploy(object, 'test');
    for (let i = 0; i < 5; i++) {
      await undeploy(object, 'production');
      await deploy(object, 'production');
    }
    expect(await revisions(object)).toEqual([12, 11, 10, 2, 1]);
    for (let i = 0; i < 4; i++) await deploy(object, 'production');
    // 12 is older than the newest three, but what it released is still served: nothing has changed since.
    expect(await revisions(object)).toEqual([16, 15, 14, 12, 2, 1]);
  });

  it('do not lose what was served to deployments that were refused', async () => {
    await deploy(X, 'production');
    await made(app.call('POST', `${P}/apiProxies/url/`, proxyBody('rival', backend.url, DEPLOY_TO_TEST)));
    const taken = proxyBody('cards', backend.url, { clientRoute: { relativePathList: ['/rival'] }, reParse: true });
    await made(app.call('PUT', `${P}/apiProxies/url/`, taken));
    for (let i = 0; i < 4; i++) {
      const { status } = await app.call('POST', `${X}/environments/test/`);
      expect(status).toBe(400);
    }
    // Refused before the commit, they never were.
    expect(await revisions(X)).toEqual([1]);
    await made(app.call('DELETE', `${P}/apiProxies/rival/`));
  });

  it.each([
    ['a proxy', X, 'Deploy history record deleted successfully.'],
    ['a group', G, 'Proxy Group deploy history record deleted successfully.'],
  ])('of %s lose a record that is deleted, not one that is live', async (_name, object, done) => {
    await deploy(object, 'production', { persistent: true });
    await undeploy(object, 'production');
    await deploy(object, 'production');
    const { status, body } = await app.call('DELETE', `${object}/deploy-histories/1/`);
    expect([status, body]).toEqual([200, { ...DONE, resultMessage: done }]);
    expect(await revisions(object)).toEqual([3, 2]);
    const live = await app.call('DELETE', `${object}/deploy-histories/3/`);
    const because = 'Deploy history with revision (3) can not be deleted because its environment serves it!';
    expect([live.status, live.body]).toEqual([400, refusal('bad_request', because)]);
    expect(await revisions(object)).toEqual([3, 2]);
  });

  it.each(['99', '0', 'x', '1.5', '99999999999999'])('refuse revision %s as the contract says', async (revision) => {
    await deploy(X, 'production');
    await deploy(G, 'production');
    const unknown = (owner: string) => `Deploy history with revision (${revision}) is not found for ${owner}!`;
    for (const [object, owner] of [[X, 'ApiProxy (cards)'] as const, [G, 'ApiProxyGroup (Pay)'] as const]) {
      const path = `${object}/deploy-histories/${revision}/`;
      expect(await text('GET', path)).toEqual([400, unknown(owner)]);
      expect(await text('DELETE', path)).toEqual([400, unknown(owner)]);
      expect(await text('GET', `${object}/deploy-histories/1/diff/${revision}/`)).toEqual([400, unknown(owner)]);
      const failed = `Rollback failed for deploy history revision (${revision})!`;
      expect(await text('POST', `${path}rollback/`)).toEqual([400, failed]);
    }
  });

  it('refuse what is not there as the contract says', async () => {
    expect(await text('GET', `${P}/apiProxies/nobody/deploy-histories/`)).toEqual([
      400,
      'ApiProxy with name (nobody) is not found!',
    ]);
    expect(await text('GET', `${P}/apiProxyGroups/Nobody/deploy-histories/`)).toEqual([
      400,
      'API Proxy Group (Nobody) is not found or user does not have privilege to access it!',
    ]);
    expect(await text('GET', '/apiops/projects/nope/apiProxies/cards/deploy-histories/')).toEqual([
      404,
      'Project (nope) is not found or user does not have privilege to access it!',
    ]);
  });

  it('say what one revision of a proxy changed of another', async () => {
    await deploy(X, 'production');
    const moved = { clientRoute: { relativePathList: ['/cards', '/debit'] }, backendApiVersion: '2.0.0' };
    await made(app.call('PUT', `${P}/apiProxies/url/`, proxyBody('cards', backend.url, { ...moved, reParse: true })));
    await deploy(X, 'production');
    const diff = async (path: string) => (await made(app.call('GET', `${X}/deploy-histories/${path}/`))).body;
    expect(await diff('1/diff/2')).toEqual({
      ...DONE,
      resultCount: 1,
      resultList: [
        {
          revision: 1,
          otherRevision: 2,
          identical: false,
          changeList: [
            { field: 'backendApiVersion', before: '1.4.0', after: '2.0.0' },
            { field: 'clientRoute.relativePathList', before: ['/cards'], after: ['/cards', '/debit'] },
          ],
          endpoints: { added: [], changed: [], removed: [] },
        },
      ],
    });
    expect(await diff('2/diff/2')).toMatchObject({ resultList: [{ identical: true, changeList: [] }] });
  });

  it('say what one revision of a group changed of another, with its members', async () => {
    await deploy(G, 'production');
    await made(app.call('POST', `${P}/apiProxies/url/`, proxyBody('loans', backend.url)));
    await made(app.call('POST', `${G}/apiProxies/loans/`));
    await made(app.call('PUT', `${P}/apiProxyGroups/`, groupBody('Pay', '/money')));
    await made(app.call('PUT', `${P}/apiProxies/url/`, proxyBody('cards', `${backend.url}/v2`, { reParse: true })));
    await deploy(G, 'test');
    const { body } = await made(app.call('GET', `${G}/deploy-histories/1/diff/2/`));
    expect(body['resultList']).toMatchObject([
      {
        identical: false,
        changeList: [{ field: 'clientRoute.relativePathList', before: ['/pay'], after: ['/money'] }],
        members: {
          added: ['loans'],
          removed: [],
          changed: [{ apiProxyName: 'cards', changeList: [{ field: 'routing.routingAddressList' }] }],
        },
      },
    ]);
    await made(app.call('DELETE', `${G}/`));
    await made(app.call('DELETE', `${P}/apiProxies/loans/`));
  });

  it('tell a member that was deleted since from one that never was', async () => {
    await made(app.call('POST', `${P}/apiProxies/url/`, proxyBody('loans', backend.url)));
    await made(app.call('POST', `${G}/apiProxies/loans/`));
    await deploy(G, 'production');
    await made(app.call('DELETE', `${G}/apiProxies/loans/`));
    await deploy(G, 'production');
    await made(app.call('DELETE', `${P}/apiProxies/loans/`));
    const { body } = await made(app.call('GET', `${G}/deploy-histories/1/diff/2/`));
    expect(body['resultList']).toMatchObject([{ members: { added: [], changed: [], removed: ['loans'] } }]);
  });

  it.each([
    ['apiProxies/{apiProxyName}', 'ProxyHistoryList'],
    ['apiProxyGroups/{apiProxyGroupName}', 'GroupHistoryList'],
  ])('of %s are documented with every answer', async (object, list) => {
    const { body } = await app.call('GET', '/apiops/openapi.json');
    const paths = body['paths'] as Record<
      string,
      Record<string, { responses: object; parameters: { name: string }[] }>
    >;
    const base = `/apiops/projects/{projectName}/${object}`;
    const answer = (name: string) => ({ content: { 'application/json': { schema: { $ref: schema(name) } } } });
    const operations: [string, string, string][] = [
      ['deploy-histories/', 'get', list],
      ['deploy-histories/{revision}/', 'get', list],
      ['deploy-histories/{revision}/', 'delete', 'ToldSuccessDto'],
      ['deploy-histories/{revision}/diff/{otherRevision}/', 'get', 'RevisionDiffList'],
      ['deploy-histories/{revision}/rollback/', 'post', 'RollbackSuccessDto'],
      ['environments/{environmentName}/', 'post', 'DryRunnableSuccessDto'],
      ['environments/{environmentName}/', 'delete', 'DryRunnableSuccessDto'],
    ];
    for (const [path, method, name] of operations) {
      const operation = paths[`${base}/${path}`]?.[method];
      expect([path, operation?.responses]).toMatchObject([path, { 200: answer(name), 400: answer('ErrorDto') }]);
      const names = operation?.parameters.map((parameter) => parameter.name) ?? [];
      const inPath = [...`${base}/${path}`.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect(names).toEqual(expect.arrayContaining(inPath));
      expect([path, method, names.includes('dryRun')]).toEqual([
        path,
        method,
        name.includes('DryRun') || name.startsWith('Rollback'),
      ]);
    }
  });
});

const schema = (name: string) => `#/components/schemas/${name}`;

const DEPLOY_TO_TEST = { deploy: true, deployTargetEnvironmentNameList: ['test'] };
