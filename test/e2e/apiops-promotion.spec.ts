import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { DONE, made, newProject, proxyBody } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { P, packageCalls, packageObjects } from '../support/packages.js';

const T = '/apiops/promotion';
const LIVE = '/apiops/projects/shop';

describe('apiops: promotion from one installation to another', () => {
  const homes: Home[] = [];
  let source: App;
  let target: App;
  let redirecting: Server;
  let elsewhere = 0;

  beforeAll(async () => {
    homes.push(await newHome(), await newHome());
    const [from, to] = homes as [Home, Home];
    [source, target] = await Promise.all([startApp(from), startApp(to)]);
    await Promise.all([packageObjects(source), newProject(target, 'shop')]);
    redirecting = createServer((request, response) => {
      if (request.url?.startsWith('/elsewhere') === true) elsewhere++;
      response.writeHead(307, { Location: '/elsewhere' }).end();
    }).listen(0, '127.0.0.1');
    await once(redirecting, 'listening');
    await made(post('/instances/', instance('live', target.url)));
    await made(
      post('/instances/', instance('away', `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`)),
    );
    await made(post('/mappings/', mapping('cards')));
    await made(post('/mappings/', { ...mapping('pass'), deployTargetEnvironmentNameList: ['production', 'test'] }));
    await made(
      post('/mappings/', { ...mapping('Pay'), type: 'PROXY_GROUP', deployTargetEnvironmentNameList: ['staging'] }),
    );
    await made(post('/mappings/', { ...mapping('cards'), name: 'renamed', targetApiName: 'karten' }));
    await made(post('/mappings/', { ...mapping('cards'), name: 'away', targetInstanceName: 'away' }));
    await made(post('/mappings/', { ...mapping('cards'), name: 'nowhere', targetProjectName: 'mars' }));
    await made(post('/mappings/', { ...mapping('cards'), name: 'lost', deployTargetEnvironmentNameList: ['mars'] }));
  });

  afterAll(async () => {
    redirecting?.close();
    await Promise.all([source?.stop(), target?.stop()]);
    await Promise.all(homes.map((home) => home.remove()));
  });

  const post = (path: string, body: object, token?: string) => source.call('POST', `${T}${path}`, body, token);
  const get = async (path: string, token?: string) =>
    (await made(source.call('GET', `${T}${path}`, undefined, token))).body;
  const instance = (name: string, url: string) => ({ name, url, color: '#0a0', token: target.credentials.token });
  const mapping = (name: string) => ({
    name,
    sourceProjectName: 'default',
    sourceApiName: name,
    targetInstanceName: 'live',
    targetProjectName: 'shop',
  });
  const run = (...mappingNames: string[]) => post('/executions', { mappingNames, executionName: 'release 12' });
  const preview = async (name: string) =>
    (await made(post('/preview/', { mappingNames: [name] }))).body['resultList'] as readonly Readonly<
      Record<string, unknown>
    >[];

  it('shows what would change, then saves it there, and nothing would change any more', async () => {
    expect(await preview('cards')).toEqual([
      {
        mappingName: 'cards',
        targetInstanceName: 'live',
        deployTargetEnvironmentNameList: [],
        objects: [{ type: 'API_PROXY', name: 'cards', action: 'CREATE', changes: [] }],
      },
    ]);
    expect((await target.call('GET', `${LIVE}/apiProxies/`)).body['resultCount']).toBe(0);
    const answer = await run('cards');
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ ...DONE, resultCount: 1, ...ROW })]);
    expect(answer.body['resultList']).toEqual([ROW]);
    expect(await preview('cards')).toMatchObject([{ objects: [{ action: 'NONE', changes: [] }] }]);
    const [there, here] = await Promise.all([
      packageCalls(target).exported(`${LIVE}/apiProxies/cards/export/`),
      packageCalls(source).exported(`${P}/apiProxies/cards/export/`),
    ]);
    expect(there).toEqual(here);
  });

  it('keeps a record that both slash forms of the contract give back', async () => {
    const { body } = await made(source.call('POST', `${T}/executions/`, { mappingNames: ['cards'] }));
    for (const slash of ['', '/']) expect(await get(`/executions/${body['executionId']}${slash}`)).toEqual(body);
    const list = await get('/executions');
    expect(list['resultList']).toEqual(expect.arrayContaining(body['resultList'] as unknown[]));
    expect((await get('/executions?page=1&size=1'))['resultCount']).toBe(list['resultCount']);
  });

  it('names what differs', async () => {
    await made(run('cards'));
    const change = { routing: { addressList: [{ address: 'http://127.0.0.1:12' }] } };
    const zip = await packageCalls(source).exported(`${P}/apiProxies/cards/export/`);
    await made(packageCalls(target).importOver('cards', zip, change, LIVE));
    expect(await preview('cards')).toMatchObject([{ objects: [{ action: 'UPDATE', changes: ['routing'] }] }]);
    await made(run('cards'));
    expect(await preview('cards')).toMatchObject([{ objects: [{ action: 'NONE' }] }]);
  });

  it('deploys there, in several environments', async () => {
    const answer = await run('pass');
    expect(answer.body).toMatchObject({ executionStatus: 'SUCCEEDED', totalSteps: 4, currentStep: 4, progress: 100 });
    const { body } = await target.call('GET', `${LIVE}/apiProxies/pass/`);
    expect(body['deploymentList']).toEqual([
      { environmentName: 'production', deployed: true, redeployRequired: false },
      { environmentName: 'test', deployed: true, redeployRequired: false },
    ]);
  });

  it('promotes a group with its members, and under another name', async () => {
    expect((await run('Pay', 'renamed')).body).toMatchObject({ resultCount: 2 });
    const { body } = await target.call('GET', `${LIVE}/apiProxyGroups/Pay/environments/`);
    expect(body['resultList']).toMatchObject([{ environmentName: 'staging', deployed: true, redeployRequired: false }]);
    expect((await target.call('GET', `${LIVE}/apiProxies/karten/`)).status).toBe(200);
    expect(await preview('Pay')).toMatchObject([
      { objects: [{ action: 'NONE' }, { action: 'NONE' }, { action: 'NONE' }] },
    ]);
  });

  it.each<readonly [string, RegExp, string]>([
    ['away', /instance away: answered 307, a redirect/, 'Save on the target'],
    ['nowhere', /answered 404: Project\(mars\) was not found/, 'Save on the target'],
    ['lost', /Environment \(mars\) is not found there/, 'Export from the source'],
  ])('fails at %s with the reason, in the answer and in the record', async (name, reason, step) => {
    const before = (await target.call('GET', `${LIVE}/apiProxies/`)).text;
    const answer = await run(name, 'cards');
    expect([answer.status, answer.body['error']]).toEqual([400, 'bad_request']);
    const text = String(answer.body['error_description']);
    expect(text).toMatch(reason);
    const id = /\((\w+)\)/.exec(text)?.[1];
    const { resultList } = await get(`/executions/${id}`);
    expect(resultList).toMatchObject([
      {
        mappingName: name,
        executionStatus: 'FAILED',
        executionNotes: step,
        errorMessage: expect.stringMatching(reason),
      },
      { mappingName: 'cards', executionStatus: 'FAILED', errorMessage: expect.stringContaining('Not started') },
    ]);
    expect((await target.call('GET', `${LIVE}/apiProxies/`)).text).toBe(before);
    expect(elsewhere).toBe(0);
  });

  it('fails when a gateway there does not take it, and what served before serves on', async () => {
    await made(source.call('POST', `${P}/apiProxies/url/`, proxyBody('bad', 'http://169.254.169.254')));
    await made(post('/mappings/', { ...mapping('bad'), deployTargetEnvironmentNameList: ['production'] }));
    const answer = await run('bad');
    expect([answer.status, answer.body['error_description']]).toEqual([
      400,
      expect.stringContaining('Deploy to production'),
    ]);
    expect(await preview('bad')).toMatchObject([{ objects: [{ action: 'NONE' }] }]);
    await made(source.call('DELETE', `${T}/mappings/bad/`));
    await made(source.call('DELETE', `${P}/apiProxies/bad/`));
  });

  it('replaces an instance and a mapping; the token stays when the address does', async () => {
    const { token: _token, ...rest } = instance('live', `${target.url}/apiops/`);
    await made(source.call('PUT', `${T}/instances/`, { ...rest, color: '#f00' }));
    expect((await get('/instances/'))['resultList']).toContainEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: 'live',
      url: target.url,
      color: '#f00',
    });
    await made(source.call('PUT', `${T}/mappings/`, { ...mapping('cards'), targetApiName: 'cards' }));
    expect((await run('cards')).body).toMatchObject({ executionStatus: 'SUCCEEDED', targetInstanceColor: '#f00' });
  });

  it('tells the token of the other side to nobody', async () => {
    const { token } = target.credentials;
    const answers = [await get('/instances/'), await get('/mappings/'), await get('/executions')];
    const audit = await made(source.call('GET', '/admin/v1/audit?size=200'));
    const database = new pg.Client({ connectionString: homes[0]?.database.url ?? '' });
    await database.connect();
    const { rows } = await database.query(
      `SELECT encode(token_sealed, 'escape') AS sealed, i.*, e.* FROM promotion_instances i, promotion_executions e`,
    );
    await database.end();
    expect(rows.length).toBeGreaterThan(0);
    for (const text of [JSON.stringify(answers), audit.text, source.log.join('\n'), JSON.stringify(rows)]) {
      expect(text).not.toContain(token);
    }
  });
});

const ROW = {
  id: expect.stringMatching(/^[0-9a-f]{32}$/),
  executionId: expect.stringMatching(/^[0-9a-f]{32}$/),
  mappingId: expect.stringMatching(/^[0-9a-f]{24}$/),
  mappingName: 'cards',
  sourceInstanceId: 'local',
  sourceInstanceName: 'local',
  sourceInstanceColor: '',
  targetInstanceId: expect.stringMatching(/^[0-9a-f]{24}$/),
  targetInstanceName: 'live',
  targetInstanceColor: '#0a0',
  sourceApiName: 'cards',
  targetApiName: 'cards',
  approvalRequired: false,
  approvedBy: null,
  approvedAt: null,
  scheduledAt: null,
  progress: 100,
  currentStep: 2,
  totalSteps: 2,
  executionName: 'release 12',
  executionDescription: '',
  executionNotes: 'Save on the target',
  executedBy: 'admin',
  startedAt: expect.stringMatching(/Z$/),
  completedAt: expect.stringMatching(/Z$/),
  errorMessage: null,
  errorDetail: null,
  executionStatus: 'SUCCEEDED',
};
