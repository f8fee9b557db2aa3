import { CloudApiBench, requestConfig, serviceConfig } from '../support/cloudapi-bench.js';
import { refusal, vendor } from '../support/cloudapi-clients.js';
import { type RamUsers, ramUsers } from '../support/ram-user.js';
import { runProgram } from '../support/running-program.js';

const SECRET_KEY = 'a sealing key for tests';
const UNKNOWN = 999_999_999;

let bench: CloudApiBench;
let users: RamUsers;
let serial = 0;

beforeAll(async () => {
  const program = await runProgram({ GATEWRIGHT_SECRET_KEY: SECRET_KEY });
  bench = new CloudApiBench(program);
  users = await ramUsers(program, SECRET_KEY);
});
afterAll(async () => {
  await users?.close();
  await bench?.program.stop();
});

const unique = (word: string) => `${word}_${++serial}`;
const client = () => bench.client();

const newApp = async (given: Readonly<Record<string, unknown>> = {}): Promise<number> => {
  const { body } = await client().createApp(new vendor.CreateAppRequest({ appName: unique('caller'), ...given }));
  if (body?.appId === undefined) throw new Error('the answer has no AppId');
  return body.appId;
};

interface Api {
  readonly groupId: string;
  readonly apiId: string;
}

async function newApi(more: Readonly<Record<string, unknown>> = {}): Promise<Api> {
  const { groupId } = await bench.newGroup(unique('group'));
  const draft = {
    groupId,
    apiName: unique('guarded'),
    authType: 'APP',
    requestConfig: requestConfig(`/${unique('path')}`),
    serviceConfig: serviceConfig('http://127.0.0.1:9', '/'),
    ...more,
  };
  return { groupId, apiId: await bench.newApi(draft) };
}

const deploy = ({ groupId, apiId }: Api, stageName = 'RELEASE') =>
  client().deployApi(new vendor.DeployApiRequest({ groupId, apiId, stageName, description: 'x' }));

const grant = ({ groupId, apiId }: Api, appIds: readonly number[], more: object = {}) =>
  client().setAppsAuthorities(
    new vendor.SetAppsAuthoritiesRequest({ groupId, apiId, appIds: appIds.join(','), stageName: 'RELEASE', ...more }),
  );

/** Ids of the apps that the live fragment of an API in production lets in. */
async function live({ apiId }: Api): Promise<number[]> {
  const rows = await bench.sql(
    `SELECT f.content FROM releases r JOIN fragments f ON f.digest = r.fragment_digest
       JOIN environments e ON e.id = r.environment_id WHERE r.proxy_id = $1 AND e.stage = 'RELEASE'`,
    [apiId],
  );
  return rows[0]?.content.routes[0].callers.apps.map(({ id }: { id: string }) => Number(id));
}

const codeOf = (call: Promise<unknown>) => refusal(call).then(({ code }) => code);

