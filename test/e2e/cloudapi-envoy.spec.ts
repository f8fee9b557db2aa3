import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type App, type Home, newHome, replicaOf, startApp } from '../support/app.js';
import { type Call, type SignWith, signCall } from '../support/call-time-client.js';
import { CloudApiBench, requestConfig, serviceConfig } from '../support/cloudapi-bench.js';
import { type Echo, type EchoBackend, refusal, send, startEchoBackend, vendor } from '../support/cloudapi-clients.js';
import { RealEnvoy, xdsPortOf } from '../support/envoy.js';
import { XdsRelay } from '../support/xds-relay.js';
import { SPOILED_WORDS } from '../support/xds-spoil.js';

/** Where RELEASE is called. An Envoy of it is there in both: beside the embedded gateway, and instead of it. */
const PLANES = {
  'the embedded gateway': { embedded: 'on', address: '127.0.0.1' },
  'a real Envoy': { embedded: 'off', address: '127.0.0.2' },
} as const;
type Plane = keyof typeof PLANES;

let home: Home;
let bench: CloudApiBench;
let relay: XdsRelay;
let backend: EchoBackend;

async function start(plane: Plane): Promise<void> {
  home = await newHome();
  const settings = { GATEWRIGHT_EMBEDDED_GATEWAY: PLANES[plane].embedded, GATEWRIGHT_XDS_PATIENCE_MS: '3000' };
  const [{ credentials }, relayed] = await Promise.all([startApp(home, settings), XdsRelay.to(xdsPortOf(home))]);
  relay = relayed.relay;
  const { port, gatewayPort, database, remove: stop } = home;
  bench = new CloudApiBench({ port, gatewayPort, credentials, databaseUrl: database.url, stop });
  const place = { address: PLANES['a real Envoy'].address, xds: `127.0.0.1:${relayed.port}` };
  // One worker thread: each has nonces of its own.
  await (await RealEnvoy.start(home, { id: 'edge-1', concurrency: 1, ...place })).listening();
}

async function stop(): Promise<void> {
  await home?.remove();
  relay?.close();
}

beforeAll(async () => {
  backend = await startEchoBackend();
});
afterAll(() => backend?.close());

const client = () => bench.client();

/** A group with everything that is called, and an app that may call what is guarded. */
async function newWorld(plane: Plane) {
  const name = plane.replaceAll(' ', '_');
  const { groupId, subDomain } = await bench.newGroup(name);
  const { body: group } = await client().describeApiGroup(new vendor.DescribeApiGroupRequest({ groupId }));
  const stages = group?.stageItems?.stageInfo ?? [];
  const set = (stage: string, variableName: string, variableValue: string) => {
    const stageId = stages.find(({ stageName }) => stageName === stage)?.stageId;
    const variable = { groupId, stageId, variableName, variableValue };
    return client().createApiStageVariable(new vendor.CreateApiStageVariableRequest(variable));
  };
  const deploy = (apiId: string, stageName: string) =>
    client().deployApi(new vendor.DeployApiRequest({ groupId, apiId, stageName, description: 'd' }));
  await set('RELEASE', 'base', 'v1');
  await set('TEST', 'base', 'v2');
  const mapped = await bench.newApi({
    groupId,
    ...MAPPED,
    serviceConfig: serviceConfig(backend.address, '/#base#/[uid]'),
  });
  for (const stage of ['RELEASE', 'TEST']) await deploy(mapped, stage);
  for (const draft of [FIXED, AWAY]) await deploy(await bench.newApi({ groupId, ...draft }), 'RELEASE');
  const guarded = await bench.newApi({
    groupId,
    ...GUARDED,
    serviceConfig: serviceConfig(backend.address, '/orders', { ServiceHttpMethod: 'POST' }),
  });
  for (const stage of ['RELEASE', 'TEST']) await deploy(guarded, stage);

  const { body: made } = await client().createApp(new vendor.CreateAppRequest({ appName: `of_${name.slice(0, 20)}` }));
  const appId = made?.appId;
  const { body: security } = await client().describeAppSecurity(new vendor.DescribeAppSecurityRequest({ appId }));
  const grant = { groupId, apiId: guarded, appIds: String(appId) };
  for (const stageName of ['RELEASE', 'TEST']) {
    await client().setAppsAuthorities(new vendor.SetAppsAuthoritiesRequest({ ...grant, stageName }));
  }
  const { appKey: key = '', appSecret: secret = '', appCode: code = '' } = security ?? {};
  const revoke = () =>
    client().removeAppsAuthorities(new vendor.RemoveAppsAuthoritiesRequest({ ...grant, stageName: 'RELEASE' }));
  return { address: PLANES[plane].address, groupId, subDomain, mapped, key, secret, code, set, deploy, revoke };
}
type World = Awaited<ReturnType<typeof newWorld>>;

