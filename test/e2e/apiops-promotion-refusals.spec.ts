import { DONE, made, memberToken, refusal } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { packageObjects } from '../support/packages.js';

const T = '/apiops/promotion';

describe('apiops: promotion, refused in words that say what to do', () => {
  let home: Home;
  let source: App;

  /** It is its own target: another project. */
  beforeAll(async () => {
    home = await newHome();
    source = await startApp(home);
    await packageObjects(source);
    await made(post('/instances/', instance('live', source.url)));
    await made(post('/mappings/', mapping('cards')));
    await made(post('/mappings/', { ...mapping('pass'), deployTargetEnvironmentNameList: ['production'] }));
  });

  afterAll(async () => {
    await source?.stop();
    await home?.remove();
  });

  const post = (path: string, body: object, token?: string) => source.call('POST', `${T}${path}`, body, token);
  const get = async (path: string, token?: string) =>
    (await made(source.call('GET', `${T}${path}`, undefined, token))).body;
  const instance = (name: string, url: string) => ({ name, url, token: source.credentials.token });
  const mapping = (name: string) => ({
    name,
    sourceProjectName: 'default',
    sourceApiName: name,
    targetInstanceName: 'live',
    targetProjectName: 'other',
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
    expect((await get('/mappings/', looker))['resultCount']).toBe(2);
    expect(await get('/mappings/', foreign)).toEqual({ ...DONE, resultList: [], resultCount: 0 });
    expect(await get('/executions', foreign)).toEqual({ ...DONE, resultList: [], resultCount: 0 });
    const id = (await get('/executions', exporter))['resultList'] as readonly { executionId: string }[];
    const seen = await source.call('GET', `${T}/executions/${id[0]?.executionId}`, undefined, exporter);
    expect(seen.status).toBe(200);
    const own = await source.call('GET', `${T}/executions/${id[0]?.executionId}`, undefined, foreign);
    expect(own.status).toBe(400);
  });
});