describe('apps', () => {
  it('are made, read, changed and deleted', async () => {
    const tag = [new vendor.CreateAppRequestTag({ key: 'team', value: 'red' })];
    const { body: made } = await client().createApp(
      new vendor.CreateAppRequest({ appName: 'Shop_front', description: 'd', extend: 'e', tag }),
    );
    const appId = made?.appId ?? 0;
    expect(String(appId)).toMatch(/^\d{9,14}$/);
    expect(made?.tagStatus).toBe(true);

    const read = async () => (await client().describeApp(new vendor.DescribeAppRequest({ appId }))).body;
    expect(await read()).toMatchObject({
      appId,
      appName: 'Shop_front',
      description: 'd',
      extend: 'e',
      disabled: false,
    });
    expect((await read())?.createdTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    await client().modifyApp(new vendor.ModifyAppRequest({ appId, appName: 'Shop_back', disabled: true }));
    expect(await read()).toMatchObject({ appName: 'Shop_back', description: 'd', extend: 'e', disabled: true });

    await client().deleteApp(new vendor.DeleteAppRequest({ appId }));
    await expect(refusal(read())).resolves.toMatchObject({
      code: 'NotFoundApp',
      statusCode: 404,
      data: { Message: 'Cannot find resource according to your specified App.' },
    });
    expect(await codeOf(client().deleteApp(new vendor.DeleteAppRequest({ appId })))).toBe('NotFoundApp');
    expect(await codeOf(client().modifyApp(new vendor.ModifyAppRequest({ appId, disabled: true })))).toBe(
      'NotFoundApp',
    );
    expect(await codeOf(client().modifyApp(new vendor.ModifyAppRequest({ appId, extend: 'x' })))).toBe('NotFoundApp');
  });

  it('have names of 4 to 26 letters, digits and underscores', async () => {
    for (const appName of ['abc', 'a'.repeat(27), '1abc', '_abc', 'ab-cd']) {
      expect(await codeOf(newApp({ appName }))).toBe('InvalidAppName');
    }
    expect(await codeOf(newApp({ appName: undefined }))).toBe('MissingAppName');
    expect(await codeOf(newApp({ description: 'x'.repeat(181) }))).toBe('InvalidDescription');
    await newApp({ appName: '商城客户' });
    await newApp({ appName: 'a'.repeat(26) });
  });

  it('are found by every filter, page by page', async () => {
    const tag = [new vendor.CreateAppRequestTag({ key: 'found', value: 'yes' })];
    const [appKey, appCode] = [unique('key'), unique('find-code')];
    const first = await newApp({ appName: 'Findable_one', appKey, appCode, extend: 'note', tag });
    const second = await newApp({ appName: 'findable_TWO' });
    const find = async (filter: object) => {
      const { body } = await client().describeAppAttributes(new vendor.DescribeAppAttributesRequest(filter));
      return { ...body, ids: (body?.apps?.appAttribute ?? []).map((app) => app.appId) };
    };
    expect((await find({ appName: 'FINDABLE' })).ids).toEqual([second, first]);
    expect((await find({ appName: 'findable', sort: 'asc' })).ids).toEqual([first, second]);
    expect(await find({ appName: 'findable', pageNumber: 2, pageSize: 1 })).toMatchObject({
      ids: [first],
      totalCount: 2,
      pageNumber: 2,
      pageSize: 1,
    });
    const wanted = [new vendor.DescribeAppAttributesRequestTag({ key: 'found', value: 'yes' })];
    for (const filter of [{ appId: first }, { appKey }, { appCode }, { extend: 'note' }, { tag: wanted }]) {
      expect((await find(filter)).ids).toEqual([first]);
    }
    expect((await find({ appId: first })).apps?.appAttribute?.[0]).toMatchObject({
      appName: 'Findable_one',
      disabled: false,
      tags: { tagInfo: [{ key: 'found', value: 'yes' }] },
    });
    const more = { key: 'later', value: 'x' };
    const tagged = {
      resourceType: 'app',
      resourceId: [String(second)],
      tag: [new vendor.TagResourcesRequestTag(more)],
    };
    await client().tagResources(new vendor.TagResourcesRequest(tagged));
    expect((await find({ tag: [new vendor.DescribeAppAttributesRequestTag({ key: 'later' })] })).ids).toEqual([second]);
    expect((await find({ appId: UNKNOWN })).ids).toEqual([]);

    const [{ account_id: owner }] = await bench.sql(`SELECT account_id FROM projects WHERE name = 'default'`);
    const listed = async (filter: object) =>
      (await client().describeApps(new vendor.DescribeAppsRequest(filter))).body?.apps?.appItem ?? [];
    expect(await listed({ appId: first })).toEqual([
      expect.objectContaining({ appId: first, appName: 'Findable_one', description: '' }),
    ]);
    // By hand: account numbers are longer than what JavaScript's numbers hold exactly.
    const owned = await bench.signedCall({ Action: 'DescribeApps', AppOwner: owner, PageSize: '100' });
    expect(owned).toMatchObject({
      Apps: { AppItem: expect.arrayContaining([expect.objectContaining({ AppId: first })]) },
    });
    expect(await listed({ appOwner: 1 })).toEqual([]);
    await expect(refusal(listed({}))).resolves.toMatchObject({
      code: 'MissingAppIdOrAppOwner',
      data: { Message: 'AppId or AppOwner must have a valid value.' },
    });
  });
});

describe('keys and codes', () => {
  const securities = async (appId: number) => {
    const { body } = await client().describeAppSecurities(new vendor.DescribeAppSecuritiesRequest({ appId }));
    return body?.appSecuritys?.appSecurity ?? [];
  };

  it('are made up where none are given, and shown to their owner', async () => {
    const appId = await newApp();
    const { body } = await client().describeAppSecurity(new vendor.DescribeAppSecurityRequest({ appId }));
    expect(body?.appKey).toMatch(/^\d{9,14}$/);
    expect(body?.appSecret).toMatch(/^[0-9a-f]{32}$/);
    expect(body?.appCode).toMatch(/^[0-9a-f]{32}$/);
    expect(body?.createdTime).toMatch(/Z$/);

    const given = { appKey: unique('my-key'), appSecret: 'my-own-secret', appCode: unique('my-own-code') };
    const other = await newApp(given);
    expect(await securities(other)).toEqual([expect.objectContaining(given)]);
    expect(await codeOf(newApp({ appKey: given.appKey }))).toBe('RepeatedAppKey');
    expect(await codeOf(newApp({ appCode: given.appCode }))).toBe('RepeatedAppCode');
    expect(await codeOf(newApp({ appSecret: 'short' }))).toBe('InvalidAppSecret');
    expect(await codeOf(securities(UNKNOWN))).toBe('NotFoundApp');
    const unknown = new vendor.DescribeAppSecurityRequest({ appId: UNKNOWN });
    expect(await codeOf(client().describeAppSecurity(unknown))).toBe('NotFoundApp');
  });

  it('are added, replaced and deleted', async () => {
    const [appKey, appCode] = [unique('key'), unique('the-code')];
    const id = await newApp({ appKey, appCode });
    const appId = String(id);
    await client().createAppKey(new vendor.CreateAppKeyRequest({ appId }));
    const second = unique('key');
    await client().createAppKey(new vendor.CreateAppKeyRequest({ appId, appKey: second, appSecret: 'second-secret' }));
    expect((await securities(id)).map(({ appKey: each }) => each)).toEqual([appKey, expect.any(String), second]);
    const again = new vendor.CreateAppKeyRequest({ appId, appKey: second });
    expect(await codeOf(client().createAppKey(again))).toBe('RepeatedAppKey');

    const newAppKey = unique('key');
    const reset = { appKey: second, newAppKey, newAppSecret: 'third-secret' };
    await client().resetAppSecret(new vendor.ResetAppSecretRequest(reset));
    expect((await securities(id))[2]).toMatchObject({ appKey: newAppKey, appSecret: 'third-secret' });
    expect(await codeOf(client().resetAppSecret(new vendor.ResetAppSecretRequest(reset)))).toBe('NotFoundAppKey');
    const [before] = await securities(id);
    await client().resetAppSecret(new vendor.ResetAppSecretRequest({ appKey }));
    expect((await securities(id))[0]?.appSecret).not.toBe(before?.appSecret);
    const taken = new vendor.ResetAppSecretRequest({ appKey, newAppKey });
    expect(await codeOf(client().resetAppSecret(taken))).toBe('RepeatedAppKey');
    await client().deleteAppKey(new vendor.DeleteAppKeyRequest({ appId, appKey: newAppKey }));
    const gone = new vendor.DeleteAppKeyRequest({ appId, appKey: newAppKey });
    expect(await codeOf(client().deleteAppKey(gone))).toBe('NotFoundAppKey');

    const code = unique('another-code');
    await client().createAppCode(new vendor.CreateAppCodeRequest({ appId, appCode: code }));
    const twin = new vendor.CreateAppCodeRequest({ appId, appCode: code });
    expect(await codeOf(client().createAppCode(twin))).toBe('RepeatedAppCode');
    await client().resetAppCode(new vendor.ResetAppCodeRequest({ appCode: code, newAppCode: `${code}-new` }));
    expect((await securities(id)).map(({ appCode: each }) => each)).toContain(`${code}-new`);
    // Once a minute.
    const tooSoon = new vendor.ResetAppCodeRequest({ appCode: `${code}-new` });
    expect(await codeOf(client().resetAppCode(tooSoon))).toBe('Throttling.User');
    expect(await codeOf(client().resetAppCode(new vendor.ResetAppCodeRequest({ appCode: code })))).toBe(
      'NotFoundAppCode',
    );
    await client().deleteAppCode(new vendor.DeleteAppCodeRequest({ appId, appCode: `${code}-new` }));
    const lost = new vendor.DeleteAppCodeRequest({ appId, appCode: code });
    expect(await codeOf(client().deleteAppCode(lost))).toBe('NotFoundAppCode');
    const nobody = String(UNKNOWN);
    expect(await codeOf(client().createAppKey(new vendor.CreateAppKeyRequest({ appId: nobody })))).toBe('NotFoundApp');
    expect(await codeOf(client().createAppCode(new vendor.CreateAppCodeRequest({ appId: nobody })))).toBe(
      'NotFoundApp',
    );
  });

  it('of one app are at most 20', async () => {
    const appId = await newApp();
    for (let made = 1; made < 20; made++) {
      await client().createAppCode(new vendor.CreateAppCodeRequest({ appId: String(appId) }));
    }
    const over = new vendor.CreateAppCodeRequest({ appId: String(appId) });
    expect(await codeOf(client().createAppCode(over))).toBe('ExceedLimitAppCode');
  });
});

describe('authorisations', () => {
  it('of apps on an API are live at once, listed, and withdrawn', async () => {
    const api = await newApi();
    await deploy(api);
    const apps = [await newApp({ description: 'of the app' }), await newApp()] as const;
    await grant(api, apps, { description: 'a word', authValidTime: 'Fri, 05 Oct 2035 16:00:00 GMT' });
    expect(await live(api)).toEqual([...apps].sort((a, b) => a - b));

    const list = async (filter: object) => {
      const request = new vendor.DescribeAuthorizedAppsRequest({ ...api, ...filter });
      return (await client().describeAuthorizedApps(request)).body;
    };
    expect(await list({ appId: apps[0] })).toMatchObject({
      totalCount: 1,
      authorizedApps: {
        authorizedApp: [
          {
            appId: apps[0],
            appDescription: 'of the app',
            stageName: 'RELEASE',
            stageAlias: 'Online',
            description: 'a word',
            authVaildTime: '2035-10-05T16:00:00Z',
            operator: 'PROVIDER',
            authorizationSource: 'API',
          },
        ],
      },
    });
    expect(await list({ stageName: 'RELEASE', pageSize: 1 })).toMatchObject({ totalCount: 2, pageSize: 1 });
    expect((await list({ stageName: 'TEST' }))?.totalCount).toBe(0);

    const withdraw = () =>
      client().removeAppsAuthorities(
        new vendor.RemoveAppsAuthoritiesRequest({ ...api, appIds: String(apps[0]), stageName: 'RELEASE' }),
      );
    await withdraw();
    expect(await live(api)).toEqual([apps[1]]);
    await expect(refusal(withdraw())).resolves.toMatchObject({ code: 'NotFoundAuthorization', statusCode: 404 });
    await client().deleteApp(new vendor.DeleteAppRequest({ appId: apps[1] }));
    expect(await live(api)).toEqual([]);
  });

  it('of an app on APIs, in several groups and stages, are listed in three forms', async () => {
    const [one, two] = [await newApi({ description: 'first of them' }), await newApi()];
    const appId = await newApp();
    const apiIds = `${one.apiId},${two.apiId}`;
    for (const stageName of ['RELEASE', 'TEST']) {
      await client().setApisAuthorities(new vendor.SetApisAuthoritiesRequest({ apiIds, appId, stageName }));
    }
    const { body: plain } = await client().describeAuthorizedApis(new vendor.DescribeAuthorizedApisRequest({ appId }));
    expect(plain?.totalCount).toBe(4);
    expect(plain?.authorizedApis?.authorizedApi?.[0]).toMatchObject({
      regionId: 'cn-hangzhou',
      authVaildTime: '',
      operator: 'PROVIDER',
    });
    const { body: rows } = await client().describeApisByApp(
      new vendor.DescribeApisByAppRequest({ appId, apiUid: one.apiId, description: 'FIRST', method: 'get' }),
    );
    expect(rows?.appApiRelationInfos?.appApiRelationInfo).toEqual([
      expect.objectContaining({ apiId: one.apiId, method: 'GET', stageName: 'TEST', stageAlias: 'Test' }),
      expect.objectContaining({ apiId: one.apiId, groupId: one.groupId, stageName: 'RELEASE', stageAlias: 'Online' }),
    ]);
    const { body: folded } = await client().describeApisWithStageNameIntegratedByApp(
      new vendor.DescribeApisWithStageNameIntegratedByAppRequest({ appId, pageSize: 1 }),
    );
    expect(folded).toMatchObject({ totalCount: 2, pageSize: 1 });
    expect(folded?.appApiRelationInfos?.appApiRelationInfo).toEqual([
      expect.objectContaining({ stageNameAndAuth: { RELEASE: '', TEST: '' } }),
    ]);

    const remove = () =>
      client().removeApisAuthorities(new vendor.RemoveApisAuthoritiesRequest({ apiIds, appId, stageName: 'TEST' }));
    await remove();
    expect(await codeOf(remove())).toBe('NotFoundAuthorization');
    await client().deleteApi(new vendor.DeleteApiRequest(one));
    const left = await client().describeAuthorizedApis(new vendor.DescribeAuthorizedApisRequest({ appId }));
    expect(left.body?.totalCount).toBe(1);
    const nobody = { appId: UNKNOWN };
    const plainOfNobody = new vendor.DescribeAuthorizedApisRequest(nobody);
    expect(await codeOf(client().describeAuthorizedApis(plainOfNobody))).toBe('NotFoundApp');
    expect(await codeOf(client().describeApisByApp(new vendor.DescribeApisByAppRequest(nobody)))).toBe('NotFoundApp');
  });

  it('are refused for what is not there or not said', async () => {
    const api = await newApi();
    const app = await newApp();
    expect(await codeOf(grant({ ...api, apiId: 'f'.repeat(32) }, [app]))).toBe('NotFoundApi');
    expect(await codeOf(grant(api, [UNKNOWN]))).toBe('NotFoundApp');
    expect(await codeOf(grant(api, [app], { stageName: 'LATER' }))).toBe('NotFoundStage');
    expect(await codeOf(grant(api, [app], { stageName: undefined }))).toBe('MissingStageName');
    expect(await codeOf(grant(api, [app], { authValidTime: 'tomorrow' }))).toBe('InvalidAuthValidTime');
    expect(await codeOf(grant(api, []))).toBe('MissingAppIds');
    expect(await codeOf(grant(api, [], { appIds: 'x,y' }))).toBe('InvalidAppIds');
    const many = Array.from({ length: 101 }, (_, index) => index + 1);
    expect(await codeOf(grant(api, many))).toBe('InvalidAppIds');
  });

  it('need a policy for the group, and for every group of a list', async () => {
    const [mine, other] = [await newApi(), await newApi()];
    const appId = await newApp();
    const allowed = {
      Effect: 'Allow',
      Action: 'apigateway:Set*',
      Resource: `acs:apigateway:*:*:apigroup/${mine.groupId}`,
    };
    const user = bench.client({}, await users.create(unique('granter'), [allowed]));
    const give = (apiIds: string) =>
      user.setApisAuthorities(new vendor.SetApisAuthoritiesRequest({ apiIds, appId, stageName: 'RELEASE' }));
    await give(mine.apiId);
    expect(await codeOf(give(`${mine.apiId},${other.apiId}`))).toBe('NoPermission');
    const owner = { Effect: 'Allow', Action: '*', Resource: `acs:apigateway:*:*:app/${appId}` };
    const resetter = bench.client({}, await users.create(unique('resetter'), [owner]));
    const { body } = await resetter.describeAppSecurity(new vendor.DescribeAppSecurityRequest({ appId }));
    await resetter.resetAppSecret(new vendor.ResetAppSecretRequest({ appKey: body?.appKey ?? '' }));
    await resetter.resetAppCode(new vendor.ResetAppCodeRequest({ appCode: body?.appCode ?? '' }));
    const elsewhere = await newApp({ appKey: unique('key') });
    const foreign = new vendor.DescribeAppSecurityRequest({ appId: elsewhere });
    expect(await codeOf(resetter.describeAppSecurity(foreign))).toBe('NoPermission');
    expect(await codeOf(resetter.resetAppSecret(new vendor.ResetAppSecretRequest({ appKey: `key_${serial}` })))).toBe(
      'NoPermission',
    );
  });
});

describe('who may call, in a definition', () => {
  const policyOf = async ({ apiId }: Api) => {
    const [row] = await bench.sql(
      `SELECT f.content FROM releases r JOIN fragments f ON f.digest = r.fragment_digest WHERE r.proxy_id = $1`,
      [apiId],
    );
    return row.content.routes[0].callers;
  };
  const header = { location: 'header', name: 'authorization', scheme: 'APPCODE' };

  it.each([
    ['DEFAULT', [header]],
    ['HEADER', [header]],
    ['HEADER_QUERY', [header, { location: 'query', name: 'AppCode', scheme: null }]],
    ['DISABLE', []],
  ])('%s says where an AppCode may stand', async (appCodeAuthType, appCodes) => {
    const api = await newApi({ appCodeAuthType, allowSignatureMethod: 'HmacSHA1,HmacSHA256', forceNonceCheck: true });
    await deploy(api);
    const signatures = ['HmacSHA256', 'HmacSHA1'];
    expect(await policyOf(api)).toMatchObject({ appCodes, signatures, nonceRequired: true, apps: [] });
    const { body } = await client().describeApi(new vendor.DescribeApiRequest(api));
    expect(body).toMatchObject({ authType: 'APP', appCodeAuthType, allowSignatureMethod: 'HmacSHA1,HmacSHA256' });
  });

  it('follows the group where the API says DEFAULT', async () => {
    const api = await newApi();
    const modify = (customAppCodeConfig: string) =>
      client().modifyApiGroup(new vendor.ModifyApiGroupRequest({ groupId: api.groupId, customAppCodeConfig }));
    await modify('{"location":"HEADER","name":"X-My-Code"}');
    await deploy(api);
    expect((await policyOf(api)).appCodes).toEqual([{ location: 'header', name: 'x-my-code', scheme: null }]);
    const { body } = await client().describeApiGroup(new vendor.DescribeApiGroupRequest({ groupId: api.groupId }));
    expect(body?.customAppCodeConfig).toBe('{"location":"HEADER","name":"X-My-Code"}');
    await modify('');
    await deploy(api);
    expect((await policyOf(api)).appCodes).toEqual([header]);
    expect(await codeOf(modify('{"location":"BODY","name":"x"}'))).toBe('InvalidCustomAppCodeConfig');
    expect(await codeOf(modify('{'))).toBe('InvalidFormatCustomAppCodeConfig');
  });

  it('goes with the next definition that lets anybody in', async () => {
    const api = await newApi();
    await deploy(api);
    expect(await policyOf(api)).toBeDefined();
    const draft = {
      apiName: unique('open'),
      visibility: 'PRIVATE',
      requestConfig: requestConfig(`/${unique('open')}`),
      serviceConfig: serviceConfig('http://127.0.0.1:9', '/'),
    };
    await client().modifyApi(new vendor.ModifyApiRequest({ ...api, ...draft, authType: 'ANONYMOUS' }));
    await deploy(api);
    expect(await policyOf(api)).toBeUndefined();
  });

  it('is refused where it could not be held to', async () => {
    expect(await codeOf(newApi({ authType: 'APPOPENID' }))).toBe('InvalidAuthType');
    expect(await codeOf(newApi({ appCodeAuthType: 'COOKIE' }))).toBe('InvalidAppCodeAuthType');
    expect(await codeOf(newApi({ allowSignatureMethod: 'MD5' }))).toBe('InvalidAllowSignatureMethod');
  });
});

describe('VPC accesses', () => {
  const place = (port: number) => ({ vpcId: 'vpc-1', instanceId: 'orders.internal', port });
  const set = async (given: Readonly<Record<string, unknown>>) =>
    (await client().setVpcAccess(new vendor.SetVpcAccessRequest(given))).body?.vpcAccessId;
  const behind = (VpcConfig: object) =>
    newApi({
      authType: 'ANONYMOUS',
      serviceConfig: JSON.stringify({
        ServiceProtocol: 'HTTP',
        ServiceVpcEnable: 'TRUE',
        VpcConfig,
        ServicePath: '/a',
        ServiceTimeout: 1000,
      }),
    });
  const endpoints = async ({ apiId }: Api) =>
    (
      await bench.sql(
        'SELECT f.content FROM releases r JOIN fragments f ON f.digest = r.fragment_digest WHERE r.proxy_id = $1',
        [apiId],
      )
    )[0]?.content.upstreams[0].endpoints;

  it('are set, listed, used, moved and removed', async () => {
    const vpcAccessId = await set({ ...place(8080), name: 'orders', description: 'd', vpcTargetHostName: 'o.example' });
    expect(vpcAccessId).toMatch(/^[0-9a-f]{32}$/);
    const list = async (filter: object) => {
      const { body } = await client().describeVpcAccesses(new vendor.DescribeVpcAccessesRequest(filter));
      return body?.vpcAccessAttributes?.vpcAccessAttribute ?? [];
    };
    expect(await list({ name: 'RDER' })).toEqual([
      expect.objectContaining({
        vpcAccessId,
        ...place(8080),
        name: 'orders',
        description: 'd',
        vpcTargetHostName: 'o.example',
      }),
    ]);
    expect(await list({ name: 'RDER', accurateQuery: true })).toEqual([]);
    expect(await list({ port: '8080', vpcId: 'vpc-1', instanceId: 'orders.internal' })).toHaveLength(1);

    const named = await behind({ Name: 'orders', VpcScheme: 'HTTPS' });
    const placed = await behind({ VpcId: 'vpc-1', InstanceId: 'orders.internal', Port: 8080 });
    await deploy(named);
    expect(await endpoints(named)).toMatchObject([{ scheme: 'https', host: 'orders.internal', port: 8080 }]);
    await deploy(placed, 'TEST');
    expect(await endpoints(placed)).toMatchObject([{ scheme: 'http', host: 'orders.internal', port: 8080 }]);
    const { body } = await client().describeApi(new vendor.DescribeApiRequest(named));
    expect(body?.serviceConfig).toMatchObject({ serviceVpcEnable: 'TRUE', vpcConfig: { name: 'orders' } });

    const uses = await client().describeApisByVpcAccess(
      new vendor.DescribeApisByVpcAccessRequest({ vpcName: 'orders' }),
    );
    expect(uses.body?.apiVpcAccessInfos?.apiVpcAccessInfo).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...named, stageName: 'RELEASE', vpcName: 'orders', port: 8080, method: 'GET' }),
        expect.objectContaining({ ...placed, stageName: 'TEST' }),
      ]),
    );

    const remove = (port: number) => client().removeVpcAccess(new vendor.RemoveVpcAccessRequest(place(port)));
    await expect(refusal(remove(8080))).resolves.toMatchObject({ code: 'DependencyViolationVpc', statusCode: 400 });
    const abolish = (api: Api, stageName: string) =>
      client().abolishApi(new vendor.AbolishApiRequest({ ...api, stageName }));
    await abolish(placed, 'TEST');
    const { body: moved } = await client().modifyVpcAccessAndUpdateApis(
      new vendor.ModifyVpcAccessAndUpdateApisRequest({ name: 'orders', port: 9090 }),
    );
    expect(await endpoints(named)).toMatchObject([{ host: 'orders.internal', port: 9090 }]);
    const task = (operationUid: string | undefined) =>
      client().describeUpdateVpcInfoTask(new vendor.DescribeUpdateVpcInfoTaskRequest({ operationUid }));
    expect((await task(moved?.operationId)).body?.apiUpdateVpcInfoResults?.apiUpdateVpcInfoResult).toEqual([
      expect.objectContaining({ apiUid: named.apiId, stageName: 'RELEASE', updateStatus: 'OVER' }),
    ]);
    expect(await codeOf(task('0'.repeat(32)))).toBe('NotFoundOperationUid');
    await abolish(named, 'RELEASE');
    await remove(9090);
    expect(await codeOf(remove(9090))).toBe('NotFoundVpc');
    expect(await list({ vpcAccessId })).toEqual([]);
  });

  it('are refused twice, and for what is no backend', async () => {
    await set({ ...place(1), name: 'twice' });
    expect(await codeOf(set({ ...place(2), name: 'twice' }))).toBe('RepeatedVpc');
    expect(await codeOf(set({ ...place(1), name: 'other' }))).toBe('RepeatedVpc');
    expect(await codeOf(set({ ...place(70_000), name: 'ports' }))).toBe('InvalidPort');
    expect(await codeOf(set({ ...place(3), name: 'hosts', instanceId: 'a/b' }))).toBe('InvalidInstanceId');
    expect(await codeOf(set({ ...place(3) }))).toBe('MissingName');
    await expect(refusal(deploy(await behind({ Name: 'nowhere' })))).resolves.toMatchObject({
      code: 'NotFoundVpc',
      statusCode: 404,
      data: { Message: expect.stringContaining("'nowhere'") },
    });
    expect(await codeOf(behind({ VpcId: 'vpc-1' }))).toBe('InvalidServiceConfig');
    const unknown = new vendor.ModifyVpcAccessAndUpdateApisRequest({ name: 'nowhere', port: 1 });
    expect(await codeOf(client().modifyVpcAccessAndUpdateApis(unknown))).toBe('NotFoundVpc');
    const uses = new vendor.DescribeApisByVpcAccessRequest({ vpcName: 'nowhere' });
    expect(await codeOf(client().describeApisByVpcAccess(uses))).toBe('NotFoundVpc');
  });
});

