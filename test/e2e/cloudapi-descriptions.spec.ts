import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TELLING } from '../../src/api/cloudapi/oas/testing/telling-descriptions.js';
import { newHome, replicaOf, startApp } from '../support/app.js';
import { CloudApiBench } from '../support/cloudapi-bench.js';
import { refusal, type VendorClient, vendor } from '../support/cloudapi-clients.js';
import { definitions, ended, exported, fixedAnswer, importOas, swagger } from '../support/cloudapi-descriptions.js';
import { withClient } from '../support/postgres.js';

const { DeployApiRequest, DryRunSwaggerRequest, ImportSwaggerRequest, ModifyApiGroupRequest } = vendor;

type Home = Awaited<ReturnType<typeof newHome>>;
type App = Awaited<ReturnType<typeof startApp>>;

let home: Home;
let replicaHome: Home;
let app: App;
let replica: App;
let bench: CloudApiBench;
let client: VendorClient;

/** The vendor's 3 seconds are short on a machine that is busy with other tests. */
const PATIENT = { connectTimeout: 60_000, readTimeout: 60_000 };

/** May fetch from nowhere but the internet; the replica may from this machine. */
const NO_FETCH = { GATEWRIGHT_FETCH_ALLOW: undefined };

beforeAll(async () => {
  home = await newHome();
  app = await startApp(home, NO_FETCH);
  bench = benchOf(home, app);
  client = bench.client(PATIENT);
});
afterAll(async () => {
  await app?.stop();
  await home?.remove();
});

const benchOf = ({ port, gatewayPort, database }: Home, { credentials, stop }: App): CloudApiBench =>
  new CloudApiBench({ port, gatewayPort, credentials, databaseUrl: database.url, stop });

const importSwagger = async (groupId: string, data: string, more: object = {}) =>
  (
    await client.importSwagger(
      new ImportSwaggerRequest({ groupId, data, dataFormat: 'json', overwrite: false, ...more }),
    )
  ).body;

const apiCount = async (groupId: string): Promise<number> => Object.keys(await definitions(bench, groupId)).length;

describe('ImportSwagger', () => {
  const PATHS = {
    '/hello/{name}': {
      get: fixedAnswer({ operationId: 'sayHello', summary: 'Says hello' }),
      put: fixedAnswer({ 'x-aliyun-apigateway-backend': { type: 'HTTP', address: 'ftp://b' } }),
    },
  };

  it('tells what it would do, does it, and what it made is served', async () => {
    const { groupId, subDomain } = await bench.newGroup('swagger_group');
    const data = swagger(PATHS, { definitions: { Pet: { type: 'object' } } });
    const failed = [{ path: '/hello/[name]', httpMethod: 'put', errorMsg: expect.stringMatching(/ServiceAddress/) }];
    const dry = await importSwagger(groupId, data, { dryRun: true });
    expect(dry?.success?.apiImportSwaggerSuccess).toMatchObject([
      { path: '/hello/[name]', httpMethod: 'get', apiOperation: 'CREATE', apiUid: '' },
    ]);
    const run = new DryRunSwaggerRequest({
      groupId,
      data,
      dataFormat: 'json',
      overwrite: false,
      globalCondition: { 'x-aliyun-apigateway-api-force-nonce-check': true },
    });
    const { body: told } = await client.dryRunSwagger(run);
    const [success] = told?.success?.apiDryRunSwaggerSuccess ?? [];
    expect(JSON.parse(success?.apiSwagger ?? '')).toMatchObject({
      '/hello/{name}': { get: { operationId: 'sayHello', 'x-aliyun-apigateway-api-force-nonce-check': true } },
    });
    expect(told?.globalCondition).toBe('{"x-aliyun-apigateway-api-force-nonce-check":true}');
    expect(await apiCount(groupId)).toBe(0);

    const made = await importSwagger(groupId, data);
    expect(made?.failed?.apiImportSwaggerFailed).toMatchObject(failed);
    expect(made?.modelFailed?.apiImportModelFailed).toMatchObject([{ groupId, modelName: 'Pet' }]);
    const [{ apiUid: apiId } = {}] = made?.success?.apiImportSwaggerSuccess ?? [];
    expect(await definitions(bench, groupId)).toMatchObject({
      'GET /hello/[name]': { ApiName: 'sayHello', Description: 'Says hello', AuthType: 'ANONYMOUS' },
    });
    await client.deployApi(new DeployApiRequest({ groupId, apiId, stageName: 'RELEASE', description: 'imported' }));
    expect(await bench.call(subDomain, '/hello/you')).toMatchObject({ status: 200, body: 'made' });
  });

  it('replaces an API of the same method and path only when it is told to', async () => {
    const { groupId } = await bench.newGroup('overwritten');
    const first = await importSwagger(groupId, swagger({ '/a': { get: fixedAnswer({ operationId: 'first_one' }) } }));
    const [{ apiUid } = {}] = first?.success?.apiImportSwaggerSuccess ?? [];
    const again = swagger({ '/a': { get: fixedAnswer({ summary: 'second' }) }, '/b': { get: fixedAnswer() } });
    const kept = await importSwagger(groupId, again);
    expect(kept?.failed?.apiImportSwaggerFailed).toMatchObject([
      { path: '/a', httpMethod: 'get', errorMsg: `api already exists : apiUid ===> ${apiUid}` },
    ]);
    expect(await definitions(bench, groupId)).toMatchObject({ 'GET /a': { Description: '' }, 'GET /b': {} });
    const replaced = await importSwagger(groupId, again, { overwrite: true });
    expect(replaced?.success?.apiImportSwaggerSuccess).toMatchObject([
      { apiUid, apiOperation: 'MODIFY' },
      { apiOperation: 'MODIFY', path: '/b' },
    ]);
    expect(await definitions(bench, groupId)).toMatchObject({
      'GET /a': { ApiName: 'first_one', Description: 'second' },
    });
  });

  it('refuses conditions that it does not know', async () => {
    const { groupId } = await bench.newGroup('conditions');
    const globalCondition = { region: 'here' };
    expect(await refusal(importSwagger(groupId, swagger({}), { globalCondition }))).toMatchObject({
      code: 'InvalidGlobalCondition',
    });
    expect(await refusal(importSwagger('0'.repeat(32), swagger({})))).toMatchObject({ code: 'NotFoundApiGroup' });
  });
});

