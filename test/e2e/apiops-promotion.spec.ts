import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { DONE, made, memberToken, newProject, proxyBody, refusal } from '../support/apiops.js';
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

  it('goes by the rules of the guarded fetcher', async () => {
    const answer = await post('/instances/', instance('inside', 'http://10.0.0.1'));
    expect([answer.status, answer.body['error_description']]).toEqual([
      400,
      expect.stringMatching(/^url: '10\.0\.0\.1' leads to an address that may not be fetched from/),
    ]);
  });

  it.each<readonly [string, string, object, string]>([
    ['POST', '/instances/', {}, 'name value can not be empty!'],
    ['POST', '/instances/', { name: 'x' }, 'url value can not be empty!'],
    ['POST', '/instances/', { name: 'x', url: 'ftp://a' }, 'url must begin with http:// or https://'],
    [
      'POST',
      '/instances/',
      { name: 'x', url: 'https://a.example' },
      'token value can not be empty! A new instance, or a new url, needs one',
    ],
    [
      'PUT',
      '/instances/',
      { name: 'live', url: 'https://a.example' },
      'token value can not be empty! A new instance, or a new url, needs one',
    ],
    [
      'PUT',
      '/instances/',
      { name: 'x', url: 'https://a.example' },
      'Promotion instance (x) is not found or user does not have privilege to access it!',
    ],
    ['DELETE', '/instances/live/', {}, "instance 'live' is the target of a mapping: delete that first"],
    [
      'DELETE',
      '/instances/x/',
      {},
      'Promotion instance (x) is not found or user does not have privilege to access it!',
    ],
    ['POST', '/mappings/', {}, 'name value can not be empty!'],
    ['POST', '/mappings/', { name: 'x' }, 'sourceProjectName value can not be empty!'],
    ['POST', '/mappings/', { name: 'x', sourceProjectName: 'default' }, 'sourceApiName value can not be empty!'],
    [
      'POST',
      '/mappings/',
      { name: 'x', sourceProjectName: 'default', sourceApiName: 'a' },
      'targetInstanceName value can not be empty!',
    ],
    [
      'POST',
      '/mappings/',
      { name: 'x', sourceProjectName: 'default', sourceApiName: 'a', targetInstanceName: 'x' },
      'Promotion instance (x) is not found or user does not have privilege to access it!',
    ],
    [
      'POST',
      '/mappings/',
      {
        name: 'x',
        sourceProjectName: 'default',
        sourceApiName: 'a',
        targetInstanceName: 'live',
        type: 'PROXY_GROUP',
        targetApiName: 'b',
      },
      'targetApiName must be sourceApiName: a group keeps its name',
    ],
    [
      'POST',
      '/mappings/',
      { name: 'cards', sourceProjectName: 'default', sourceApiName: 'a', targetInstanceName: 'live' },
      "Promotion mapping 'cards' is already exist!",
    ],
    ['DELETE', '/mappings/x/', {}, 'Promotion mapping (x) is not found or user does not have privilege to access it!'],
    ['POST', '/executions', {}, 'mappingNames value can not be empty!'],
    [
      'POST',
      '/executions',
      { mappingNames: ['x'] },
      'Promotion mapping (x) is not found or user does not have privilege to access it!',
    ],
    [
      'POST',
      '/preview',
      { mappingNames: ['x'] },
      'Promotion mapping (x) is not found or user does not have privilege to access it!',
    ],
  ])('refuses %s %s %j', async (method, path, body, text) => {
    const answer = await source.call(method, `${T}${path}`, body);
    expect([answer.status, answer.body]).toEqual([400, refusal('bad_request', text)]);
  });

  it('refuses an execution that is not there', async () => {
    const answer = await source.call('GET', `${T}/executions/x`);
    expect(answer.body['error_description']).toBe(
      'Promotion execution (x) is not found or user does not have privilege to access it!',
    );
  });

  it('leaves settings to administrators, and runs to those who may export and deploy', async () => {
    const exporter = await memberToken(source, ['ROLE_MANAGE_PROXIES']);
    const looker = await memberToken(source, []);
    const foreign = await memberToken(source, ['Project Owner'], 'other');
    for (const path of ['/instances/', '/mappings/']) {
      expect((await post(path, {}, exporter)).status).toBe(403);
      expect((await source.call('PUT', `${T}${path}`, {}, exporter)).status).toBe(403);
      expect((await source.call('DELETE', `${T}${path}cards/`, undefined, exporter)).status).toBe(403);
    }
    expect((await source.call('GET', `${T}/instances/`, undefined, exporter)).status).toBe(403);
    const execute = async (token: string, name: string) =>
      (await post('/executions', { mappingNames: [name] }, token)).status;
    expect([await execute(exporter, 'cards'), await execute(exporter, 'pass')]).toEqual([200, 403]);
    expect([await execute(looker, 'cards'), await execute(foreign, 'cards')]).toEqual([403, 400]);
    expect((await get('/mappings/', looker))['resultCount']).toBe(7);
    expect(await get('/mappings/', foreign)).toEqual({ ...DONE, resultList: [], resultCount: 0 });
    expect(await get('/executions', foreign)).toEqual({ ...DONE, resultList: [], resultCount: 0 });
    const id = (await get('/executions', exporter))['resultList'] as readonly { executionId: string }[];
    const own = await source.call('GET', `${T}/executions/${id[0]?.executionId}`, undefined, foreign);
    expect(own.status).toBe(400);
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
