import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DONE, deployed, made, memberToken, newProject, proxyBody, refusal, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type Backend, startBackend } from '../support/backend.js';

const P = '/apiops/projects/default';
const X = `${P}/apiProxies/cards`;

const SPEC = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Cards', version: '1' },
  paths: {
    '/cards': { get: { summary: 'List' }, post: {} },
    '/cards/{id}': { get: {} },
    '/cards/special': { get: {} },
  },
});

const key = (name: string, httpMethod = 'GET') => ({ name, httpMethod });
const identifier = (name: string, httpMethod = 'GET') => ({
  identifierName: name,
  identifierHttpMethod: httpMethod,
});
const created = (name: string, httpMethod = 'GET', more: object = {}) => ({
  ...key(name, httpMethod),
  backendResourceUrl: name,
  backendHttpMethod: httpMethod,
  ...more,
});
const DEPLOY = { deploy: true, deployTargetEnvironmentNameList: ['production'] };
const IDENTIFIER = 'Endpoint identifier (name and httpMethod) must be provided in request body!';
const absent = (name: string, method: string) =>
  `Endpoint with name (${name}) and HTTP method (${method}) is not found!`;

/** Every operation on endpoints: method, path below the proxy, a body that it takes, and the roles that suffice for it. */
const VIEW = [] as const;
const MANAGE = ['ROLE_MANAGE_PROXIES'] as const;
const MANAGE_AND_DEPLOY = ['ROLE_MANAGE_PROXIES', 'ROLE_DEPLOY_UNDEPLOY_PROXIES'] as const;
const CALLS: readonly (readonly [string, string, object | undefined, readonly string[]])[] = [
  ['GET', '/endpoints/', undefined, VIEW],
  ['GET', '/methods/', undefined, VIEW],
  ['POST', '/endpoints/details/', key('/cards'), VIEW],
  ['POST', '/endpoints/policies/', key('/cards'), VIEW],
  ['POST', '/methods/policies/', key('/cards'), VIEW],
  ['POST', '/endpoints/', created('/new'), MANAGE],
  ['PATCH', '/endpoints/', { ...key('/cards'), description: 'x' }, MANAGE],
  ['PATCH', '/endpoints/', { ...key('/cards'), ...DEPLOY }, MANAGE_AND_DEPLOY],
  ['PATCH', '/endpoints/status/', { ...identifier('/cards'), active: false }, MANAGE],
  ['PATCH', '/endpoints/status/', { ...identifier('/cards'), active: false, ...DEPLOY }, MANAGE_AND_DEPLOY],
  ['PATCH', '/endpoints/cache/', { ...identifier('/cards'), cacheSettings: { handlingAction: 'STOP' } }, MANAGE],
  ['POST', '/endpoints/delete/', key('/cards'), MANAGE],
];
const OF_ONE = CALLS.filter(([, , body]) => body !== undefined);