describe('a call', () => {
  it('gets in with a code that is authorised, and no longer once that is withdrawn or the code is another', async () => {
    const path = unique('call');
    const mock = JSON.stringify({ ServiceProtocol: 'HTTP', Mock: 'TRUE', MockResult: 'in', ServiceTimeout: 1000 });
    const { groupId, subDomain } = await bench.newGroup(unique('called'));
    const config = { groupId, apiName: path, authType: 'APP', requestConfig: requestConfig(`/${path}`) };
    const api = { groupId, apiId: await bench.newApi({ ...config, serviceConfig: mock }) };
    await deploy(api);
    const code = unique('calling-code');
    const app = await newApp({ appCode: code });
    const call = async (appCode: string) => {
      const { status, headers } = await bench.call(subDomain, `/${path}`, { authorization: `APPCODE ${appCode}` });
      return [status, headers['x-ca-error-code']];
    };
    const REFUSED = [403, 'I403AA'];
    const UNKNOWN_CODE = [400, 'A400AC'];
    expect((await bench.call(subDomain, `/${path}`)).headers['x-ca-error-code']).toBe('A400MA');
    expect([REFUSED, UNKNOWN_CODE]).toContainEqual(await call(code));
    await grant(api, [app]);
    expect(await call(code)).toEqual([200, undefined]);
    const reset = { appCode: code, newAppCode: `${code}-new` };
    await client().resetAppCode(new vendor.ResetAppCodeRequest(reset));
    expect(await call(code)).toEqual(UNKNOWN_CODE);
    expect(await call(reset.newAppCode)).toEqual([200, undefined]);
    await client().modifyApp(new vendor.ModifyAppRequest({ appId: app, disabled: true }));
    expect((await call(reset.newAppCode))[0]).not.toBe(200);
    await client().modifyApp(new vendor.ModifyAppRequest({ appId: app, disabled: false }));
    expect(await call(reset.newAppCode)).toEqual([200, undefined]);
    await grant(api, [app], { authValidTime: '2020-01-01T00:00:00Z' });
    expect(await call(reset.newAppCode)).toEqual([403, 'A403EP']);
    await client().removeAppsAuthorities(
      new vendor.RemoveAppsAuthoritiesRequest({ ...api, appIds: String(app), stageName: 'RELEASE' }),
    );
    expect((await call(reset.newAppCode))[0]).not.toBe(200);
  });
});

it('keeps secrets out of the log and the database', async () => {
  const given = { appKey: unique('key'), appSecret: 'never-in-clear-secret', appCode: 'never-in-clear-code' };
  const api = await newApi();
  await deploy(api);
  await grant(api, [await newApp(given)]);
  const rows = await bench.sql(`SELECT content::text FROM fragments WHERE content::text LIKE '%' || $1 || '%'`, [
    given.appKey,
  ]);
  expect(rows.length).toBeGreaterThan(0);
  for (const { content } of rows) expect(content).not.toMatch(/never-in-clear/);
});
