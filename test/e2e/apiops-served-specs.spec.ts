import { parse } from 'yaml';
import { DONE, groupBody, made, memberToken, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';

const P = '/apiops/projects/default';
const G = `${P}/apiProxyGroups/shop`;

interface Described {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly servers: readonly object[];
  readonly paths: Readonly<Record<string, object>>;
}

describe('apiops: descriptions served by gateways', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home), startBackend('shop')]);
    await save('cards', ['/cards', '/'], 'POST');
    await save('loans', ['/loans'], 'POST');
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('shop', '/shop')));
    for (const name of ['cards', 'loans']) await made(app.call('POST', `${G}/apiProxies/${name}/`));
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const save = (name: string, paths: readonly string[], method: 'POST' | 'PUT', title = name) => {
    const operation = { get: { responses: { 200: { description: 'ok' } } } };
    const spec = {
      openapi: '3.0.3',
      info: { title, version: '1' },
      paths: Object.fromEntries(paths.map((path) => [path, operation])),
    };
    const metadata = {
      apiProxyName: name,
      apiProxyCreationType: 'OPEN_API',
      clientRoute: { relativePathList: [`/${name}`] },
      routingInfo: { routingAddressList: [{ address: backend.url }] },
      ...(method === 'PUT' ? { reParse: true } : {}),
    };
    return made(upload(app, method, `${P}/apiProxies/file/`, metadata, JSON.stringify(spec)));
  };
  const deploy = (path: string) => made(app.call('POST', `${path}/environments/production/`));
  const undeploy = (path: string) => made(app.call('DELETE', `${path}/environments/production/`));
  const hide = (name: string, hidden: boolean, body?: object) =>
    app.call('PATCH', `${P}/apiProxies/${name}/settings/hide-spec-file/${hidden}/`, body);
  const ask = async (path: string) => {
    const response = await fetch(`${app.gatewayUrl()}${path}`);
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  const described = async (path: string): Promise<Described> => JSON.parse((await ask(path)).text);
  const pathsAt = async (path: string) => Object.keys((await described(path)).paths).sort();
  const dryRun = async (path: string) =>
    (await made(app.call('POST', `${path}/environments/production/?dryRun=true`))).body['dryRunResult'] as {
      readonly routes: Readonly<Record<'added' | 'changed' | 'removed', readonly { readonly path: string }[]>>;
    };
  const isOutdated = async () => {
    const { body } = await made(app.call('GET', `${G}/environments/`));
    return (body['resultList'] as { redeployRequired: boolean }[])[0]?.redeployRequired;
  };

  it('of a proxy at its own address, in the form that is asked for, beside its operations', async () => {
    const { routes } = await dryRun(`${P}/apiProxies/cards`);
    expect(routes.added.map(({ path }) => path).sort()).toEqual(['/cards', '/cards/', '/cards/cards']);
    await deploy(`${P}/apiProxies/cards`);
    for (const query of ['openapi', 'swagger', 'openapi&format=json', 'swagger.json', 'x=1&openapi=']) {
      const { status, type, text } = await ask(`/cards?${query}`);
      expect([query, status, type?.toLowerCase()]).toEqual([query, 200, 'application/json;charset=utf-8']);
      expect(JSON.parse(text)).toMatchObject({
        openapi: '3.0.3',
        info: { title: 'cards' },
        servers: [{ url: '/cards' }],
      });
    }
    expect(await pathsAt('/cards?openapi')).toEqual(['/', '/cards']);
    for (const query of ['openapi&format=yaml', 'format=yaml&swagger', 'openapi.yaml']) {
      const { type, text } = await ask(`/cards?${query}`);
      expect([type?.toLowerCase(), parse(text)]).toEqual([
        'application/yaml;charset=utf-8',
        await described('/cards?openapi'),
      ]);
    }
    for (const path of ['/cards', '/cards?format=yaml', '/cards/cards?openapi']) {
      expect(JSON.parse((await ask(path)).text)).toMatchObject({ backend: 'shop' });
    }
    await undeploy(`${P}/apiProxies/cards`);
    expect((await ask('/cards?openapi')).text).toContain('ERR-002');
  });

  it('of a group: its members in one, as they were deployed together', async () => {
    await deploy(G);
    expect(await described('/shop?openapi')).toMatchObject({ info: { title: 'shop' }, servers: [{ url: '/shop' }] });
    expect(await pathsAt('/shop?openapi')).toEqual(['/', '/cards', '/loans']);
    await save('loans', ['/loans', '/rates'], 'PUT');
    expect([await isOutdated(), await pathsAt('/shop?openapi')]).toEqual([true, ['/', '/cards', '/loans']]);
    expect((await dryRun(G)).routes).toMatchObject({ added: [{ path: '/shop/rates' }], changed: [], removed: [] });
    await deploy(G);
    expect([await isOutdated(), await pathsAt('/shop?openapi')]).toEqual([false, ['/', '/cards', '/loans', '/rates']]);
    await made(app.call('PUT', `${G}/apiProxies/`, { apiProxyNameList: ['loans', 'cards'] }));
    await deploy(G);
    expect(await pathsAt('/shop?swagger')).toEqual(['/', '/cards', '/loans', '/rates']);
    await made(app.call('DELETE', `${G}/apiProxies/loans/`));
    await deploy(G);
    expect(await pathsAt('/shop?openapi')).toEqual(['/', '/cards']);
    await made(app.call('POST', `${G}/apiProxies/loans/`));
    await deploy(G);
  });

  it('without what is hidden: refused at the proxy, left out of its group, from the next deployment on', async () => {
    await deploy(`${P}/apiProxies/cards`);
    expect((await hide('cards', true)).body).toEqual(DONE);
    expect([await isOutdated(), (await ask('/cards?openapi')).status]).toEqual([true, 200]);
    await deploy(G);
    const deployed = await hide('cards', true, { deploy: true, deployTargetEnvironmentNameList: ['production'] });
    expect(deployed.body).toMatchObject({ ...DONE, deploymentResult: { success: true } });
    const refused = await ask('/cards?openapi&format=yaml');
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining('[ERR-141],[The specification is hidden!]'),
    ]);
    expect(await pathsAt('/shop?openapi')).toEqual(['/loans', '/rates']);
    expect((await ask('/shop/cards')).status).toBe(200);
    await made(app.call('PATCH', `${P}/apiProxies/loans/settings/spec-access-type/HIDDEN/`));
    await deploy(G);
    expect(JSON.parse((await ask('/shop?openapi')).text)).toMatchObject({ backend: 'shop' });
    for (const name of ['cards', 'loans']) {
      await made(app.call('PATCH', `${P}/apiProxies/${name}/settings/spec-access-type/PUBLIC/`));
    }
  });

  it.each([
    ['hide-spec-file/maybe', 'Invalid hideSpecFile parameter'],
    ['spec-access-type/AUTHENTICATED', "specAccessType must be PUBLIC or HIDDEN, got 'AUTHENTICATED'"],
  ])('and refuses the setting %s', async (setting, text) => {
    const answer = await app.call('PATCH', `${P}/apiProxies/cards/settings/${setting}/`);
    expect([answer.status, answer.body['error_description']]).toEqual([400, text]);
    const member = await memberToken(app, ['ROLE_MANAGE_PROXY_GROUPS']);
    const refused = await app.call('PATCH', `${P}/apiProxies/cards/settings/hide-spec-file/true/`, undefined, member);
    expect(refused.status).toBe(403);
  });

  it('not when they are too large, which is no reason not to deploy', async () => {
    await save('large', ['/large'], 'POST', 'x'.repeat(1024 * 1024));
    await deploy(`${P}/apiProxies/large`);
    expect([(await ask('/large?openapi')).status, (await ask('/large/large')).status]).toEqual([404, 200]);
  });

  it('as the saved state was, after a rollback', async () => {
    await save('loans', ['/loans'], 'PUT');
    await deploy(G);
    expect(await pathsAt('/shop?openapi')).toEqual(['/', '/cards', '/loans']);
    const { body } = await made(app.call('GET', `${G}/deploy-histories/`));
    const [, before] = body['resultList'] as { revision: number }[];
    await save('loans', ['/loans', '/more'], 'PUT');
    await deploy(G);
    await made(
      app.call('POST', `${G}/deploy-histories/${Number(before?.revision) + 1}/rollback/?environmentName=production`),
    );
    expect(await pathsAt('/shop?openapi')).toEqual(['/', '/cards', '/loans']);
  });
});
