import { PACKAGE_LIMITS } from '../../src/packages/package-limits.js';
import { readZip } from '../../src/packages/zip/read-zip.js';
import { DONE, deployed, made, memberToken, proxyBody, refusal } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { download, OTHER, P, packageCalls, packageObjects, SPEC } from '../support/packages.js';

const PASSPHRASE = 'pässphrase that nobody may see';

describe('apiops: packages', () => {
  let home: Home;
  let app: App;
  let calls: ReturnType<typeof packageCalls>;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
    calls = packageCalls(app);
    await packageObjects(app);
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  const proxy = async (name: string, project = P) =>
    (await made(app.call('GET', `${project}/apiProxies/${name}/`))).body;
  const everything = async () =>
    Promise.all(
      [P, OTHER]
        .flatMap((project) =>
          ['/apiProxies/', '/apiProxies/cards/', '/apiProxyGroups/'].map((path) => `${project}${path}`),
        )
        .map(async (path) => (await app.call('GET', path)).text),
    );

  it('exports a proxy as a ZIP that is called as it is and holds one JSON of it', async () => {
    const answer = await download(app, 'GET', `${P}/apiProxies/cards/export`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="cards.zip"');
    const entries = await readZip(answer.bytes, PACKAGE_LIMITS);
    expect(JSON.parse(String(entries.get('cards.json')))).toMatchObject({ name: 'cards', kind: 'API_PROXY' });
    expect([...entries.values()].map(String)).toContain(SPEC);
    expect(await calls.exported(`${P}/apiProxies/cards/export/`)).toEqual(answer.bytes);
  });

  it('goes round: imported elsewhere it is the same proxy and the same package', async () => {
    const bytes = await calls.exported(`${P}/apiProxies/cards/export/`);
    const answer = await calls.importNew(bytes, OTHER, { environmentMapping: '{"production":"test","gone":""}' });
    expect(answer.body).toEqual({ ...DONE, resultMessage: 'ApiProxy (name: cards) is imported.' });
    expect(await calls.exported(`${OTHER}/apiProxies/cards/export/`)).toEqual(bytes);
    const without = ({ endpointList, resultList, ...rest }: Readonly<Record<string, unknown>>) => [
      rest,
      JSON.parse(JSON.stringify(endpointList), (key, value) => (key === 'id' ? undefined : value)),
    ];
    expect(without(await proxy('cards', OTHER))).toEqual(without(await proxy('cards')));
    await made(app.call('DELETE', `${OTHER}/apiProxies/cards/`));
  });

  it('never overrides as new: name and paths get a suffix, numbered from the second', async () => {
    const bytes = await calls.exported(`${P}/apiProxies/cards/export/`);
    for (const suffix of ['-imported', '-imported-2']) {
      const answer = await calls.importNew(bytes);
      expect(answer.body['resultMessage']).toBe(`ApiProxy (name: cards${suffix}) is imported.`);
      const made = await proxy(`cards${suffix}`);
      expect(made['clientRoute']).toMatchObject({ relativePathList: [`/cards${suffix}`, `/karten${suffix}`] });
      expect(made['deploymentList']).toEqual([]);
    }
    for (const suffix of ['-imported', '-imported-2'])
      await made(app.call('DELETE', `${P}/apiProxies/cards${suffix}/`));
  });

  it('overrides the draft: what is deployed stays and needs a redeploy; operations keep their ids', async () => {
    await made(calls.importNew(await calls.exported(`${P}/apiProxies/cards/export/`), OTHER));
    await made(app.call('POST', `${OTHER}/apiProxies/cards/environments/production/`));
    const before = await proxy('cards', OTHER);
    const bytes = await calls.exported(`${P}/apiProxies/cards/export/`);
    expect((await calls.importOver('cards', bytes, undefined, OTHER)).body).toEqual(DONE);
    expect(await proxy('cards', OTHER)).toEqual(before);
    const routing = { algorithm: 'LEAST_CONNECTIONS', addressList: [{ address: 'http://127.0.0.1:10' }] };
    expect((await calls.importOver('cards', bytes, { routing, maintenanceMode: null }, OTHER)).body).toEqual(DONE);
    const after = await proxy('cards', OTHER);
    expect(after['endpointList']).toEqual(before['endpointList']);
    expect(after['routing']).toMatchObject({
      loadBalanceAlgorithm: 'LRU',
      routingAddressList: [{ address: 'http://127.0.0.1:10', weight: 1 }],
    });
    expect(after['deploymentList']).toEqual([
      { environmentName: 'production', deployed: true, redeployRequired: true },
    ]);
    const deploy = { deploy: true, deployTargetEnvironmentNameList: ['production'] };
    expect((await calls.importOver('cards', bytes, deploy, OTHER)).body).toEqual(deployed('production'));
    expect(await proxy('cards', OTHER)).toEqual(before);
    await made(app.call('DELETE', `${OTHER}/apiProxies/cards/`));
  });

  it('creates what it would override and is not there, under the name of the path', async () => {
    expect(
      (await calls.importOver('karten', await calls.exported(`${P}/apiProxies/pass/export/`), {}, OTHER)).body,
    ).toEqual(DONE);
    expect((await proxy('karten', OTHER))['clientRoute']).toMatchObject({ relativePathList: ['/pass'] });
    await made(app.call('DELETE', `${OTHER}/apiProxies/karten/`));
  });

  it('encrypts with the passphrase of the header, and takes that back only', async () => {
    const sealed = await calls.exported(`${P}/apiProxies/cards/export/?encrypt=true`, { passphrase: PASSPHRASE });
    expect(sealed.includes('cards.json')).toBe(false);
    const text = async (sending: object) => (await calls.importNew(sealed, OTHER, {}, sending)).body['resultMessage'];
    expect(await text({})).toBe('Package is encrypted; a passphrase is required.');
    expect(await text({ passphrase: 'wrong' })).toBe('Package could not be decrypted with the given passphrase.');
    expect(await text({ passphrase: PASSPHRASE })).toBe('ApiProxy (name: cards) is imported.');
    expect(await calls.exported(`${OTHER}/apiProxies/cards/export/`)).toEqual(
      await calls.exported(`${P}/apiProxies/cards/export/`),
    );
    await made(app.call('DELETE', `${OTHER}/apiProxies/cards/`));
  });

  it('lists the types and their objects', async () => {
    const get = async (path: string) => (await made(app.call('GET', `${P}/export-import/${path}`))).body;
    expect(await get('types/')).toEqual({ ...DONE, resultList: ['API_PROXY', 'PROXY_GROUP'], resultCount: 2 });
    expect(await get('api_proxy/objects/')).toMatchObject({
      resultList: [{ name: 'cards' }, { name: 'pass' }],
      resultCount: 2,
    });
    expect(await get('API_PROXY/objects/?filter=ARD')).toMatchObject({
      resultList: [{ name: 'cards' }],
      resultCount: 1,
    });
    expect(await get('PROXY_GROUP/objects/')).toMatchObject({ resultList: [{ name: 'Pay' }], resultCount: 1 });
  });

  it('moves a group with its members, in their order', async () => {
    const answer = await calls.exportAll('proxy_group', { names: ['Pay'] }, '?withDependencies=true');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="Pay.zip"');
    expect((await calls.importAll('PROXY_GROUP', answer.bytes, {}, '?withDependencies=true')).body).toEqual(DONE);
    expect((await calls.exportAll('PROXY_GROUP', { names: ['Pay'] }, '?withDependencies=true', OTHER)).bytes).toEqual(
      answer.bytes,
    );
    expect((await calls.importAll('PROXY_GROUP', answer.bytes)).body).toEqual(
      refusal('bad_request', expect.stringContaining('Import as New cannot proceed: Pay (PROXY_GROUP) — ') as never),
    );
    expect((await calls.importAll('PROXY_GROUP', answer.bytes, { override: 'true' })).body).toEqual(DONE);
    for (const path of ['/apiProxyGroups/Pay/', '/apiProxies/cards/', '/apiProxies/pass/']) {
      await made(app.call('DELETE', `${OTHER}${path}`));
    }
  });

  it('says which members it did not find, and takes the others', async () => {
    const { bytes } = await calls.exportAll('PROXY_GROUP', { names: ['Pay'] });
    await made(calls.importNew(await calls.exported(`${P}/apiProxies/cards/export/`), OTHER));
    expect((await calls.importAll('PROXY_GROUP', bytes)).body).toEqual({
      ...DONE,
      unresolvedReferences: ['API_PROXY pass of PROXY_GROUP Pay is not in this project'],
    });
    for (const path of ['/apiProxyGroups/Pay/', '/apiProxies/cards/'])
      await made(app.call('DELETE', `${OTHER}${path}`));
  });

  it('imports several or, when one of them is taken, none', async () => {
    const { bytes } = await calls.exportAll('API_PROXY', { names: ['cards', 'pass'], kind: 'API_PROXY' });
    await made(app.call('POST', `${OTHER}/apiProxies/url/`, proxyBody('pass', 'http://127.0.0.1:11')));
    const before = await everything();
    const taken = await calls.importAll('API_PROXY', bytes);
    expect([taken.status, taken.body['error_description']]).toEqual([
      400,
      'Import as New cannot proceed: pass (API_PROXY) — an object of this kind and name already exists in the target project. ' +
        'Use Replace Existing where the object already exists in this project, or rename the object(s) before importing.',
    ]);
    expect(await everything()).toEqual(before);
    expect((await calls.importAll('API_PROXY', bytes, { override: 'true' })).body).toEqual(DONE);
    expect((await calls.exportAll('API_PROXY', { names: ['pass', 'cards'] }, '', OTHER)).bytes).toEqual(bytes);
    for (const name of ['pass', 'cards']) await made(app.call('DELETE', `${OTHER}/apiProxies/${name}/`));
  });

  it('lets ROLE_MANAGE_PROXIES export and import, and every member look', async () => {
    const token = await memberToken(app, ['ROLE_MANAGE_PROXIES']);
    const bytes = await calls.exported(`${P}/apiProxies/pass/export/`, { token });
    expect((await calls.importOver('pass', bytes, {}, P, { token })).status).toBe(200);
    expect((await calls.importNew(bytes, P, {}, { token })).status).toBe(200);
    await made(app.call('DELETE', `${P}/apiProxies/pass-imported/`));
    expect((await calls.exportAll('API_PROXY', { names: ['pass'] }, '', P, { token })).status).toBe(200);
    expect((await calls.importAll('API_PROXY', bytes, { override: 'true' }, '', P, { token })).status).toBe(200);
    const looker = await memberToken(app, []);
    for (const path of ['types/', 'API_PROXY/objects/', 'PROXY_GROUP/objects/']) {
      expect((await app.call('GET', `${P}/export-import/${path}`, undefined, looker)).status).toBe(200);
    }
  });

  it('tells no passphrase to the log or the audit log', async () => {
    const { text } = await made(app.call('GET', '/admin/v1/audit?size=200'));
    expect(text).toContain('/apiProxies/import');
    for (const secret of [PASSPHRASE, Buffer.from(PASSPHRASE).toString('base64')]) {
      expect(text).not.toContain(secret);
      expect(app.log.join('\n')).not.toContain(secret);
    }
  });
});