describe('apiops: endpoints of a proxy', () => {
  let home: Home;
  let app: App;
  let backend: Backend;

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home), startBackend('cards')]);
    await newProject(app, 'other');
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  beforeEach(async () => {
    await app.call('DELETE', `${X}/`);
    const body = { ...proxyBody('cards', backend.url), apiProxyCreationType: 'OPEN_API', ...DEPLOY };
    await made(upload(app, 'POST', `${P}/apiProxies/file/`, body, SPEC));
  });

  const tokens = new Map<string, Promise<string>>();
  /** One user for each set of roles: hashing a password is slow on purpose. */
  const tokenOf = (roles: readonly string[], project = 'default'): Promise<string> => {
    const id = `${project} ${roles.join()}`;
    const token = tokens.get(id) ?? memberToken(app, roles, project);
    tokens.set(id, token);
    return token;
  };
  const call = (method: string, path: string, body?: unknown, token?: string) =>
    app.call(method, `${X}${path}`, body, token);
  const list = async () => (await made(call('GET', '/endpoints/'))).body['resultList'] as Record<string, unknown>[];
  const listed = async () => (await list()).map((row) => `${row['httpMethod']} ${row['endpoint']} ${row['active']}`);
  const redeployRequired = async () =>
    (await made(app.call('GET', `${X}/`))).body['deploymentList'] as Record<string, unknown>[];
  const served = async (path: string, method = 'GET') => {
    const response = await fetch(`${app.gatewayUrl()}/cards${path}`, { method });
    return response.status === 200 ? ((await response.json()) as { path: string }).path : response.text();
  };
  const ageOf = async (path: string) => {
    const response = await fetch(`${app.gatewayUrl()}/cards${path}`);
    await response.arrayBuffer();
    return response.headers.get('age');
  };
  const flagged = (isRequired: boolean) => [
    { environmentName: 'production', deployed: true, redeployRequired: isRequired },
  ];

  it('are listed in the order of the definition, whole or by page', async () => {
    const { body } = await made(call('GET', '/endpoints/'));
    expect(body).toMatchObject({ ...DONE, resultCount: 4 });
    expect((body['resultList'] as object[])[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      endpoint: '/cards',
      description: 'List',
      active: true,
      httpMethod: 'GET',
      backendResourceUrl: '/cards',
      backendHttpMethod: 'GET',
    });
    const page = await made(call('GET', '/endpoints?page=2&size=3'));
    expect(page.body).toMatchObject({ resultCount: 4, resultList: [{ endpoint: '/cards/special' }] });
    expect((await call('GET', '/endpoints/?size=0')).status).toBe(400);
    const methods = await made(call('GET', '/methods/'));
    expect(methods.body).toEqual(body);
    const withPolicies = await made(call('GET', '/methods?withPolicies=true'));
    expect((withPolicies.body['resultList'] as object[])[3]).toMatchObject({
      endpoint: '/cards/special',
      requestPolicyList: [],
      responsePolicyList: [],
      errorPolicyList: [],
    });
  });

  it('are told one by one, with their policies if asked', async () => {
    const details = await made(call('POST', '/endpoints/details/', key('/cards', 'POST')));
    expect(details.body).toMatchObject({ ...DONE, endpoint: '/cards', httpMethod: 'POST', active: true });
    expect(details.body).not.toHaveProperty('requestPolicyList');
    const lists = { requestPolicyList: [], responsePolicyList: [], errorPolicyList: [] };
    for (const path of ['/endpoints/policies/', '/methods/policies']) {
      expect((await made(call('POST', path, key('/cards', 'POST')))).body).toEqual({ ...details.body, ...lists });
    }
  });

  it('are added to the saved proxy, and served once it is deployed again', async () => {
    const { status, body } = await call(
      'POST',
      '/endpoints/',
      created('/cards/{id}', 'ALL', { backendResourceUrl: '/v2/{id}' }),
    );
    expect([status, body]).toEqual([200, DONE]);
    expect((await list()).at(-1)).toMatchObject({ httpMethod: 'ALL', active: true, backendResourceUrl: '/v2/{id}' });
    expect(await redeployRequired()).toEqual(flagged(true));
    expect(await served('/cards/7', 'PUT')).toMatch(/ERR-006/);
    await made(app.call('POST', `${X}/environments/production/`));
    expect(await redeployRequired()).toEqual(flagged(false));
    expect(await served('/cards/7', 'PUT')).toBe('/v2/7');
    expect(await served('/cards/7')).toBe('/cards/7');
  });

  it('are changed, what is left out stays, and deployed if asked', async () => {
    const change = { ...key('/cards'), backendResourceUrl: '/v2/cards' };
    expect((await made(call('PATCH', '/endpoints/', change))).body).toEqual(DONE);
    expect((await list())[0]).toMatchObject({
      description: 'List',
      backendResourceUrl: '/v2/cards',
      backendHttpMethod: 'GET',
    });
    expect([await redeployRequired(), await served('/cards')]).toEqual([flagged(true), '/cards']);
    const again = await made(call('PATCH', '/endpoints/', { ...key('/cards'), description: 'All', ...DEPLOY }));
    expect(again.body).toEqual(deployed('production'));
    expect([await redeployRequired(), await served('/cards')]).toEqual([flagged(false), '/v2/cards']);
  });

  it('are switched off: the gateway answers 404 although a wider endpoint would match, and on again', async () => {
    const off = { ...identifier('/cards/special'), active: false };
    expect((await made(call('PATCH', '/endpoints/status/', off))).body).toEqual(DONE);
    expect([await redeployRequired(), await served('/cards/special')]).toEqual([flagged(true), '/cards/special']);
    await made(call('PATCH', '/endpoints/status/', { ...off, ...DEPLOY }));
    expect(await served('/cards/special')).toMatch(/ERR-006/);
    expect(await served('/cards/7')).toBe('/cards/7');
    const on = { ...key('/cards/special'), active: true, ...DEPLOY };
    expect((await made(call('PATCH', '/endpoints/status', on))).body).toEqual(deployed('production'));
    expect(await served('/cards/special')).toBe('/cards/special');
  });

  it('may have their answers kept, once that is deployed, and no longer than until the next deployment', async () => {
    const where = identifier('/cards');
    const off = { ...where, cacheSettings: { cacheActive: false, handlingAction: 'CONTINUE', ttl: 5 } };
    expect((await made(call('PATCH', '/endpoints/cache/', off))).body).toEqual(DONE);
    expect(await redeployRequired()).toEqual(flagged(true));
    const on = { ...where, cacheSettings: { cacheActive: true, handlingAction: 'CONTINUE' } };
    expect((await made(call('PATCH', '/endpoints/cache/', { ...on, ...DEPLOY }))).body).toEqual(deployed('production'));
    expect(await redeployRequired()).toEqual(flagged(false));
    const ages = async () => [await ageOf('/cards?page=1'), await ageOf('/cards?page=1'), await ageOf('/cards?page=2')];
    expect(await ages()).toEqual([null, expect.stringMatching(/^\d$/), null]);
    const details = await made(call('POST', '/endpoints/details/', key('/cards')));
    expect(details.body).toMatchObject({
      cacheSettings: { cacheActive: true, ttl: 60, capacity: 1000, cacheStorageType: 'DISTRIBUTED', variableList: [] },
    });
    const custom = {
      ...on.cacheSettings,
      cacheKeyType: 'CUSTOM',
      variableList: [{ type: 'PARAMETER', paramType: 'QUERY', paramName: 'page' }],
    };
    await made(call('PATCH', '/endpoints/cache/', { ...where, cacheSettings: custom, ...DEPLOY }));
    expect([await ageOf('/cards?page=1'), await ageOf('/cards?page=1&x=2')]).toEqual([null, expect.any(String)]);
    await made(call('PATCH', '/endpoints/cache/', { ...off, ...DEPLOY }));
    expect([await ageOf('/cards?page=1'), await ageOf('/cards?page=1')]).toEqual([null, null]);
  });

  it('are deleted', async () => {
    expect((await made(call('POST', '/endpoints/delete/', key('/cards/special')))).body).toEqual(DONE);
    expect(await listed()).toEqual(['GET /cards true', 'POST /cards true', 'GET /cards/{id} true']);
    expect([await redeployRequired(), await served('/cards/special')]).toEqual([flagged(true), '/cards/special']);
  });

  it('are not lost when many are added at once', async () => {
    const paths = Array.from({ length: 10 }, (_, index) => `/many/${index}`);
    await Promise.all(paths.map((path) => made(call('POST', '/endpoints/', created(path)))));
    expect(await list()).toHaveLength(14);
  });

  it('are not lost while a description is fetched', async () => {
    const specs = createServer((_request, response) => {
      // The fetch waits here: an endpoint is switched off in the meantime.
      const off = { ...identifier('/cards/special'), active: false };
      void call('PATCH', '/endpoints/status/', off).then(() => response.end(SPEC));
    });
    await once(specs.listen(0, '127.0.0.1'), 'listening');
    try {
      const specUrl = `http://127.0.0.1:${(specs.address() as AddressInfo).port}/spec.json`;
      const body = { apiProxyName: 'cards', apiProxyCreationType: 'OPEN_API', specUrl, reParse: true };
      await made(app.call('PUT', `${P}/apiProxies/url/`, body));
    } finally {
      specs.close();
    }
    expect(await listed()).toContain('GET /cards/special false');
  });

  it('are refused in the words of the contract', async () => {
    const cases: readonly (readonly [string, string, unknown, string])[] = [
      ['POST', '/endpoints/', created('/cards'), 'Endpoint with name (/cards) and HTTP method (GET) is already exist!'],
      [
        'POST',
        '/endpoints/',
        { ...created('/x'), backendResourceUrl: '' },
        'backendResourceUrl value can not be empty!',
      ],
      [
        'POST',
        '/endpoints/',
        { ...created('/x'), backendHttpMethod: null },
        'backendHttpMethod value can not be empty!',
      ],
      ['POST', '/endpoints/', created('x'), "name value must begin with '/', got 'x'"],
      ['PATCH', '/endpoints/status/', identifier('/cards'), 'active value can not be empty!'],
      ['PATCH', '/endpoints/cache/', identifier('/cards'), 'cacheSettings value can not be empty!'],
      ['PATCH', '/endpoints/cache/', { ...identifier('/cards'), cacheSettings: {} }, 'handlingAction is required'],
    ];
    for (const [method, path, body, text] of cases) {
      const answer = await call(method, path, body);
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 400, refusal('bad_request', text)]);
    }
    const word = await call('POST', '/endpoints/', created('/x', 'get'));
    expect([word.status, word.body['error_description']]).toEqual([
      400,
      'httpMethod must be one of GET, POST, PUT, HEAD, OPTIONS, DELETE, PATCH, TRACE, ALL',
    ]);
    const target = { ...key('/cards'), description: 'never', deploy: true, deployTargetEnvironmentNameList: ['no'] };
    const unknown = 'Environment (no) is not found or user does not have privilege to access it!';
    expect((await call('PATCH', '/endpoints/', target)).body).toEqual(refusal('bad_request', unknown));
    expect((await list())[0]).toMatchObject({ description: 'List' });
  });

  it.each(OF_ONE)('must be named: %s %s', async (method, path, body) => {
    const names = ['name', 'httpMethod', 'identifierName', 'identifierHttpMethod'];
    for (const left of [{}, '']) {
      const rest = Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => !names.includes(name)));
      const answer = await call(method, path, left === '' ? undefined : rest);
      expect([answer.status, answer.body]).toEqual([400, refusal('bad_request', IDENTIFIER)]);
    }
    if (path === '/endpoints/' && method === 'POST') return;
    const other = Object.hasOwn(body ?? {}, 'identifierName') ? identifier('/nowhere') : key('/nowhere');
    const answer = await call(method, path, { ...body, ...other });
    expect([answer.status, answer.body]).toEqual([400, refusal('bad_request', absent('/nowhere', 'GET'))]);
  });

  it.each(CALLS)('of what is not there: %s %s', async (method, path, body) => {
    const proxy = await app.call(method, `${P}/apiProxies/nobody${path}`, body);
    expect([proxy.status, proxy.body]).toEqual([404, refusal('not_found', 'ApiProxy (name: nobody) was not found!')]);
    const project = await app.call(method, `/apiops/projects/nope/apiProxies/cards${path.replace(/\/$/, '')}`, body);
    const text = 'Project (nope) is not found or user does not have privilege to access it!';
    expect([project.status, project.body]).toEqual([404, refusal('not_found', text)]);
  });

  it('belong to REST proxies with a list of them only', async () => {
    await made(app.call('PUT', `${P}/apiProxies/url/`, proxyBody('all', backend.url)));
    const add = await app.call('POST', `${P}/apiProxies/all/endpoints/`, created('/x'));
    expect(add.body).toEqual(refusal('bad_request', 'Endpoint can only be added to REST API Proxies!'));
    const remove = await app.call('POST', `${P}/apiProxies/all/endpoints/delete/`, key('/x'));
    expect(remove.body).toEqual(refusal('bad_request', 'Endpoint can only be deleted from REST API Proxies!'));
  });

  it.each(CALLS.map(([method, path, body, roles], index) => ({ index, method, path, body, roles })))(
    'need all of $roles for $method $path ($index), in their own project',
    async ({ method, path, body, roles }) => {
      const before = await list();
      for (const missing of roles) {
        const others = roles.filter((role) => role !== missing);
        const token = await tokenOf([...others, 'ROLE_API_SECURITY', 'ROLE_MANAGE_PROXY_GROUPS']);
        const answer = await call(method, path, body, token);
        const text = 'You do not have permission to perform this action';
        expect([missing, answer.status, answer.body]).toEqual([missing, 403, refusal('forbidden', text)]);
      }
      const stranger = await tokenOf(['Project Owner'], 'other');
      const foreign = await call(method, path, body, stranger);
      const text = 'Project (default) is not found or user does not have privilege to access it!';
      expect([foreign.status, foreign.body]).toEqual([404, refusal('not_found', text)]);
      expect(await list()).toEqual(before);
      const allowed = await call(method, path, body, await tokenOf(roles));
      expect([allowed.status, allowed.body]).toEqual([200, expect.objectContaining(DONE)]);
    },
  );
});