describe('ImportOAS', () => {
  it('begins nothing while there are warnings, unless they are ignored', async () => {
    const { groupId } = await bench.newGroup('warned');
    const data = swagger({ '/a': { get: fixedAnswer() } }, { definitions: { Pet: {} } });
    const warned = await importOas(client, groupId, data, { ignoreWarning: false });
    expect(warned).toMatchObject({
      operationId: '',
      warningMessages: { warningMessage: [expect.stringContaining('Pet')] },
      successApis: { successApi: [{ path: '/a', httpMethod: 'GET', apiOperation: 'CREATE' }] },
    });
    expect(await apiCount(groupId)).toBe(0);
    const { operationId } = await importOas(client, groupId, data);
    const [row] = await ended(client, operationId);
    expect(row).toMatchObject({ groupId, method: 'GET', path: '/a', updateStatus: 'OVER', errorMessage: '' });
    expect(await definitions(bench, groupId)).toMatchObject({ 'GET /a': { ApiName: row?.apiName } });
  });

  it('imports what can be, and tells what not: before, or in the task alone', async () => {
    const { groupId } = await bench.newGroup('partly');
    const data = swagger({ '/a': { get: fixedAnswer(), post: { 'x-aliyun-apigateway-auth-type': 'ANONYMOUS' } } });
    const checked = await importOas(client, groupId, data);
    expect(checked.failedApis?.failedApi).toMatchObject([
      { httpMethod: 'POST', errorMsg: expect.stringMatching(/no backend/) },
    ]);
    const rows = await ended(client, checked.operationId);
    expect(rows.map(({ method, updateStatus }) => [method, updateStatus])).toEqual([
      ['GET', 'OVER'],
      ['POST', 'FAIL'],
    ]);
    const again = await importOas(client, groupId, data);
    expect(again).toMatchObject({ operationId: '', errorMessages: { errorMessage: [expect.any(String)] } });
    const unchecked = await importOas(client, groupId, data, { skipDryRun: true });
    expect(unchecked.failedApis?.failedApi).toEqual([]);
    expect(await ended(client, unchecked.operationId)).toMatchObject([
      { method: 'GET', updateStatus: 'FAIL', errorMessage: expect.stringMatching(/api already exists/) },
      { method: 'POST', updateStatus: 'FAIL' },
    ]);
    expect(await apiCount(groupId)).toBe(1);
  });

  it('takes the defaults of the call for what a description leaves open', async () => {
    const { groupId } = await bench.newGroup('defaults');
    const data = JSON.stringify({
      openapi: '3.0.0',
      servers: [{ url: 'http://b.example.com/v1' }],
      paths: { '/x': { get: {} } },
    });
    const { operationId } = await importOas(client, groupId, data, {
      OASVersion: 'OAS3',
      authType: 'ANONYMOUS',
      requestMode: 'PASSTHROUGH',
    });
    await ended(client, operationId);
    expect(await definitions(bench, groupId)).toMatchObject({
      'GET /x': {
        AuthType: 'ANONYMOUS',
        RequestConfig: { RequestMode: 'PASSTHROUGH' },
        ServiceConfig: { ServiceAddress: 'http://b.example.com', ServicePath: '/v1/x' },
      },
    });
  });

  it('knows no backends and no other tasks', async () => {
    const { groupId } = await bench.newGroup('unknown');
    const named = importOas(client, groupId, swagger({}), { backendName: 'mine' });
    expect(await refusal(named)).toMatchObject({ code: 'NotFoundBackend', statusCode: 404 });
    expect(await refusal(ended(client, '0'.repeat(32)))).toMatchObject({ code: 'NotFoundOperation', statusCode: 404 });
  });
});

