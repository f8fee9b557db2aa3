import { DONE, groupBody, made, memberToken, newProject, proxyBody, refusal, upload } from '../support/apiops.js';
import { type Answer, type App, type Home, newHome, startApp } from '../support/app.js';
import { databaseContents } from '../support/database-facts.js';
import { withClient } from '../support/postgres.js';

const P = '/apiops/projects/default';
const X = `${P}/apiProxies/cards`;
const G = `${P}/apiProxyGroups/Pay`;
const FORBIDDEN = refusal('forbidden', 'You do not have permission to perform this action');

const BACKEND = 'http://127.0.0.1:9';
const NOTHING = { added: [], changed: [], removed: [] };

const ROLES: Readonly<Record<string, string>> = {
  MP: 'ROLE_MANAGE_PROXIES',
  MG: 'ROLE_MANAGE_PROXY_GROUPS',
  DU: 'ROLE_DEPLOY_UNDEPLOY_PROXIES',
};

/** Method, path, and the roles that suffice. */
const CALLS: readonly (readonly [string, string, readonly string[]])[] = [
  ['POST', '/apiProxies/cards/environments/production/?dryRun=true', ['MP', 'DU']],
  ['DELETE', '/apiProxies/cards/environments/production/?dryRun=true', ['MP', 'DU']],
  ['POST', '/apiProxyGroups/Pay/environments/production/?dryRun=true', ['MG', 'DU']],
  ['DELETE', '/apiProxyGroups/Pay/environments/production/?dryRun=true', ['MG', 'DU']],
  ['POST', '/apiProxies/cards/deploy-histories/1/rollback/?dryRun=true', ['MP']],
  ['POST', '/apiProxies/cards/deploy-histories/1/rollback/?environmentName=test&dryRun=true', ['MP', 'DU']],
  ['POST', '/apiProxyGroups/Pay/deploy-histories/1/rollback/?dryRun=true', ['MG', 'MP']],
  ['POST', '/apiProxyGroups/Pay/deploy-histories/1/rollback/?environmentName=test&dryRun=true', ['MG', 'MP', 'DU']],
  ['POST', '/apiProxies/cards/deploy-histories/1/rollback/', ['MP']],
  ['POST', '/apiProxies/cards/deploy-histories/1/rollback/?environmentName=test', ['MP', 'DU']],
  ['POST', '/apiProxyGroups/Pay/deploy-histories/1/rollback/', ['MG', 'MP']],
  ['POST', '/apiProxyGroups/Pay/deploy-histories/1/rollback/?environmentName=test', ['MG', 'MP', 'DU']],
  ['DELETE', '/apiProxies/cards/deploy-histories/1/', ['MP']],
  ['DELETE', '/apiProxyGroups/Pay/deploy-histories/1/', ['MG']],
];

const READS = [
  '/apiProxies/cards/deploy-histories/',
  '/apiProxies/cards/deploy-histories/3/',
  '/apiProxies/cards/deploy-histories/2/diff/3/',
  '/apiProxyGroups/Pay/deploy-histories/',
  '/apiProxyGroups/Pay/deploy-histories/3/',
  '/apiProxyGroups/Pay/deploy-histories/2/diff/3/',
];