const MAPPED = {
  apiName: 'mapped',
  requestConfig: requestConfig('/users/[userId]'),
  requestParameters: JSON.stringify([
    { ApiParameterName: 'userId', Location: 'PATH', ParameterType: 'String', Required: 'REQUIRED', MaxLength: 8 },
    {
      ApiParameterName: 'age',
      Location: 'QUERY',
      ParameterType: 'Int',
      DefaultValue: '20',
      MinValue: 0,
      MaxValue: 150,
    },
    { ApiParameterName: 'size', Location: 'QUERY', ParameterType: 'String', Required: 'REQUIRED', EnumValue: 'S,M,L' },
    { ApiParameterName: 'tag', Location: 'HEAD', ParameterType: 'String', RegularExpression: '^[a-z]+$' },
  ]),
  serviceParameters: JSON.stringify([
    { ServiceParameterName: 'uid', Location: 'PATH' },
    { ServiceParameterName: 'x-age', Location: 'HEAD' },
    { ServiceParameterName: 's', Location: 'QUERY' },
    { ServiceParameterName: 'x-tag', Location: 'HEAD' },
  ]),
  serviceParametersMap: JSON.stringify([
    { ServiceParameterName: 'uid', RequestParameterName: 'userId' },
    { ServiceParameterName: 'x-age', RequestParameterName: 'age' },
    { ServiceParameterName: 's', RequestParameterName: 'size' },
    { ServiceParameterName: 'x-tag', RequestParameterName: 'tag' },
  ]),
  constantParameters: JSON.stringify([
    { ServiceParameterName: 'x-base', ConstantValue: 'at #base#', Location: 'HEAD' },
  ]),
  systemParameters: JSON.stringify([
    { ParameterName: 'CaClientIp', ServiceParameterName: 'x-client', Location: 'HEAD' },
    { ParameterName: 'CaDomain', ServiceParameterName: 'x-domain', Location: 'HEAD' },
    { ParameterName: 'CaRequestId', ServiceParameterName: 'x-call', Location: 'HEAD' },
  ]),
};

const FIXED = {
  apiName: 'fixed',
  requestConfig: requestConfig('/fixed'),
  serviceConfig: JSON.stringify({
    ...{ ServiceProtocol: 'HTTP', Mock: 'TRUE', MockResult: '{"ok":true}', MockStatusCode: 202, ServiceTimeout: 30 },
    MockHeaders: [{ HeaderName: 'X-Made', HeaderValue: 'here' }],
  }),
};

/** Nobody listens there. */
const AWAY = {
  apiName: 'away',
  requestConfig: requestConfig('/away'),
  serviceConfig: serviceConfig('http://127.0.0.1:9', '/'),
};

const GUARDED = {
  apiName: 'guarded',
  authType: 'APP',
  requestConfig: requestConfig('/orders', { RequestHttpMethod: 'POST', RequestMode: 'PASSTHROUGH' }),
};

