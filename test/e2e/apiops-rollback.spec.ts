import { DONE, deployed, groupBody, made, proxyBody, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';
import { databaseContents, databaseFacts } from '../support/database-facts.js';

const P = '/apiops/projects/default';
const X = `${P}/apiProxies/cards`;
const G = `${P}/apiProxyGroups/Pay`;

const BOTH = (required: boolean) => ({ production: [true, required], test: [true, required] });

describe('apiops: rollback', () => {
  let home: Home;
  let app: App;
  let backends: Record<'old' | 'new', Backend>;

  beforeAll(async () => {
    home = await newHome();
    const [program, old, fresh] = await Promise.all([startApp(home), startBackend('old'), startBackend('new')]);
    app = program;
    backends = { old, new: fresh };
  });

  afterAll(async () => {
    await app?.stop();
    await backends?.old.close();
    await backends?.new.close();
    await home?.remove();
  });

  const save = (method: 'POST' | 'PUT', name: string, backend: 'old' | 'new', more: object = {}) =>
    made(
      upload(
        app,
        method,
        `${P}/apiProxies/file/`,
        { ...member(name, backends[backend].url, method), ...more },
        SPEC(`/${name}/{id}`),
      ),
    );

  beforeEach(async () => {
    await app.call('DELETE', `${G}/`);
    for (const name of ['cards', 'loans', 'taker']) await app.call('DELETE', `${P}/apiProxies/${name}/`);
    await save('POST', 'cards', 'old');
    await save('POST', 'loans', 'old');
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')));
    await made(app.call('POST', `${G}/apiProxies/cards/`));
    await made(app.call('POST', `${G}/apiProxies/loans/`));
  });

  const deploy = (object: string, environment = 'production') =>
    made(app.call('POST', `${object}/environments/${environment}/`));
  const rollback = async (object: string, revision: number, query = '', body?: object) => {
    const answer = await app.call('POST', `${object}/deploy-histories/${revision}/rollback/${query}`, body);
    return { status: answer.status, body: answer.body, message: answer.body['resultMessage'] };
  };
  const serves = async (path: string, environment: 'production' | 'test' = 'production') => {
    const response = await fetch(`${app.gatewayUrl(environment)}${path}`);
    if (response.status !== 200) return response.status;
    return ((await response.json()) as { backend: string }).backend;
  };
  const savedAddress = async (name: string) => {
    const { body } = await made(app.call('GET', `${P}/apiProxies/${name}/`));
    return (body['routing'] as { routingAddressList: { address: string }[] }).routingAddressList[0]?.address;
  };
  const redeploy = async (object: string) => {
    const isGroup = object.includes('Groups');
    const { body } = await made(app.call('GET', isGroup ? `${object}/environments/` : `${object}/`));
    const rows = (isGroup ? body['resultList'] : body['deploymentList']) as Record<string, unknown>[];
    return Object.fromEntries(rows.map((row) => [row['environmentName'], [row['deployed'], row['redeployRequired']]]));
  };
  const consistent = async () => expect((await databaseFacts(home.database.url)).contradictions).toEqual([]);

  it('of a proxy brings back what is saved, and nothing that is served', async () => {
    await deploy(X);
    await save('PUT', 'cards', 'new');
    await deploy(X);
    const { status, body } = await rollback(X, 1);
    expect([status, body]).toEqual([
      200,
      { ...DONE, resultMessage: 'API Proxy rolled back successfully to deploy history revision (1).' },
    ]);
    expect(await savedAddress('cards')).toBe(backends.old.url);
    expect(await serves('/cards/cards/1')).toBe('new');
    expect(await redeploy(X)).toEqual({ production: [true, true] });
    expect((await app.call('GET', `${X}/deploy-histories/`)).body['resultCount']).toBe(2);
  });

  it('of a proxy with an environment deploys what it brought back, there only', async () => {
    await deploy(X);
    await save('PUT', 'cards', 'new');
    await deploy(X);
    await deploy(X, 'test');
    const { status, body } = await rollback(X, 1, '?environmentName=production');
    const message =
      'API Proxy rolled back successfully to deploy history revision (1). Deployed to environment: production';
    expect([status, body]).toEqual([200, { ...deployed('production'), resultMessage: message }]);
    expect([await serves('/cards/cards/1'), await serves('/cards/cards/1', 'test')]).toEqual(['old', 'new']);
    expect(await redeploy(X)).toEqual({ production: [true, false], test: [true, true] });
    const { body: history } = await app.call('GET', `${X}/deploy-histories/4/`);
    expect(history['resultList']).toMatchObject([
      { deploy: true, live: true, description: 'Rolled back to deploy history revision (1) by APIOPS Api' },
    ]);
    await consistent();
  });

  it('keeps the description and the persistence that it is given', async () => {
    await deploy(X);
    await rollback(X, 1, '?environmentName=test', { description: 'Incident 12', persistent: true });
    const { body } = await app.call('GET', `${X}/deploy-histories/2/`);
    expect(body['resultList']).toMatchObject([{ description: 'Incident 12', persistent: true, environment: 'test' }]);
  });

  it('to an undeployment brings back what it took away', async () => {
    await deploy(X);
    await made(app.call('DELETE', `${X}/environments/production/`));
    await save('PUT', 'cards', 'new');
    expect((await rollback(X, 2, '?environmentName=production')).status).toBe(200);
    expect(await serves('/cards/cards/1')).toBe('old');
  });

  it('says why it could not deploy, and keeps what it saved', async () => {
    await deploy(X);
    await save('PUT', 'cards', 'new', { clientRoute: { relativePathList: ['/elsewhere'] } });
    await deploy(X);
    await save('POST', 'taker', 'new', { clientRoute: { relativePathList: ['/cards'] } });
    await deploy(`${P}/apiProxies/taker`);
    const { status, body, message } = await rollback(X, 1, '?environmentName=production');
    expect([status, message]).toEqual([
      200,
      expect.stringMatching(/^API Proxy rolled back successfully but deployment failed: .*'taker'/),
    ]);
    expect(body['deploymentResult']).toMatchObject({ success: false });
    expect(await savedAddress('cards')).toBe(backends.old.url);
    expect([await serves('/elsewhere/cards/1'), await serves('/cards/taker/1')]).toEqual(['new', 'new']);
    expect(await redeploy(X)).toEqual({ production: [true, true] });
    await consistent();
  });

  it('is refused for an unknown environment, and changes nothing', async () => {
    await deploy(X);
    await save('PUT', 'cards', 'new');
    const before = await databaseContents(home.database.url);
    const { status, message } = await rollback(X, 1, '?environmentName=nowhere');
    expect([status, message]).toEqual([400, 'Rollback failed for deploy history revision (1)!']);
    expect((await rollback(X, 1, '?environmentName=%00')).message).toBe(message);
    for (const [query, text] of [
      ['?environmentName=', 'environmentName value can not be empty!'],
      ['?environmentName=production&environmentName=test', 'environmentName: give it once'],
    ]) {
      const refused = await rollback(X, 1, query);
      expect([refused.status, refused.message]).toEqual([400, text]);
    }
    expect(await databaseContents(home.database.url)).toEqual(before);
  });

  const changeEverything = async () => {
    await save('PUT', 'cards', 'new');
    await made(app.call('PUT', `${P}/apiProxyGroups/`, groupBody('Pay', '/money')));
    await made(app.call('DELETE', `${G}/apiProxies/cards/`));
    await made(app.call('POST', `${G}/apiProxies/cards/`));
    await save('PUT', 'loans', 'new');
    await made(app.call('DELETE', `${G}/apiProxies/loans/`));
  };

  it('of a group brings members, their definitions and the settings back in one transaction', async () => {
    await deploy(G);
    await changeEverything();
    await deploy(G);
    expect([await serves('/money/cards/1'), await serves('/pay/loans/1')]).toEqual(['new', 404]);
    const { status, body } = await rollback(G, 1, '?environmentName=production');
    const message =
      'API Proxy Group rolled back successfully to deploy history revision (1). Deployed to environment: production';
    expect([status, body]).toEqual([200, { ...deployed('production'), resultMessage: message }]);
    expect(await Promise.all(['/pay/cards/1', '/pay/loans/1', '/money/cards/1'].map((path) => serves(path)))).toEqual([
      'old',
      'old',
      404,
    ]);
    expect([await savedAddress('cards'), await savedAddress('loans')]).toEqual([backends.old.url, backends.old.url]);
    expect(await redeploy(G)).toEqual({ production: [true, false] });
    const { body: diff } = await app.call('GET', `${G}/deploy-histories/1/diff/3/`);
    expect(diff['resultList']).toMatchObject([{ identical: true }]);
    await consistent();
  });

  it('of a group without an environment changes nothing that is served', async () => {
    await deploy(G);
    await deploy(X);
    await changeEverything();
    await deploy(G);
    await deploy(X);
    const { status, body } = await rollback(G, 1);
    expect([status, body]).toEqual([
      200,
      { ...DONE, resultMessage: 'API Proxy Group rolled back successfully to deploy history revision (1).' },
    ]);
    expect([await serves('/money/cards/1'), await serves('/pay/loans/1'), await serves('/cards/cards/1')]).toEqual([
      'new',
      404,
      'new',
    ]);
    expect([await redeploy(G), await redeploy(X)]).toEqual([
      { production: [true, true] },
      { production: [true, true] },
    ]);
  });

  it('of a group is refused with the name of a member that was deleted since, and changes nothing', async () => {
    await deploy(G);
    await made(app.call('DELETE', `${G}/apiProxies/loans/`));
    await deploy(G);
    await made(app.call('DELETE', `${P}/apiProxies/loans/`));
    await save('POST', 'loans', 'new');
    const before = await databaseContents(home.database.url);
    for (const query of ['', '?environmentName=production', '?dryRun=true']) {
      const { status, message } = await rollback(G, 1, query);
      expect([status, message]).toEqual([
        400,
        "Rollback failed for deploy history revision (1)! Member 'loans' was deleted since then, and a proxy made later is another one.",
      ]);
    }
    expect(await databaseContents(home.database.url)).toEqual(before);
  });

  it('under traffic serves the old revision from its answer on, and fails no request', async () => {
    await deploy(X);
    await save('PUT', 'cards', 'new');
    await deploy(X);
    const seen: (string | number)[] = [];
    let isOver = false;
    const clients = [1, 2, 3].map(async () => {
      while (!isOver) seen.push(await serves('/cards/cards/1'));
    });
    for (let i = 0; i < 3; i++) {
      expect((await rollback(X, 1, '?environmentName=production')).status).toBe(200);
      expect(await serves('/cards/cards/1')).toBe('old');
      expect((await rollback(X, 2, '?environmentName=production')).status).toBe(200);
      expect(await serves('/cards/cards/1')).toBe('new');
    }
    isOver = true;
    await Promise.all(clients);
    expect(new Set(seen)).toEqual(new Set(['old', 'new']));
  });

  /** Source: apiops.md 4.12. Each begins with `cards` and `Pay` deployed to production and test. */
  const EVENTS: readonly (readonly [string, () => Promise<unknown>, object, object])[] = [
    ['a redeployment', () => deploy(X), BOTH(false), BOTH(false)],
    ['a change of a member', () => save('PUT', 'cards', 'new'), BOTH(true), BOTH(true)],
    ['a change of another member', () => save('PUT', 'loans', 'new'), BOTH(false), BOTH(true)],
    [
      'a change that is deployed to production only',
      () => save('PUT', 'cards', 'new', { deploy: true, deployTargetEnvironmentNameList: ['production'] }),
      { production: [true, false], test: [true, true] },
      BOTH(true),
    ],
    [
      'saving the group as it is',
      () => app.call('PUT', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')),
      BOTH(false),
      BOTH(false),
    ],
    [
      'saving the group',
      () => app.call('PUT', `${P}/apiProxyGroups/`, groupBody('Pay', '/x')),
      BOTH(false),
      BOTH(true),
    ],
    ['removing a member', () => app.call('DELETE', `${G}/apiProxies/loans/`), BOTH(false), BOTH(true)],
    [
      'undeploying both',
      async () => {
        await made(app.call('DELETE', `${X}/environments/test/`));
        await made(app.call('DELETE', `${G}/environments/test/`));
        await save('PUT', 'cards', 'new');
      },
      { production: [true, true], test: [false, false] },
      { production: [true, true], test: [false, false] },
    ],
    [
      'a rollback to what is served',
      async () => {
        await save('PUT', 'cards', 'new');
        await rollback(X, 1);
      },
      BOTH(false),
      BOTH(false),
    ],
  ];

  it.each(EVENTS)('redeployRequired after %s', async (_event, act, ofProxy, ofGroup) => {
    for (const object of [X, G]) for (const environment of ['production', 'test']) await deploy(object, environment);
    await act();
    expect([await redeploy(X), await redeploy(G)]).toEqual([ofProxy, ofGroup]);
  });
});

const member = (name: string, address: string, method: 'POST' | 'PUT') => ({
  ...proxyBody(name, address),
  apiProxyCreationType: 'OPEN_API',
  ...(method === 'PUT' ? { reParse: true } : {}),
});

const SPEC = (path: string) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: { [path]: { get: { responses: {} } } },
  });