describe('apiops: dry runs, and who may use histories', () => {
  let home: Home;
  let app: App;

  const save = (method: 'POST' | 'PUT', name: string, path: string, more: object = {}) =>
    made(
      upload(
        app,
        method,
        `${P}/apiProxies/file/`,
        { ...proxyBody(name, BACKEND), apiProxyCreationType: 'OPEN_API', reParse: method === 'PUT', ...more },
        JSON.stringify({
          openapi: '3.0.3',
          info: { title: 't', version: '1' },
          paths: { [path]: { get: { responses: {} } } },
        }),
      ),
    );

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
    await newProject(app, 'other');
    await save('POST', 'cards', '/cards/{id}');
    await save('POST', 'loans', '/loans');
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')));
    for (const member of ['cards', 'loans']) await made(app.call('POST', `${G}/apiProxies/${member}/`));
    for (const object of [X, G]) {
      for (let i = 0; i < 2; i++) {
        await made(app.call('POST', `${object}/environments/production/`));
        await made(app.call('DELETE', `${object}/environments/production/`));
      }
      await made(app.call('POST', `${object}/environments/production/`));
    }
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  const tokens = new Map<string, string>();
  /** One user for each set of roles. */
  const tokenOf = async (roles: readonly string[]): Promise<string> => {
    const key = [...roles].sort().join();
    const token = tokens.get(key) ?? (await memberToken(app, roles));
    tokens.set(key, token);
    return token;
  };

  const contents = () => databaseContents(home.database.url);

  /** The answer of a call that must leave every table as it was. */
  const tried = async (method: string, path: string, body?: object): Promise<Answer> => {
    const before = await contents();
    const answer = await app.call(method, path, body);
    expect([path, await contents()]).toEqual([path, before]);
    return answer;
  };

  const route = (apiProxyName: string, path: string) => ({
    apiProxyName,
    host: '*',
    path,
    method: 'GET',
    headerList: [],
  });
  const result = (more: object) => ({
    success: true,
    environmentName: 'production',
    routes: NOTHING,
    conflictList: [],
    faultList: [],
    ...more,
  });
  const ran = (more: object) => ({ ...DONE, dryRun: true, dryRunResult: result(more) });

  it('of a deployment and an undeployment say which routes come and go', async () => {
    const added = { ...NOTHING, added: [route('cards', '/cards/cards/{id}')] };
    expect((await tried('POST', `${X}/environments/test/?dryRun=true`)).body).toEqual(
      ran({ environmentName: 'test', routes: added }),
    );
    expect((await tried('POST', `${X}/environments/production/?dryRun=true`)).body).toEqual(ran({}));
    const routes = [route('cards', '/pay/cards/{id}'), route('loans', '/pay/loans')];
    expect((await tried('POST', `${G}/environments/test?dryRun=true`)).body).toEqual(
      ran({ environmentName: 'test', routes: { ...NOTHING, added: expect.arrayContaining(routes) } }),
    );
    expect((await tried('DELETE', `${G}/environments/production/?dryRun=true`)).body).toEqual(
      ran({ routes: { ...NOTHING, removed: expect.arrayContaining(routes) } }),
    );
  });

  it('say what stays but is served otherwise, and by whom', async () => {
    await save('PUT', 'loans', '/loans', { routingInfo: { routingAddressList: [{ address: `${BACKEND}/v2` }] } });
    expect((await tried('POST', `${G}/environments/production/?dryRun=true`)).body).toEqual(
      ran({ routes: { ...NOTHING, changed: [route('loans', '/pay/loans')] } }),
    );
    await made(app.call('DELETE', `${G}/apiProxies/loans/`));
    expect((await tried('POST', `${G}/environments/production/?dryRun=true`)).body).toEqual(
      ran({ routes: { ...NOTHING, removed: [route('loans', '/pay/loans')] } }),
    );
    const { body } = await tried('POST', `${G}/deploy-histories/1/rollback/?dryRun=true&environmentName=production`);
    expect(body).toEqual(
      ran({
        savedChanges: {
          identical: false,
          changeList: [],
          endpoints: NOTHING,
          members: { added: ['loans'], changed: [], removed: [] },
        },
      }),
    );
    const saved = await tried('POST', `${G}/deploy-histories/1/rollback/?dryRun=true`);
    expect(saved.body).toMatchObject({ dryRunResult: { environmentName: null, routes: NOTHING } });
    await made(app.call('POST', `${G}/apiProxies/loans/`));
  });

  it('are refused in the words of the call, with every conflict and its owner', async () => {
    await save('POST', 'rival', '/cards/{number}', { clientRoute: { relativePathList: ['/cards', '/pay'] } });
    const path = `${P}/apiProxies/rival/environments/production/`;
    const dry = await tried('POST', `${path}?dryRun=true`);
    const real = await app.call('POST', path);
    const { dryRun, dryRunResult, ...words } = dry.body;
    expect([dry.status, words]).toEqual([real.status, real.body]);
    expect([dryRun, dryRunResult]).toMatchObject([
      true,
      {
        success: false,
        conflictList: expect.arrayContaining([
          { route: '*|/cards/cards/{}|GET|', ownerType: 'API_PROXY', ownerName: 'cards' },
          { route: '*|/pay/cards/{}|GET|', ownerType: 'API_PROXY_GROUP', ownerName: 'Pay' },
        ]),
      },
    ]);
    await made(app.call('DELETE', `${P}/apiProxies/rival/`));
  });

  it('are refused with every fault, its member and its field', async () => {
    const broken = { routingInfo: { routingAddressList: [{ address: 'http://169.254.169.254' }] } };
    await save('POST', 'broken', '/broken', broken);
    await made(app.call('POST', `${G}/apiProxies/broken/`));
    const dry = await tried('POST', `${G}/environments/production/?dryRun=true`);
    const real = await app.call('POST', `${G}/environments/production/`);
    const { dryRun: _dryRun, dryRunResult, ...words } = dry.body;
    expect([dry.status, words]).toEqual([400, real.body]);
    expect(dryRunResult).toMatchObject({
      success: false,
      faultList: [{ apiProxyName: 'broken', field: 'routingInfo.routingAddressList[0].address' }],
    });
    await made(app.call('DELETE', `${P}/apiProxies/broken/`));
  });

  it('are refused where the call is, and for a flag that is neither true nor false', async () => {
    const cases: [string, string, string][] = [
      ['POST', `${P}/apiProxies/nobody/environments/test/`, 'ApiProxy with name (nobody) can not be deployed'],
      ['DELETE', `${X}/environments/staging/`, 'ApiProxy with name (cards) can not be deployed'],
      ['POST', `${G}/environments/nowhere/`, 'Environment (nowhere) is not found'],
      ['POST', `${X}/deploy-histories/99/rollback/`, 'Rollback failed for deploy history revision (99)!'],
    ];
    for (const [method, path, text] of cases) {
      const { status, body } = await tried(method, `${path}?dryRun=true`);
      expect([path, status, body['resultMessage']]).toEqual([path, 400, expect.stringContaining(text)]);
    }
    const { status, body } = await tried('POST', `${X}/environments/production/?dryRun=yes`);
    expect([status, body['resultMessage']]).toEqual([400, 'dryRun: use true or false']);
  });

  it('are told from real calls in the audit log', async () => {
    await made(app.call('POST', `${X}/environments/production/?dryRun=true`));
    const rows = await withClient(home.database.url, async (client) => {
      const sql = `SELECT outcome, detail FROM audit_log WHERE resource LIKE '%cards/environments/production%' ORDER BY at DESC LIMIT 1`;
      return (await client.query(sql)).rows;
    });
    expect(rows).toEqual([{ outcome: 'ok', detail: 'dry run: nothing was changed' }]);
  });

  it.each(CALLS)('%s %s needs all of %p', async (method, path, roles) => {
    for (const missing of roles) {
      const others = roles.filter((role) => role !== missing).map((role) => ROLES[role] ?? '');
      const token = await tokenOf([...others, 'ROLE_API_SECURITY']);
      const before = await contents();
      const answer = await app.call(method, `${P}${path}`, undefined, token);
      expect([missing, answer.status, answer.body]).toEqual([missing, 403, FORBIDDEN]);
      expect(await contents()).toEqual(before);
    }
    const token = await tokenOf(roles.map((role) => ROLES[role] ?? ''));
    const { status, text } = await app.call(method, `${P}${path}`, undefined, token);
    expect([status, text.slice(0, 300)]).toEqual([200, expect.stringContaining('"success":true')]);
  });

  it('histories are read by every member, and hidden from everybody else', async () => {
    const [member, stranger] = [await memberToken(app, []), await memberToken(app, ['Project Owner'], 'other')];
    for (const path of READS) {
      expect([path, (await app.call('GET', `${P}${path}`, undefined, member)).status]).toEqual([path, 200]);
    }
    const calls = [
      ...CALLS.map(([method, path]) => [method, path] as const),
      ...READS.map((path) => ['GET', path] as const),
    ];
    const before = await contents();
    for (const [method, path] of calls) {
      const foreign = await app.call(method, `${P}${path}`, undefined, stranger);
      const absent = await app.call(method, `/apiops/projects/absent${path}`, undefined, stranger);
      expect([method, path, foreign.status, foreign.text]).toEqual([
        method,
        path,
        404,
        absent.text.replaceAll('absent', 'default'),
      ]);
      const own = await app.call(method, `/apiops/projects/other${path}`, undefined, stranger);
      expect([method, path, own.status]).toEqual([method, path, 400]);
    }
    expect(await contents()).toEqual(before);
  });
});
