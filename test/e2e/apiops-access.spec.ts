import { groupBody, made, memberToken, newProject, proxyBody, refusal } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';

const P = '/apiops/projects/default';
const FORBIDDEN = refusal('forbidden', 'You do not have permission to perform this action');

const DEPLOY = { deploy: true, deployTargetEnvironmentNameList: ['production'] };

/** Every call that changes something, and the roles that suffice for it. */
const CALLS: readonly (readonly [string, string, object | undefined, readonly string[]])[] = [
  ['POST', '/apiProxies/url/', proxyBody('new', 'http://a.test'), ['ROLE_MANAGE_PROXIES']],
  ['PUT', '/apiProxies/url/', proxyBody('cards', 'http://a.test'), ['ROLE_MANAGE_PROXIES']],
  ['POST', '/apiProxies/url/', proxyBody('new2', 'http://a.test', DEPLOY), ['ROLE_MANAGE_PROXIES', 'DU']],
  ['POST', '/apiProxies/cards/environments/production/', undefined, ['ROLE_MANAGE_PROXIES', 'DU']],
  ['DELETE', '/apiProxies/cards/environments/production/', undefined, ['ROLE_MANAGE_PROXIES', 'DU']],
  ['POST', '/apiProxyGroups/', groupBody('New', '/new'), ['MG']],
  ['PUT', '/apiProxyGroups/', groupBody('Pay', '/pay'), ['MG']],
  ['POST', '/apiProxyGroups/', groupBody('New2', '/new2', { environmentName: 'production' }), ['MG', 'DU']],
  ['POST', '/apiProxyGroups/Pay/apiProxies/cards/', undefined, ['MG', 'ROLE_MANAGE_PROXIES']],
  ['DELETE', '/apiProxyGroups/Pay/apiProxies/cards/', undefined, ['MG', 'ROLE_MANAGE_PROXIES']],
  ['POST', '/apiProxyGroups/Pay/environments/production/', undefined, ['MG', 'DU']],
  ['DELETE', '/apiProxyGroups/Pay/environments/production/', undefined, ['MG', 'DU']],
  ['DELETE', '/apiProxyGroups/Pay/', undefined, ['MG']],
  ['DELETE', '/apiProxies/cards/', undefined, ['ROLE_MANAGE_PROXIES', 'DU']],
];

const ROLES: Readonly<Record<string, string>> = {
  DU: 'ROLE_DEPLOY_UNDEPLOY_PROXIES',
  MG: 'ROLE_MANAGE_PROXY_GROUPS',
};
const rolesOf = (names: readonly string[]) => names.map((name) => ROLES[name] ?? name);

const READS = [
  '/apiProxies/',
  '/apiProxies/cards/',
  '/apiProxyGroups/',
  '/apiProxyGroups/Pay/environments/',
  '/environments/',
];

describe('apiops: who may do what', () => {
  let home: Home;
  let app: App;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
    await newProject(app, 'other');
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  beforeEach(async () => {
    for (const name of ['New', 'New2', 'Pay']) await app.call('DELETE', `${P}/apiProxyGroups/${name}/`);
    for (const name of ['new', 'new2', 'cards']) await app.call('DELETE', `${P}/apiProxies/${name}/`);
    await made(app.call('POST', `${P}/apiProxies/url/`, proxyBody('cards', 'http://127.0.0.1:9', DEPLOY)));
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('Pay', '/pay')));
    await made(app.call('POST', `${P}/apiProxyGroups/Pay/apiProxies/cards/`));
    await made(app.call('POST', `${P}/apiProxyGroups/Pay/environments/production/`));
  });

  const everything = async () => Promise.all(READS.map(async (path) => (await app.call('GET', `${P}${path}`)).text));

  it('refuses every change to a member without roles, who may read everything', async () => {
    const token = await memberToken(app, []);
    const before = await everything();
    for (const [method, path, body] of CALLS) {
      const answer = await app.call(method, `${P}${path}`, body, token);
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 403, FORBIDDEN]);
    }
    for (const path of READS) expect((await app.call('GET', `${P}${path}`, undefined, token)).status).toBe(200);
    expect(await everything()).toEqual(before);
  });

  it('hides a project from those who are no members, as if it were not there', async () => {
    const token = await memberToken(app, ['Project Owner'], 'other');
    const before = await everything();
    const calls = [...CALLS, ...READS.map((path) => ['GET', path, undefined] as const)];
    for (const [method, path, body] of calls) {
      const foreign = await app.call(method, `${P}${path}`, body, token);
      const absent = await app.call(method, `/apiops/projects/absent${path}`, body, token);
      expect([method, path, foreign.status]).toEqual([method, path, path === '/environments/' ? 400 : 404]);
      expect(foreign.text).toBe(absent.text.replaceAll('absent', 'default'));
    }
    expect(await everything()).toEqual(before);
    const { body } = await app.call('GET', '/apiops/projects/', undefined, token);
    expect(body).toMatchObject({ resultCount: 1, resultList: [{ name: 'other' }] });
  });

  it('does not reach objects of a foreign project through its own', async () => {
    const token = await memberToken(app, ['Project Owner'], 'other');
    const before = await everything();
    const reach = (method: string, path: string) => app.call(method, `/apiops/projects/other${path}`, undefined, token);
    for (const [method, path] of [
      ['POST', '/apiProxyGroups/Pay/environments/production/'],
      ['DELETE', '/apiProxyGroups/Pay/environments/production/'],
      ['DELETE', '/apiProxyGroups/Pay/'],
      ['POST', '/apiProxies/cards/environments/production/'],
      ['DELETE', '/apiProxies/cards/'],
    ] as const) {
      expect([method, path, (await reach(method, path)).status]).toEqual([method, path, 400]);
    }
    await made(app.call('POST', '/apiops/projects/other/apiProxyGroups/', groupBody('Mine', '/mine'), token));
    const member = await reach('POST', '/apiProxyGroups/Mine/apiProxies/cards/');
    expect([member.status, member.body['resultMessage']]).toEqual([
      400,
      'ApiProxy (cards) is not found or user does not have privilege to access it!',
    ]);
    expect(await everything()).toEqual(before);
  });

  it.each(CALLS.map(([method, path, body, roles], index) => ({ index, method, path, body, roles })))(
    'needs all of $roles for $method $path ($index)',
    async ({ method, path, body, roles }) => {
      const before = await everything();
      for (const missing of roles) {
        const others = roles.filter((role) => role !== missing);
        const token = await memberToken(app, rolesOf([...others, 'ROLE_API_SECURITY']));
        const answer = await app.call(method, `${P}${path}`, body, token);
        expect([missing, answer.status, answer.body]).toEqual([missing, 403, FORBIDDEN]);
      }
      expect(await everything()).toEqual(before);
      const { status, text } = await app.call(method, `${P}${path}`, body, await memberToken(app, rolesOf(roles)));
      expect([status, text.slice(0, 200)]).toEqual([200, expect.stringContaining('"success":true')]);
    },
  );
});