describe('a second replica', () => {
  beforeAll(async () => {
    replicaHome = await replicaOf(home);
    replica = await startApp(replicaHome);
  });
  afterAll(async () => {
    await replica?.stop();
    await replicaHome?.remove();
  });

  it('fetches a description from where it may', async () => {
    const { groupId } = await bench.newGroup('fetched');
    const server = createServer((_request, response) => response.end(swagger({ '/far': { get: fixedAnswer() } })));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api.json`;
    try {
      expect(await refusal(importOas(client, groupId, url))).toMatchObject({ code: 'InvalidData' });
      const allowed = benchOf(replicaHome, replica).client(PATIENT);
      const { operationId } = await importOas(allowed, groupId, url);
      expect(await ended(client, operationId)).toMatchObject([{ path: '/far', updateStatus: 'OVER' }]);
    } finally {
      server.close();
    }
  });

  it('tells of a task whose replica has died, and which the next start finished', async () => {
    const { groupId } = await bench.newGroup('orphaned');
    const other = benchOf(replicaHome, replica).client(PATIENT);
    const operationId = await withClient(home.database.url, async (database) => {
      // The task can be recorded, but comes to a stop where it would write.
      await database.query('BEGIN');
      await database.query('SELECT FROM proxy_groups WHERE id = $1 FOR NO KEY UPDATE', [groupId]);
      const { operationId } = await importOas(client, groupId, swagger({ '/late': { get: fixedAnswer() } }));
      app.process.kill('SIGKILL');
      await app.exited;
      await database.query('ROLLBACK');
      return operationId;
    });
    app = await startApp(home, NO_FETCH);
    const settled = 'SELECT result FROM group_imports WHERE id = $1 AND result IS NOT NULL';
    while ((await bench.sql(settled, [operationId])).length === 0);
    expect(await ended(other, operationId)).toMatchObject([{ path: '/late', updateStatus: 'OVER' }]);
    expect(await apiCount(groupId)).toBe(1);
  });

  it('tells of a task as well as the one that runs it, and it happens once', async () => {
    const { groupId } = await bench.newGroup('shared');
    const replicas = [client, benchOf(replicaHome, replica).client(PATIENT)];
    const data = swagger(Object.fromEntries([...'abcdefgh'].map((each) => [`/${each}`, { get: fixedAnswer() }])));
    const { operationId } = await importOas(client, groupId, data);
    const told = await Promise.all(replicas.map((each) => ended(each, operationId)));
    for (const rows of told) expect(rows.map(({ updateStatus }) => updateStatus)).toEqual(Array(8).fill('OVER'));
    expect(await apiCount(groupId)).toBe(8);
  });
});

describe('ExportOAS', () => {
  /** A choice: the unit test of the round trip goes through them all, and through every form. */
  const CHOICE = /^(parameters|referenced|host|any|a fixed|constant|YAML)/;
  const chosen = TELLING.filter(({ trait }) => CHOICE.test(trait)).map(({ text }) => text);
  const fromOne = async (groupId: string, texts: readonly string[]): Promise<void> => {
    for (const text of texts) {
      const rows = await ended(client, (await importOas(client, groupId, text)).operationId);
      expect(rows.filter(({ updateStatus }) => updateStatus !== 'OVER')).toEqual([]);
    }
  };

  it('makes the same APIs in an empty group', async () => {
    const { groupId } = await bench.newGroup('exported');
    await fromOne(groupId, chosen);
    const source = await definitions(bench, groupId);
    expect(Object.keys(source).length).toBeGreaterThan(7);
    const forms = [
      ['oas2', 'yaml'],
      ['oas3', 'json'],
    ] as const;
    for (const [oasVersion, dataFormat] of forms) {
      const file = await exported(client, { groupId, oasVersion, dataFormat, withXExtensions: true });
      expect(file.name).toBe(`exported.${dataFormat}`);
      const target = await bench.newGroup(`copy_${oasVersion}_${dataFormat}`);
      await fromOne(target.groupId, [file.text]);
      expect(await definitions(bench, target.groupId)).toEqual(source);
    }
  });

  it('describes what is live in a stage, or the drafts, of the APIs that are asked for', async () => {
    const { groupId, subDomain } = await bench.newGroup('live_or_not');
    await client.modifyApiGroup(new ModifyApiGroupRequest({ groupId, basePath: '/base' }));
    const made = await importSwagger(
      groupId,
      swagger({ '/a': { get: fixedAnswer({ summary: 'old' }) }, '/b': { get: fixedAnswer() } }),
    );
    const [a, b] = made?.success?.apiImportSwaggerSuccess ?? [];
    const apiId = a?.apiUid;
    await client.deployApi(new DeployApiRequest({ groupId, apiId, stageName: 'TEST', description: 'live' }));
    await importSwagger(groupId, swagger({ '/a': { get: fixedAnswer({ summary: 'new' }) } }), { overwrite: true });
    const read = async (asked: object) => JSON.parse((await exported(client, asked)).text);
    const drafts = await read({ groupId });
    expect(drafts).toMatchObject({ swagger: '2.0', host: subDomain, basePath: '/base' });
    expect(drafts.paths).toMatchObject({ '/a': { get: { description: 'new' } }, '/b': {} });
    expect(JSON.stringify(drafts)).not.toContain('x-');
    const live = await read({ groupId, stageName: 'TEST', oasVersion: 'oas3' });
    expect(live).toMatchObject({ openapi: '3.0.3', paths: { '/a': { get: { description: 'old' } } } });
    expect(Object.keys(live.paths)).toEqual(['/a']);
    expect(Object.keys((await read({ apiIdList: [b?.apiUid] })).paths)).toEqual(['/b']);
    expect((await read({ groupId, pageNumber: 2 })).paths).toEqual({});
    const refused = (asked: object) => refusal(exported(client, asked)).then(({ code }) => code);
    expect(await refused({})).toBe('MissingGroupId');
    expect(await refused({ groupId, apiIdList: ['0'.repeat(32)] })).toBe('NotFoundApi');
    expect(await refused({ groupId, stageName: 'TEST', apiIdList: [b?.apiUid] })).toBe('NotFoundStage');
    expect(await refused({ groupId, stageName: 'MOON' })).toBe('NotFoundStage');
  });
});

describe('hostile descriptions', () => {
  const good = { '/good': { get: fixedAnswer() } };
  const bad = (parameters: object, rest: object = {}) =>
    swagger({ ...good, '/bad': { get: fixedAnswer({ parameters }) } }, rest);
  const laughs = Array.from({ length: 9 }, (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`);
  const big = { name: 'q', in: 'query', type: 'string', description: 'x'.repeat(100_000) };

  const CASES: readonly (readonly [string, string, string])[] = [
    ['no description', 'hello', 'InvalidData'],
    ['a reference to itself', bad([{ $ref: '#/p' }], { p: { $ref: '#/p' } }), 'InvalidData'],
    ['a reference to loopback', bad([{ $ref: 'http://127.0.0.1:1/p.json' }]), 'InvalidData'],
    ['aliases of aliases', `swagger: '2.0'\nl0: &l0 lol\n${laughs.join('\n')}\npaths: {}`, 'InvalidData'],
    ['brackets of brackets', `{"swagger":"2.0","paths":${'['.repeat(300_000)}`, 'InvalidData'],
    ['what unfolds', bad(Array(200).fill({ $ref: '#/parameters/Big' }), { parameters: { Big: big } }), 'InvalidData'],
    [
      'more operations than a group may have',
      swagger(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`/${index}`, { get: {} }]))),
      'ExceedLimitApi',
    ],
    [
      'more than a call may carry',
      swagger(good, { info: { title: 'x'.repeat(8 * 1024 * 1024) } }),
      'ExceedLimitRequestBody',
    ],
  ];

  const importOasUnchecked = (groupId: string, data: string) => importOas(client, groupId, data, { skipDryRun: true });

  it.each(CASES)('refuses %s, and imports none of it', async (what, data, code) => {
    const { groupId } = await bench.newGroup(`hostile_${what.replaceAll(' ', '_')}`.slice(0, 50));
    const call = CASES.findIndex(([each]) => each === what) % 2 === 0 ? importSwagger : importOasUnchecked;
    expect((await refusal(call(groupId, data))).code).toBe(code);
    expect(await apiCount(groupId)).toBe(0);
    expect(await bench.sql('SELECT FROM group_imports WHERE group_id = $1', [groupId])).toEqual([]);
  });
});