/** What a caller sees: of a refusal its code and message, of an answer of the backend what that saw. */
async function ask({ address, subDomain }: World, call: Call & { readonly host?: string }) {
  const { method, target: path, body } = call;
  const {
    status,
    headers,
    body: text,
  } = await send({
    ...{ address, port: home.gatewayPort, method, path, headers: { host: call.host ?? subDomain, ...call.headers } },
    ...(body === undefined ? {} : { body }),
  });
  expect(headers['x-ca-request-id']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  const code = headers['x-ca-error-code'];
  if (code !== undefined) return { status, code, message: headers['x-ca-error-message'], text };
  return { status, headers, text, seen: text.includes('"url"') ? (JSON.parse(text) as Echo) : null };
}

const get = (target: string, headers: Record<string, string> = {}): Call => ({ method: 'GET', target, headers });
const refused = (status: number, code: string, message: unknown) => ({ status, code, message, text: '' });
const invalid = (name: string) => refused(400, 'I400IP', `Parameter \`${name}\` is invalid`);

const USER = '/users/7?size=M&age=30&dropped=1';
const at = (base: string) => ({
  status: 200,
  seen: { method: 'GET', url: `/${base}/7?s=M`, headers: { 'x-age': '30', 'x-base': `at ${base}` } },
});

const ANONYMOUS: readonly (readonly [string, Call & { readonly host?: string }, object])[] = [
  ['no stage', get(USER), at('v1')],
  ['RELEASE', get(USER, { 'x-ca-stage': 'RELEASE' }), at('v1')],
  ['TEST', get(USER, { 'x-ca-stage': 'TEST' }), at('v2')],
  [
    'a stage in which it is not live',
    get('/users/7', { 'x-ca-stage': 'PRE' }),
    refused(404, 'I404NF', 'API not found with `GET /users/7`'),
  ],
  ['a stage that is none', get(USER, { 'x-ca-stage': 'BETA' }), refused(400, 'I400SG', 'Invalid Stage')],
  ['a stage in lower case', get(USER, { 'x-ca-stage': 'test' }), refused(400, 'I400SG', 'Invalid Stage')],
  ['a fixed answer', get('/fixed'), { status: 202, text: '{"ok":true}', headers: { 'x-made': 'here' } }],
  [
    'a fixed answer where it is not live',
    get('/fixed', { 'x-ca-stage': 'TEST' }),
    refused(404, 'I404NF', 'API not found with `GET /fixed`'),
  ],
  [
    'a backend that is away',
    get('/away'),
    refused(504, 'D504CO', expect.stringMatching(/^Backend service connect failed/)),
  ],
  ['a path of no API', get('/none'), refused(404, 'I404NF', 'API not found with `GET /none`')],
  [
    'a method of no API',
    { ...get('/users/7'), method: 'DELETE' },
    refused(404, 'I404NF', 'API not found with `DELETE /users/7`'),
  ],
  [
    'a host of no group',
    { ...get('/users/7'), host: 'nobody-cn-hangzhou.gatewright.localhost' },
    refused(404, 'I404DO', 'Invalid Domain `nobody-cn-hangzhou.gatewright.localhost`'),
  ],
  ['a default', get('/users/7?size=S'), { status: 200, seen: { url: '/v1/7?s=S', headers: { 'x-age': '20' } } }],
  ['a header', get(USER, { tag: 'abc' }), { status: 200, seen: { headers: { 'x-tag': 'abc' } } }],
  [
    'what the gateway knows',
    get(USER),
    {
      seen: {
        headers: {
          'x-client': '127.0.0.1',
          'x-domain': expect.stringMatching(/^[0-9a-f]{32}-cn-hangzhou\.gatewright\.localhost/),
          'x-call': expect.stringMatching(/^[0-9A-F-]{36}$/),
        },
      },
    },
  ],
  ['a number that is too large', get('/users/7?size=M&age=151'), invalid('age')],
  ['a number that is none', get('/users/7?size=M&age=old'), invalid('age')],
  ['one of two numbers that is too small', get('/users/7?size=M&age=1&age=-1'), invalid('age')],
  ['a value that is not listed', get('/users/7?size=XL'), invalid('size')],
  ['a text that is too long', get('/users/123456789?size=M'), invalid('userId')],
  ['a text that does not match', get(USER, { tag: 'ABC' }), invalid('tag')],
  ['a parameter that is missing', get('/users/7'), refused(400, 'I400MP', 'Parameter `size` is required')],
];

const order = (more: Partial<Call> = {}): Call => ({
  method: 'POST',
  target: '/orders?b=2&a=1&empty=',
  headers: { 'content-type': 'application/json', accept: '*/*' },
  body: '{"n":1}',
  ...more,
});

/** As it is signed, and then as it is sent. */
interface Signed {
  readonly with?: Partial<SignWith>;
  readonly call?: Call;
  readonly tamper?: (call: Call) => Call;
}

const withHeaders = (headers: Record<string, string>) => (call: Call) => ({
  ...call,
  headers: { ...call.headers, ...headers },
});

const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
const WRONG = refused(403, 'A403IS', expect.stringMatching(/^Invalid Signature, Server StringToSign:POST#/));
const header = (name: string) => refused(400, 'I400HD', expect.stringMatching(`^Invalid Header \`${name}\` `));

const SIGNED: readonly (readonly [string, Signed, object])[] = [
  ['as it should be', {}, { status: 200, seen: { method: 'POST', url: '/orders?b=2&a=1&empty=', body: '{"n":1}' } }],
  ['with HmacSHA256 by default', { with: { method: null } }, { status: 200 }],
  [
    'as a form',
    {
      call: order({
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: 'z=%E4%B8%AD&c=a+b',
      }),
    },
    { status: 200, seen: { body: 'z=%E4%B8%AD&c=a+b' } },
  ],
  ['with a query that was changed', { tamper: (call) => ({ ...call, target: '/orders?b=3&a=1&empty=' }) }, WRONG],
  ['with a header that was changed', { tamper: withHeaders({ accept: 'text/html' }) }, WRONG],
  ['with a timestamp that was changed', { tamper: withHeaders({ 'x-ca-timestamp': String(Date.now()) }) }, WRONG],
  [
    'with another stage',
    { call: order({ headers: { 'x-ca-stage': 'RELEASE' } }), tamper: withHeaders({ 'x-ca-stage': 'TEST' }) },
    WRONG,
  ],
  ['with a nonce that was changed', { tamper: withHeaders({ 'x-ca-nonce': 'another' }) }, WRONG],
  [
    'with another body and its digest',
    { tamper: (call) => ({ ...withHeaders({ 'content-md5': md5('{"n":2}') })(call), body: '{"n":2}' }) },
    WRONG,
  ],
  ['with a secret that is not its own', { with: { secret: 'another' } }, WRONG],
  ['with a body that was changed', { tamper: (call) => ({ ...call, body: '{"n":2}' }) }, header('Content-MD5')],
  ['with a key that nobody has', { with: { key: 'nobody' } }, refused(403, 'I403AA', 'Unauthorized')],
  ['with a time long ago', { with: { offMs: -16 * 60_000 } }, header('X-Ca-Timestamp')],
  ['with a method that the API does not allow', { with: { method: 'HmacSHA1' } }, header('X-Ca-Signature-Method')],
];

describe.each(Object.keys(PLANES) as Plane[])('called through %s', (plane) => {
  let world: World;
  beforeAll(async () => {
    await start(plane);
    world = await newWorld(plane);
  });
  afterAll(stop);

  it.each(ANONYMOUS)('%s', async (_name, call, expected) => {
    const answer = await ask(world, call);
    expect(answer).toMatchObject(expected);
    expect(answer.seen?.url ?? '').not.toContain('dropped');
  });

  it.each(SIGNED)('a signed call %s', async (_name, how, expected) => {
    const { call = order(), tamper = (same: Call) => same } = how;
    const headers = signCall(call, { key: world.key, secret: world.secret, ...how.with });
    expect(await ask(world, tamper({ ...call, headers }))).toMatchObject(expected);
  });

  it('a signed call that comes again', async () => {
    const call = { ...order(), headers: signCall(order(), world) };
    expect(await ask(world, call)).toMatchObject({ status: 200 });
    expect(await ask(world, call)).toEqual(refused(400, 'I400HD', 'Invalid Header `X-Ca-Nonce` is used already'));
  });

  it('an AppCode, which the backend does not see, and which lets nobody in once the grant is gone', async () => {
    const by = (authorization: string) => ask(world, order({ headers: { authorization } }));
    expect(await ask(world, order())).toEqual(refused(400, 'A400MA', 'Need authorization'));
    expect(await by('APPCODE guessed')).toEqual(refused(400, 'A400AC', 'Invalid AppCode `not exists`'));
    const answer = await by(`APPCODE ${world.code}`);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.text).not.toContain(world.code);
    const signed = async () => ask(world, { ...order(), headers: signCall(order(), world) });
    expect(await signed()).toMatchObject({ status: 200 });
    await world.revoke();
    // What it may do in TEST is another grant.
    const inTest = order({ headers: { 'x-ca-stage': 'TEST', authorization: `APPCODE ${world.code}` } });
    expect(await ask(world, inTest)).toMatchObject({ status: 200 });
    expect(await by(`APPCODE ${world.code}`)).toEqual(refused(400, 'A400AC', 'Invalid AppCode `not exists`'));
    expect(await signed()).toEqual(refused(403, 'I403AA', 'Unauthorized'));
  });

  it('a variable of a stage, which changes at once', async () => {
    await world.set('TEST', 'base', 'v3');
    expect(await ask(world, get(USER, { 'x-ca-stage': 'TEST' }))).toMatchObject(at('v3'));
    expect(await ask(world, get(USER))).toMatchObject(at('v1'));
  });

  it('a domain that is bound to TEST, whatever stage is asked for', async () => {
    const domainName = `${plane.replaceAll(' ', '-')}.shop.example`;
    const binding = { groupId: world.groupId, domainName };
    await client().setDomain(new vendor.SetDomainRequest({ ...binding, bindStageName: 'TEST' }));
    for (const headers of [{}, { 'x-ca-stage': 'RELEASE' }, { 'x-ca-stage': 'TEST' }]) {
      const call = { ...get(USER, headers as Record<string, string>), host: domainName };
      expect(await ask(world, call)).toMatchObject({ ...at('v3'), status: 200 });
    }
    await client().deleteDomain(new vendor.DeleteDomainRequest(binding));
    expect(
      (await send({ address: world.address, port: home.gatewayPort, path: USER, headers: { host: domainName } }))
        .status,
    ).toBe(404);
  });

  it("a deployment to TEST that RELEASE's Envoy refuses is taken back, and names it", async () => {
    const { groupId, mapped: apiId } = world;
    const config = { serviceConfig: serviceConfig(backend.address, '/changed/[uid]') };
    const change = { ...MAPPED, ...config, groupId, apiId, visibility: 'PRIVATE' };
    await client().modifyApi(new vendor.ModifyApiRequest(change));
    const stage = { 'x-ca-stage': 'TEST' };
    for (const barrier of ['route', 'flip'] as const) {
      relay.refuse(barrier);
      const { message } = await refusal(world.deploy(apiId, 'TEST'));
      expect(message).toContain('edge-1');
      expect(message).toContain(SPOILED_WORDS[barrier === 'flip' ? 'scope' : barrier]);
      expect(await ask(world, get(USER, stage))).toMatchObject(at('v3'));
    }
    await world.deploy(apiId, 'TEST');
    expect(await ask(world, get(USER, stage))).toMatchObject({ seen: { url: '/changed/7?s=M' } });
    expect(await ask(world, get(USER))).toMatchObject(at('v1'));
  });

  it("a deployment to TEST that RELEASE's Envoy takes, or refuses, at another replica", async () => {
    const replica = await replicaOf(home);
    try {
      const port = String(home.gatewayPort);
      const settings = { GATEWRIGHT_EMBEDDED_GATEWAY: 'off', GATEWRIGHT_GATEWAY_PORT: port };
      const app = await startApp(replica, settings);
      const left = Date.now();
      relay.cut(xdsPortOf(replica));
      while (!(await isBack(app, left))) await delay(50);

      const { groupId, mapped: apiId } = world;
      const config = { serviceConfig: serviceConfig(backend.address, '/moved/[uid]') };
      const change = { ...MAPPED, ...config, groupId, apiId, visibility: 'PRIVATE' };
      await client().modifyApi(new vendor.ModifyApiRequest(change));
      const served = () => ask(world, get(USER, { 'x-ca-stage': 'TEST' }));
      relay.refuse('route');
      const { message } = await refusal(world.deploy(apiId, 'TEST'));
      expect(message).toContain(SPOILED_WORDS.route);
      expect(await served()).toMatchObject({ seen: { url: '/changed/7?s=M' } });
      await world.deploy(apiId, 'TEST');
      expect(await served()).toMatchObject({ seen: { url: '/moved/7?s=M' } });
    } finally {
      await replica.remove();
    }
  });
});

/** The Envoy has come to somebody since. */
async function isBack(app: App, since: number): Promise<boolean> {
  const { body } = await app.call('GET', '/admin/v1/gateways');
  const nodes = body['items'] as readonly { id: string; current: boolean; connected: boolean; connectedAt: string }[];
  return nodes.some(
    ({ id, connected, current, connectedAt }) =>
      id === 'edge-1' && connected && current && Date.parse(connectedAt) >= since,
  );
}
